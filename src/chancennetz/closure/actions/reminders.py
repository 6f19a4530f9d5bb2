"""The task that reminds of a line of the card, or of a contact after the end."""

from __future__ import annotations

from chancennetz.closure.models import AftercareContact, CardLine
from chancennetz.tasks.models import Task


def task_of(row: CardLine | AftercareContact) -> Task | None:
    """Return the task that belongs to a row, None without one."""
    if row.task_id is None:
        return None
    found: Task | None = Task.objects.filter(pk=row.task_id, file_id=row.file_id).first()
    return found

"""Reading tasks, appointments and drafts."""

from __future__ import annotations

import datetime as dt
import json
import uuid
from typing import Any

from django.db.models import F, Q, QuerySet

from chancennetz.access.queries import few_visible_files, in_visible_files, visible_files
from chancennetz.core import crypto, time
from chancennetz.core.actor import Actor
from chancennetz.core.prepared import prepared
from chancennetz.tasks.constants import AppointmentState
from chancennetz.tasks.models import Appointment, Draft, Task


def _of_user(queryset: QuerySet[Any], actor: Actor) -> QuerySet[Any]:
    """Own rows whose file, if there is one, is still open to the actor."""
    return queryset.filter(Q(file_id__isnull=True) | in_visible_files(actor, "task"), user_id=actor.user_id)


def _with_keys(rows: list[Any]) -> list[Any]:
    crypto.preload_keys(row.key_subject for row in rows)
    return rows


def open_tasks(actor: Actor, *, until: dt.date | None = None) -> QuerySet[Task]:
    """Return one's own tasks that are not done, earliest first (with `until`: due by then)."""
    found = _of_user(Task.objects.filter(done_at__isnull=True), actor)
    if until is not None:
        found = found.filter(due_on__lte=until)
    return found.order_by(F("due_on").asc(nulls_last=True), "created_at")


def done_tasks(actor: Actor) -> QuerySet[Task]:
    """Return one's own finished tasks, latest first."""
    return _of_user(Task.objects.filter(done_at__isnull=False), actor).order_by("-done_at")


def tasks_due(actor: Actor, *, days: int = 7, limit: int = 20) -> list[Task]:
    """Return the tasks due within some days or overdue, ready to be shown (two queries)."""
    until = time.today() + dt.timedelta(days=days)
    files = few_visible_files(actor, "task")
    if files is None or actor.user_id is None:
        return _with_keys(list(open_tasks(actor, until=until)[:limit]))
    return _with_keys(_due(limit, user_id=actor.user_id, files=files, until=until))


@prepared
def _due(limit: int, *, user_id: uuid.UUID, files: list[uuid.UUID], until: dt.date) -> QuerySet[Task]:
    found = Task.objects.filter(Q(file_id__isnull=True) | Q(file_id__in=files), user_id=user_id, done_at__isnull=True)
    rows: QuerySet[Task] = found.filter(due_on__lte=until).order_by("due_on", "created_at")[:limit]
    return rows


def tasks_of_file(file_id: uuid.UUID) -> list[Task]:
    """Return the open tasks in a family file."""
    found = Task.objects.filter(file_id=file_id, done_at__isnull=True).select_related("user")
    return _with_keys(list(found.order_by(F("due_on").asc(nulls_last=True))))


def find_task(actor: Actor, task_id: uuid.UUID) -> Task | None:
    """Return a task that is one's own or lies in a file one may see."""
    task = Task.objects.filter(pk=task_id).first()
    return task if task is not None and _may_see(actor, task) else None


def find_appointment(actor: Actor, appointment_id: uuid.UUID) -> Appointment | None:
    """Return an appointment that is one's own or lies in a file one may see."""
    appointment = Appointment.objects.filter(pk=appointment_id).first()
    return appointment if appointment is not None and _may_see(actor, appointment) else None


def _may_see(actor: Actor, row: Task | Appointment) -> bool:
    if row.file_id is None:
        return row.user_id == actor.user_id
    return visible_files(actor, "task").filter(pk=row.file_id).exists()


def _day_bounds(day: dt.date, days: int = 1) -> tuple[dt.datetime, dt.datetime]:
    start = dt.datetime.combine(day, dt.time(), time.BERLIN)
    return start, dt.datetime.combine(day + dt.timedelta(days=days), dt.time(), time.BERLIN)


def appointments_between(actor: Actor, first: dt.date, last: dt.date) -> list[Appointment]:
    """Return one's own planned and held appointments from a day to a day, in order (two queries)."""
    start, end = _day_bounds(first, (last - first).days + 1)
    files = few_visible_files(actor, "task")
    if files is None or actor.user_id is None:
        found = _of_user(Appointment.objects.all(), actor)
        return _with_keys(list(_between(found, start, end)))
    return _with_keys(_own_between(user_id=actor.user_id, files=files, start=start, end=end))


def _between(found: QuerySet[Any], start: dt.datetime, end: dt.datetime) -> QuerySet[Any]:
    held = found.filter(starts_at__gte=start, starts_at__lt=end).exclude(state=AppointmentState.CANCELLED)
    return held.order_by("starts_at")


@prepared
def _own_between(
    *, user_id: uuid.UUID, files: list[uuid.UUID], start: dt.datetime, end: dt.datetime
) -> QuerySet[Appointment]:
    found = Appointment.objects.filter(Q(file_id__isnull=True) | Q(file_id__in=files), user_id=user_id)
    return _between(found, start, end)


def appointments_on(actor: Actor, day: dt.date) -> list[Appointment]:
    """Return one's own appointments of a day, in order."""
    return appointments_between(actor, day, day)


def next_appointments(file_id: uuid.UUID, limit: int = 3) -> list[Appointment]:
    """Return the next planned appointments of a family."""
    return _with_keys(_coming(limit, file_id=file_id, now=time.now()))


@prepared
def _coming(limit: int, *, file_id: uuid.UUID, now: dt.datetime) -> QuerySet[Appointment]:
    found = Appointment.objects.filter(file_id=file_id, state=AppointmentState.PLANNED, starts_at__gte=now)
    rows: QuerySet[Appointment] = found.select_related("user").order_by("starts_at")[:limit]
    return rows


def draft(actor: Actor, key: str) -> dict[str, Any] | None:
    """Return a saved draft: {"fields": {...}, "saved_at": iso}; None when there is none."""
    if actor.user_id is None:
        return None
    row = Draft.objects.filter(user_id=actor.user_id, key=key).first()
    if row is None:
        return None
    return {"fields": json.loads(row.content), "saved_at": row.saved_at.isoformat()}


def shown(rows: QuerySet[Any]) -> list[Any]:
    """Return rows ready to be shown: their keys opened with one query."""
    return _with_keys(list(rows))

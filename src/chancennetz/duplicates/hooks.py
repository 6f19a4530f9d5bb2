"""What this room tells the lower ones at start-up."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from chancennetz.access.constants import Action, Facet
from chancennetz.access.file_pages import opens
from chancennetz.access.http import FileRequest
from chancennetz.duplicates import queries
from chancennetz.people import seams
from chancennetz.people.models import Person


def _records(request: FileRequest, person: Person) -> Mapping[str, Any] | None:
    """Return what else may be this person, and what was joined with it."""
    may_change = opens(request, Facet.IDENTITY, Action.UPDATE)
    duplicates = queries.possible_duplicates(request.actor, person) if may_change else []
    merges = [row for row in queries.merges_of(person) if row.undone_at is None]
    return {"duplicates": duplicates, "merges": merges, "may_change": may_change} if duplicates or merges else None


def register() -> None:
    """Enter everything."""
    seams.register_card("duplicates/beside_person.html", _records)

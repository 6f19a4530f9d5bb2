"""The cards of this room on the page "Handover and end" of a family."""

from __future__ import annotations

from typing import Any

from chancennetz.access.constants import Facet
from chancennetz.access.file_pages import opens
from chancennetz.access.http import FileRequest
from chancennetz.caseload.queries.quality import gap_rows
from chancennetz.handovers.file_pages import works_here


def gaps(request: FileRequest) -> dict[str, Any] | None:
    """What is missing in the file, for those who work with the family."""
    rows = gap_rows(request.actor, request.file) if works_here(request) else []
    return {"rows": rows} if rows else None


def notes(request: FileRequest) -> dict[str, Any] | None:
    """The way to the notes of the team lead."""
    return {} if opens(request, Facet.SUPERVISION) else None

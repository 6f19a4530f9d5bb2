"""What the pages of this room share."""

from __future__ import annotations

import uuid

from chancennetz.access.constants import Facet
from chancennetz.access.http import FileRequest
from chancennetz.assessments import actions, queries
from chancennetz.assessments.models import Assessment
from chancennetz.ui import answering


def find(request: FileRequest, assessment_id: uuid.UUID) -> Assessment:
    """Return the assessment in the address, or answer that there is no such page."""
    return answering.or_404(queries.find(request.file, assessment_id))


def note_guarded(request: FileRequest, object_id: uuid.UUID, facets: frozenset[Facet]) -> None:
    """Log that guarded parts were shown. The row for the page itself is written by the middleware."""
    if guarded := facets - {Facet.INTAKE}:
        actions.record_read_part(by=request.actor, file=request.file, object_id=object_id, facets=guarded)

"""What the pages of this room share."""

from __future__ import annotations

import uuid

from chancennetz.access.constants import Action, Facet
from chancennetz.access.http import FileRequest
from chancennetz.access.rules import opened_facets
from chancennetz.assessments import actions, queries
from chancennetz.assessments.constants import SECTION_FACETS
from chancennetz.assessments.models import Assessment
from chancennetz.casework.views import common
from chancennetz.core import time


def open_facets(request: FileRequest, action: Action = Action.READ) -> frozenset[Facet]:
    """Return the parts of the file on which the reader may do something, as far as answers can lie in them."""
    return opened_facets(request.actor, request.facts, time.now(), action) & frozenset(SECTION_FACETS)


def find(request: FileRequest, assessment_id: uuid.UUID) -> Assessment:
    """Return the assessment in the address, or answer that there is no such page."""
    return common.or_404(queries.find(request.file, assessment_id))


def note_guarded(request: FileRequest, object_id: uuid.UUID, facets: frozenset[Facet]) -> None:
    """Log that guarded parts were shown. The row for the page itself is written by the middleware."""
    guarded = facets - {Facet.INTAKE}
    if guarded:
        actions.record_read_part(by=request.actor, file=request.file, object_id=object_id, facets=guarded)

"""What this room tells the rooms below at start-up."""

from __future__ import annotations

import uuid

from django.urls import reverse

from chancennetz.casework import timeline_events
from chancennetz.closure import file_pages
from chancennetz.closure.timeline import SOURCES
from chancennetz.handovers import seams
from chancennetz.tasks.hooks import register_owner


def _card(_line_id: uuid.UUID, file_id: uuid.UUID | None) -> str:
    return reverse("closure:card", args=[file_id]) if file_id is not None else ""


def _aftercare(contact_id: uuid.UUID, file_id: uuid.UUID | None) -> str:
    return reverse("closure:aftercare_contact", args=[file_id, contact_id]) if file_id is not None else ""


def register() -> None:
    """Enter everything."""
    seams.register_card("closure/beside_card.html", file_pages.card, order=10)
    seams.register_card("closure/beside_aftercare.html", file_pages.aftercare, order=20)
    seams.register_card("closure/beside_end.html", file_pages.end, order=40)
    register_owner("closure.aftercare", _aftercare)
    register_owner("closure.card", _card)
    for source in SOURCES:
        timeline_events.register(source)

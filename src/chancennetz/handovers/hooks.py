"""What this room tells the rooms below at start-up."""

from __future__ import annotations

import uuid
from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext_lazy, ngettext

from chancennetz.access import file_parts
from chancennetz.access.constants import Facet
from chancennetz.access.file_parts import FilePart
from chancennetz.casework import timeline_events
from chancennetz.core.actor import Actor
from chancennetz.handovers.queries.transfer import offered_to
from chancennetz.handovers.timeline import SOURCES
from chancennetz.tasks.hooks import Notice, register_notices, register_owner


def _page(_handover_id: uuid.UUID, file_id: uuid.UUID | None) -> str:
    return reverse("handovers:overview", args=[file_id]) if file_id is not None else ""


def _notices(actor: Actor) -> Iterator[Notice]:
    """Yield that other organisations offer families to the actor's."""
    offers = len(offered_to(actor))
    if offers:
        text = ngettext(
            "%(number)d family is to be transferred to you.",
            "%(number)d families are to be transferred to you.",
            offers,
        )
        yield Notice(text % {"number": offers}, reverse("handovers:transfers"), urgent=True)


def register() -> None:
    """Enter everything."""
    file_parts.register(FilePart(gettext_lazy("Handover and end"), "handovers:overview", Facet.TEAM, order=65))
    register_owner("handovers.handover", _page)
    register_notices(_notices)
    for source in SOURCES:
        timeline_events.register(source)

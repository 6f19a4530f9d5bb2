"""What this room tells the rooms below at start-up."""

from __future__ import annotations

import uuid
from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from chancennetz.access import directory, file_parts
from chancennetz.access.constants import Facet, Role
from chancennetz.access.file_parts import FilePart
from chancennetz.caseload import rules
from chancennetz.caseload.queries.cases import notes_to_look_at
from chancennetz.caseload.queries.quality import find_gaps
from chancennetz.caseload.queries.transfer import offered_to
from chancennetz.caseload.timeline import SOURCES
from chancennetz.casework import quality, timeline_events
from chancennetz.core import time
from chancennetz.core.actor import Actor
from chancennetz.tasks.hooks import Notice, register_notices, register_owner
from chancennetz.ui import navigation
from chancennetz.ui.navigation import Entry

#: Pages of a whole team; those inside a file belong to "Families".
_OF_A_TEAM = (
    "/caseload/continuity/",
    "/caseload/evaluation/",
    "/caseload/quality/",
    "/caseload/moves/",
    "/caseload/deputies/",
)
_TEAM = Entry(
    gettext_lazy("My team"),
    "caseload:supervision",
    icon="users-round",
    order=15,
    also=(*_OF_A_TEAM, "/cases/approvals/"),
)


def _page(name: str, *, own: bool = False) -> object:
    def address(object_id: uuid.UUID, file_id: uuid.UUID | None) -> str:
        if file_id is None:
            return ""
        return reverse(name, args=[file_id, object_id] if own else [file_id])

    return address


def _notices(actor: Actor) -> Iterator[Notice]:
    """Yield what waits for a team lead or counsellor and is no task: reviews, transfers, notes to look at again."""
    if actor.role in {Role.TEAM_LEAD, Role.COUNSELLOR}:
        offers = len(offered_to(actor))
        if offers:
            text = ngettext(
                "%(number)d family is to be transferred to you.",
                "%(number)d families are to be transferred to you.",
                offers,
            )
            yield Notice(text % {"number": offers}, reverse("caseload:transfers"), urgent=True)
    if actor.role != Role.TEAM_LEAD:
        return
    waiting, late = directory.reviews_waiting(actor)
    if waiting:
        text = ngettext(
            "%(number)d emergency access waits for your review.",
            "%(number)d emergency accesses wait for your review.",
            waiting,
        )
        words = text % {"number": waiting}
        if late:
            words += " " + _("Overdue: %(number)d.") % {"number": late}
        yield Notice(words, reverse("access:emergency_list"), urgent=bool(late))
    notes = notes_to_look_at(actor, time.today()).count()
    if notes:
        text = ngettext(
            "You wanted to look again at %(number)d case.", "You wanted to look again at %(number)d cases.", notes
        )
        yield Notice(text % {"number": notes}, reverse("caseload:supervision") + "#look-again")


def register() -> None:
    """Enter everything."""
    file_parts.register(FilePart(gettext_lazy("Handover and end"), "caseload:overview", Facet.TEAM, order=65))
    navigation.register(Role.TEAM_LEAD.value, [_TEAM])
    register_owner("caseload.handover", _page("caseload:overview"))  # type: ignore[arg-type]
    register_owner("caseload.aftercare", _page("caseload:aftercare_contact", own=True))  # type: ignore[arg-type]
    register_owner("caseload.card", _page("caseload:card"))  # type: ignore[arg-type]
    register_notices(_notices)
    quality.register(*rules.CHECKS.values(), find=find_gaps)
    for source in SOURCES:
        timeline_events.register(source)

"""What this room tells the rooms below at start-up."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from chancennetz.access.constants import Role
from chancennetz.accounts.queries import reviews_waiting
from chancennetz.caseload import file_pages, rules
from chancennetz.caseload.queries.notes import notes_to_look_at
from chancennetz.caseload.queries.quality import find_gaps
from chancennetz.casework import quality
from chancennetz.core import time
from chancennetz.core.actor import Actor
from chancennetz.handovers import seams
from chancennetz.tasks.hooks import Notice, register_notices
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


def _notices(actor: Actor) -> Iterator[Notice]:
    """Yield what waits for a team lead and is no task: reviews, notes to look at again."""
    if actor.role != Role.TEAM_LEAD:
        return
    waiting, late = reviews_waiting(actor)
    if waiting:
        text = ngettext(
            "%(number)d emergency access waits for your review.",
            "%(number)d emergency accesses wait for your review.",
            waiting,
        )
        words = text % {"number": waiting}
        if late:
            words += " " + _("Overdue: %(number)d.") % {"number": late}
        yield Notice(words, reverse("accounts:emergency_list"), urgent=bool(late))
    notes = notes_to_look_at(actor, time.today()).count()
    if notes:
        text = ngettext(
            "You wanted to look again at %(number)d case.", "You wanted to look again at %(number)d cases.", notes
        )
        yield Notice(text % {"number": notes}, reverse("caseload:supervision") + "#look-again")


def register() -> None:
    """Enter everything."""
    navigation.register(Role.TEAM_LEAD.value, [_TEAM])
    seams.register_card("caseload/below_gaps.html", file_pages.gaps, order=10, beside=False)
    seams.register_card("caseload/beside_notes.html", file_pages.notes, order=30)
    register_notices(_notices)
    quality.register(*rules.CHECKS.values(), find=find_gaps)

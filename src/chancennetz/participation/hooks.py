"""What participation tells the rooms below at start-up."""

from __future__ import annotations

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from chancennetz.access.constants import Facet
from chancennetz.casework import kept, seams, timeline_events
from chancennetz.casework.kept import Kept
from chancennetz.casework.seams import Fact
from chancennetz.participation.actions.counting import recounted
from chancennetz.participation.models import Participant
from chancennetz.participation.timeline import SOURCES

_KEPT = Kept(
    "participant",
    Facet.CONTACT,
    fields=("modules", "module_starts", "later_partners", "later_starts", "entry_on", "exit_on"),
)


def register() -> None:
    """Enter everything."""
    kept.register(Participant, _KEPT)
    for source in SOURCES:
        timeline_events.register(source)
    seams.register_counting(recounted)
    seams.register_rows("participation.enrolled", Fact.ENROLLED, Participant, Q())
    seams.register_rows(
        "participation.present",
        Fact.UNFINISHED,
        Participant,
        Q(exit_on__isnull=True),
        reason=_("Somebody still takes part in a programme. Please enter the last day there first."),
    )

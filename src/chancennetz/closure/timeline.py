"""What of this room appears in the timeline of a family."""

from __future__ import annotations

from django.utils.translation import gettext as _

from chancennetz.casework.constants import TimelineKind
from chancennetz.casework.timeline_events import TimelineEvent, TimelineSource, Words
from chancennetz.closure.constants import AftercareSlot, StillWorking
from chancennetz.closure.models import AftercareContact, DischargeCard


def _aftercare(row: AftercareContact, _names: str) -> Words:
    title = _("Aftercare %(slot)s") % {"slot": AftercareSlot(row.slot).label}
    if not row.reached:
        return Words(title, _("not reached"))
    working = str(StillWorking(row.still_working).label) if row.still_working in StillWorking.values else ""
    return Words(title, " · ".join(part for part in (working, row.note) if part))


def _card(row: DischargeCard, _names: str) -> Words:
    del row  # why it was made stands on the card: the history is shown to whoever was shown the plan
    return Words(_("Discharge card made"))


SOURCES = (
    TimelineSource(
        AftercareContact,
        TimelineKind.CONTACT,
        (TimelineEvent("aftercare", "held_on", _aftercare, day_only=True),),
        url_name="closure:aftercare_contact",
    ),
    TimelineSource(DischargeCard, TimelineKind.GOAL, (TimelineEvent("card", "created_at", _card),)),
)

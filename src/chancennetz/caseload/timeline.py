"""What of this room appears in the timeline of a family."""

from __future__ import annotations

from django.db.models import Q
from django.utils.translation import gettext as _

from chancennetz.caseload.constants import AftercareSlot, StillWorking, TransferState
from chancennetz.caseload.models import AftercareContact, DischargeCard, Transfer
from chancennetz.casework.constants import TimelineKind
from chancennetz.casework.timeline_events import TimelineEvent, TimelineSource, Words


def _aftercare(row: AftercareContact, _names: str) -> Words:
    title = _("Aftercare %(slot)s") % {"slot": AftercareSlot(row.slot).label}
    if not row.reached:
        return Words(title, _("not reached"))
    working = str(StillWorking(row.still_working).label) if row.still_working in StillWorking.values else ""
    return Words(title, " · ".join(part for part in (working, row.note) if part))


def _card(row: DischargeCard, _names: str) -> Words:
    del row  # why it was made stands on the card: the history is shown to whoever was shown the plan
    return Words(_("Discharge card made"))


def _arrived(row: Transfer, _names: str) -> Words:
    return Words(_("Came from %(office)s") % {"office": row.from_organisation}, "", str(row.decided_by or ""))


SOURCES = (
    TimelineSource(
        AftercareContact,
        TimelineKind.CONTACT,
        (TimelineEvent("aftercare", "held_on", _aftercare, day_only=True),),
        url_name="caseload:aftercare_contact",
    ),
    TimelineSource(DischargeCard, TimelineKind.GOAL, (TimelineEvent("card", "created_at", _card),)),
    TimelineSource(
        Transfer,
        TimelineKind.TEAM,
        (TimelineEvent("transferred", "decided_at", _arrived, Q(state=TransferState.ACCEPTED)),),
        related=("from_organisation", "decided_by"),
    ),
)

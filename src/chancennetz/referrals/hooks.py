"""What referrals tell the rooms below at start-up."""

from __future__ import annotations

import uuid

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from chancennetz.access import file_parts
from chancennetz.access.constants import Facet, Role
from chancennetz.access.file_parts import FilePart
from chancennetz.casework import seams, timeline_events
from chancennetz.casework.constants import TimelineKind
from chancennetz.casework.seams import Fact
from chancennetz.casework.timeline_events import TimelineEvent, TimelineSource, Words
from chancennetz.consent.hooks import register_on_withdrawal
from chancennetz.referrals.actions import cut_after_withdrawal
from chancennetz.referrals.models import Handover
from chancennetz.referrals.queries import LINKING, target_text
from chancennetz.tasks.hooks import register_owner
from chancennetz.ui import navigation
from chancennetz.ui.navigation import Entry

_ALSO = ("/conferences/received/", "/caseload/transfers/")  # what others hand over to us
_RECEIVED = Entry(gettext_lazy("Received"), "referrals:received", icon="inbox", order=55, phone=False, also=_ALSO)


def _address(referral_id: uuid.UUID, file_id: uuid.UUID | None) -> str:
    return reverse("referrals:referral", args=[file_id, referral_id]) if file_id is not None else ""


def _to(row: Handover) -> dict[str, str]:
    return {"target": target_text(row.referral)}


def _sent(row: Handover, names: str) -> Words:
    del names
    return Words(_("Referred to %(target)s") % _to(row), who=row.sent_by.display_name if row.sent_by else "")


def _answered(row: Handover, names: str) -> Words:
    del names
    if row.decline_reason:
        return Words(_("%(target)s declined") % _to(row), str(row.get_decline_reason_display()), row.answered_by)
    return Words(_("%(target)s answered") % _to(row), who=row.answered_by)


def _met(row: Handover, names: str) -> Words:
    del names
    return Words(_("First contact with %(target)s") % _to(row))


def _done(row: Handover, names: str) -> Words:
    del names
    return Words(_("Referral to %(target)s finished") % _to(row), str(row.get_outcome_display()))


def _cut(row: Handover, names: str) -> Words:
    del names
    return Words(_("%(target)s sees nothing any more") % _to(row), str(row.get_cut_reason_display()))


def register() -> None:
    """Enter everything."""
    file_parts.register(FilePart(gettext_lazy("Referrals"), "referrals:list", Facet.REFERRAL, order=40))
    for role in (Role.COUNSELLOR, Role.TEAM_LEAD, Role.COORDINATOR, Role.JOB_CENTRE, Role.PROVIDER):
        navigation.register(role.value, [_RECEIVED])
    register_owner("referrals.referral", _address)
    register_on_withdrawal(cut_after_withdrawal)
    seams.register_rows("referrals", Fact.LINKED, Handover, LINKING)
    timeline_events.register(
        TimelineSource(
            model=Handover,
            kind=TimelineKind.REFERRAL,
            events=(
                TimelineEvent("referral_sent", "sent_at", _sent),
                TimelineEvent("referral_answered", "answered_at", _answered),
                TimelineEvent("referral_met", "met_on", _met, day_only=True),
                TimelineEvent("referral_done", "done_on", _done, day_only=True),
                TimelineEvent("referral_cut", "cut_at", _cut),
            ),
            related=("referral", "referral__organisation", "referral__unit", "referral__service", "sent_by"),
            url_name="referrals:referral",
        )
    )

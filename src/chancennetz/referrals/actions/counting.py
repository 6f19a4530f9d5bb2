"""What happens to a referral is counted for the offer, without the family."""

from __future__ import annotations

import datetime as dt
import uuid

from chancennetz.core import time
from chancennetz.core.actor import Actor
from chancennetz.referrals.constants import ReferralState
from chancennetz.takeup.actions import count_referral
from chancennetz.takeup.constants import ReferralEvent

EVENTS = {
    ReferralState.ACCEPTED: ReferralEvent.ACCEPTED,
    ReferralState.DECLINED: ReferralEvent.DECLINED,
    ReferralState.MET: ReferralEvent.STARTED,
    ReferralState.DONE: ReferralEvent.DONE,
}


def count(by: Actor, service_id: uuid.UUID | None, event: ReferralEvent, day: dt.date | None = None) -> None:
    """Count an event of a referral to an offer; places that are no offers of the map are not counted."""
    if service_id is not None:
        count_referral(by=by, service_id=service_id, event=event, day=day or time.today())

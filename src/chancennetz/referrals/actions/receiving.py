"""The answers: by the receiver on this platform, or entered by the family's own counsellors after a call."""

from __future__ import annotations

import dataclasses
import datetime as dt
import uuid
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from chancennetz.access.actions import require, require_in_file
from chancennetz.access.constants import Action, Facet, ObjectType
from chancennetz.audit.actions import record_write
from chancennetz.core import time
from chancennetz.core.action import action
from chancennetz.core.actor import Actor
from chancennetz.core.errors import Conflict, NotAllowed
from chancennetz.core.text import clean_text
from chancennetz.referrals import queries, rules
from chancennetz.referrals.actions.counting import EVENTS, count
from chancennetz.referrals.constants import CutReason, DeclineReason, Outcome, ReferralState
from chancennetz.referrals.models import Handover, Referral


@dataclasses.dataclass(frozen=True, slots=True)
class Answer:
    """What somebody says about a referral. `day` is that of the first contact or of the end (default today)."""

    state: ReferralState
    reason: DeclineReason | str = ""
    outcome: Outcome | str = ""
    day: dt.date | None = None
    note: str = ""


def _columns(by: Actor, handover: Handover, answer: Answer) -> dict[str, Any]:
    """Check an answer and return what it changes."""
    if not rules.may_become(handover.state, answer.state) or answer.state == ReferralState.REVOKED:
        raise Conflict(_("This referral stands differently by now. Please look at it again."))
    day = answer.day or time.today()
    sent_on = handover.sent_at.astimezone(time.BERLIN).date()
    if not sent_on <= day <= time.today():
        raise ValidationError({"day": _("Please choose a day between the referral and today.")})
    changes: dict[str, Any] = {"state": answer.state.value}
    note = clean_text(answer.note)
    if note:
        changes["answer_note"] = note
    if handover.answered_at is None or answer.state == ReferralState.DECLINED:
        changes |= {"answered_at": time.now(), "answered_by": _who(by)}
    if answer.state == ReferralState.DECLINED:
        if not answer.reason:
            raise ValidationError({"reason": _("Please choose the reason.")})
        reason = DeclineReason(answer.reason).value
        changes |= {"decline_reason": reason, "cut_at": time.now(), "cut_reason": CutReason.DECLINED.value}
        changes["snapshot"] = ""
    elif answer.state == ReferralState.MET:
        changes["met_on"] = day
    elif answer.state == ReferralState.DONE:
        if not answer.outcome:
            raise ValidationError({"outcome": _("Please choose what came of it.")})
        changes |= {"outcome": Outcome(answer.outcome).value, "done_on": day}
    return changes


def _who(by: Actor) -> str:
    return ", ".join(part for part in (by.display_name, by.organisation_name) if part)[:200]


def _save(by: Actor, handover: Handover, changes: dict[str, Any], verb: str) -> Handover:
    if handover.cut_at is not None:
        # What was cut for another reason keeps that reason.
        for name in ("cut_at", "cut_reason", "snapshot"):
            changes.pop(name, None)
    for name, value in changes.items():
        setattr(handover, name, value)
    handover.save_version(expected=handover.version, fields=list(changes))
    record_write(
        by=by,
        action=f"referrals.{verb}",
        object_type="referral",
        object_id=handover.pk,
        subjects=[handover.file_id, *handover.person_ids],
        facet=Facet.REFERRAL,
        changed=list(changes),
    )
    state = ReferralState(handover.state)
    count(by, handover.service_id, EVENTS[state], {ReferralState.MET: handover.met_on}.get(state, handover.done_on))
    return handover


# --- the receiver ----------------------------------------------------------------------------------------------------


def _locked(by: Actor, handover_id: uuid.UUID) -> Handover:
    """Lock what is open to the actor's organisation at this moment; raises NotAllowed when it is not (any more)."""
    if queries.find_received(by, handover_id) is None:
        raise NotAllowed("not received, or not open any more")
    Handover.objects.select_for_update().get(pk=handover_id)
    found = queries.find_received(by, handover_id)  # once more: it may have been cut while we waited
    if found is None:
        raise NotAllowed("not received, or not open any more")
    return found


@action
def note_seen(*, by: Actor, handover: Handover) -> bool:
    """Note when the receiver looked for the first time: the receipt for the sender. Returns whether it was that."""
    require(by, Action.READ, ObjectType.RECEIVED)
    rows = Handover.objects.filter(pk=handover.pk, seen_at__isnull=True, recipient_id=by.organisation_id)
    if not rows.update(seen_at=time.now()):
        return False
    record_write(
        by=by,
        action="referrals.received.see",
        object_type="referral",
        object_id=handover.pk,
        subjects=[handover.file_id, *handover.person_ids],
        facet=Facet.REFERRAL,
    )
    return True


@action
def answer_received(*, by: Actor, handover_id: uuid.UUID, answer: Answer) -> Handover:
    """Accept, decline with a reason, book the first contact, or report the end, as the organisation that received it.

    Raises NotAllowed when it is not open to the actor's organisation at this moment, Conflict when the step is none of
    those that are open, ValidationError by field. Who declines sees the data no longer.
    """
    require(by, Action.UPDATE, ObjectType.RECEIVED)
    handover = _locked(by, handover_id)
    return _save(by, handover, _columns(by, handover, answer), f"received.{answer.state.value}")


def accept(*, by: Actor, handover_id: uuid.UUID, note: str = "") -> Handover:
    """Accept what was received."""
    return answer_received(by=by, handover_id=handover_id, answer=Answer(ReferralState.ACCEPTED, note=note))


def decline(*, by: Actor, handover_id: uuid.UUID, reason: DeclineReason, note: str = "") -> Handover:
    """Decline what was received, with a reason."""
    answer = Answer(ReferralState.DECLINED, reason=reason, note=note)
    return answer_received(by=by, handover_id=handover_id, answer=answer)


def book_first_contact(*, by: Actor, handover_id: uuid.UUID, day: dt.date | None = None) -> Handover:
    """Say that the first contact took place."""
    return answer_received(by=by, handover_id=handover_id, answer=Answer(ReferralState.MET, day=day))


def finish(*, by: Actor, handover_id: uuid.UUID, outcome: Outcome, day: dt.date | None = None) -> Handover:
    """Report what came of it."""
    return answer_received(by=by, handover_id=handover_id, answer=Answer(ReferralState.DONE, outcome=outcome, day=day))


# --- the sender, after a call or a word of the family ----------------------------------------------------------------


@action
def report(*, by: Actor, referral: Referral, answer: Answer) -> Handover:
    """Enter an answer for a service that does not answer here. Same steps and checks as for the receiver."""
    require_in_file(by, Action.UPDATE, Facet.REFERRAL, referral.file)
    handover = Handover.objects.select_for_update().filter(pk=referral.pk).first()
    if handover is None:
        raise Conflict(_("This referral was not sent yet."))
    return _save(by, handover, _columns(by, handover, answer), f"report.{answer.state.value}")

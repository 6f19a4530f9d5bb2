"""What both sides show: the answers that are open, what was passed on, the stages with their days."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from chancennetz.core import time
from chancennetz.referrals import rules, snapshot
from chancennetz.referrals.constants import ReferralState
from chancennetz.referrals.forms import ANSWERS, AnswerForm
from chancennetz.referrals.models import Handover
from chancennetz.ui.constants import Tone

TONES: dict[ReferralState, Tone] = {
    ReferralState.DRAFT: "neutral",
    ReferralState.SENT: "info",
    ReferralState.ACCEPTED: "success",
    ReferralState.DECLINED: "warning",
    ReferralState.MET: "success",
    ReferralState.DONE: "success",
    ReferralState.REVOKED: "neutral",
}


def answer_forms(state: str, *, failed: AnswerForm | None = None) -> list[AnswerForm]:
    """Return a form for each answer that is open; `failed` is the one that came back with errors."""
    open_now = [one for one in ANSWERS if rules.may_become(state, one)]
    return [failed if failed is not None and failed.answer_state is one else AnswerForm(answer=one) for one in open_now]


def posted_form(state: str, posted: Mapping[str, Any]) -> AnswerForm | None:
    """Return the form that was posted, None when its step is not open (any more)."""
    given = posted.get("state", "")
    return next(
        (AnswerForm(posted, answer=one) for one in ANSWERS if one == given and rules.may_become(state, one)), None
    )


def pairs(lines: snapshot.Lines) -> list[tuple[str, str]]:
    """Return what is passed on as terms and values for a page."""
    return [(str(field.label), "\n".join(text)) for field, text in lines]


def last_day(handover: Handover) -> dt.date:
    """Return the last day on which the other side sees it."""
    return (handover.ends_at - dt.timedelta(seconds=1)).astimezone(time.BERLIN).date()


def stages(handover: Handover) -> list[tuple[str, str]]:
    """Return what has happened so far, with days."""
    found: list[tuple[str, dt.date | None, str]] = [
        (_("Sent"), handover.sent_at.astimezone(time.BERLIN).date(), ""),
        (_("Looked at"), _day(handover.seen_at), ""),
        (_("Answered"), _day(handover.answered_at), handover.answered_by),
        (_("First contact"), handover.met_on, ""),
        (_("Finished"), handover.done_on, str(handover.get_outcome_display()) if handover.outcome else ""),
        (_("Not visible to the other side any more"), _day(handover.cut_at), str(handover.get_cut_reason_display())),
    ]
    return [
        (label, ", ".join(part for part in (time.format_date(day), more) if part))
        for label, day, more in found
        if day is not None
    ]


def _day(moment: dt.datetime | None) -> dt.date | None:
    return moment.astimezone(time.BERLIN).date() if moment is not None else None

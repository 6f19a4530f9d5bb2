"""Decisions about referrals. Pure: no database, no clock, no user."""

from __future__ import annotations

import datetime as dt
import secrets
import uuid
from collections.abc import Iterable, Mapping

from chancennetz.access.constants import Facet
from chancennetz.core.time import BERLIN
from chancennetz.referrals.constants import (
    CODE_LENGTH,
    FIELD_FACETS,
    LONGEST_DAYS,
    RUNNING,
    TRANSITIONS,
    CutReason,
    ReferralState,
    SharedField,
)

_CODE_LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"


def may_become(state: str, target: str) -> bool:
    """Tell whether a referral may take this step."""
    return target in TRANSITIONS[state]


def next_states(state: str) -> list[ReferralState]:
    """Return the steps that are open, in the order of the states."""
    return [one for one in ReferralState if one in TRANSITIONS[state]]


def needed_facets(fields: Iterable[str]) -> list[Facet]:
    """Return the parts of the file that a choice of fields opens, in stable order."""
    needed = {FIELD_FACETS[SharedField(field)] for field in fields}
    return [facet for facet in Facet if facet in needed]


def new_code() -> str:
    """Return a code without meaning that is easy to say: six letters and digits that nobody mixes up."""
    return "".join(secrets.choice(_CODE_LETTERS) for _place in range(CODE_LENGTH))


# --- time ------------------------------------------------------------------------------------------------------------


def last_possible_day(today: dt.date, covered_until: dt.date | None) -> dt.date:
    """Return the last day on which the other side may see something: a year at most, never after the release."""
    longest = today + dt.timedelta(days=LONGEST_DAYS)
    return min(longest, covered_until) if covered_until is not None else longest


def end_of(day: dt.date) -> dt.datetime:
    """Return the moment at which a last day is over in Berlin."""
    return dt.datetime.combine(day + dt.timedelta(days=1), dt.time(), BERLIN).astimezone(dt.UTC)


def is_waiting_too_long(state: str, answer_by: dt.date | None, today: dt.date) -> bool:
    """Tell whether an answer is overdue."""
    return state == ReferralState.SENT and answer_by is not None and answer_by < today


def is_open_to_receiver(
    state: str, ends_at: dt.datetime, cut_at: dt.datetime | None, cut_reason: str, now: dt.datetime
) -> bool:
    """Tell whether the receiver may see the referral (one that was declined stays in the list, without data)."""
    if cut_at is not None and cut_reason != CutReason.DECLINED:
        return False
    return state != ReferralState.REVOKED and now < ends_at


def state_after_cut(state: str, reason: CutReason) -> ReferralState:
    """Return the state when the data are taken away.

    A running referral that is taken back, or loses its ground, ends; a finished one stays finished. When only its time
    is over, it keeps its state: the family's own counsellors still enter what came of it.
    """
    ends = reason in {CutReason.REVOKED, CutReason.WITHDRAWN}
    return ReferralState.REVOKED if ends and state in RUNNING else ReferralState(state)


# --- words ---------------------------------------------------------------------------------------------------------


def lines_by_person(names: Mapping[uuid.UUID, str], values: Mapping[uuid.UUID, str], *, named: bool) -> list[str]:
    """Return one line per person that has a value; with several persons each line says whose it is.

    Without `named` (the names are not passed on) persons are only numbered.
    """
    lines = []
    for place, person in enumerate(names, start=1):
        if not values.get(person):
            continue
        if len(names) == 1:
            lines.append(values[person])
        else:
            lines.append(f"{names[person] if named else place}: {values[person]}")
    return lines

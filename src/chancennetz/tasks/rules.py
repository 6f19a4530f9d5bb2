"""Pure rules of tasks and appointments."""

from __future__ import annotations

import dataclasses
import datetime as dt
import hashlib
import re
from collections.abc import Iterable

#: How long before it is due a task reminds, unless somebody says otherwise.
REMIND_BEFORE = dt.timedelta(days=1)


class Urgency:
    """How pressing a task is on a day."""

    OVERDUE = "overdue"
    TODAY = "today"
    SOON = "soon"
    LATER = "later"
    DONE = "done"


def urgency(due_on: dt.date | None, done: bool, today: dt.date) -> str:
    """Return how pressing a task is: done, overdue, today, soon (within a week) or later."""
    if done:
        return Urgency.DONE
    if due_on is None:
        return Urgency.LATER
    if due_on < today:
        return Urgency.OVERDUE
    if due_on == today:
        return Urgency.TODAY
    return Urgency.SOON if due_on <= today + dt.timedelta(days=7) else Urgency.LATER


@dataclasses.dataclass(frozen=True, slots=True)
class Span:
    """A span of time, end exclusive."""

    start: dt.datetime
    end: dt.datetime


def overlaps(first: Span, second: Span) -> bool:
    """Tell whether two appointments take place at the same time (touching ends do not)."""
    return first.start < second.end and second.start < first.end


def default_reminder(due_on: dt.date | None, today: dt.date) -> dt.date | None:
    """Return the day on which a task reminds: the day before it is due, never in the past."""
    if due_on is None:
        return None
    return max(due_on - REMIND_BEFORE, today)


_BETWEEN_WORDS = re.compile(r"[^\w-]+")
_POSTCODE_AND_TOWN = re.compile(r"\b\d{5}\s+([^\W\d_][^,;\n\d]{1,98})")


def _words(text: str) -> str:
    """Return the words of a text between single blanks, whatever stood between them."""
    return f" {' '.join(_BETWEEN_WORDS.split(text))} ".casefold()


def town_of(place: str, towns: Iterable[str]) -> str:
    """Return the town that a place names: one of the known towns, else what follows a postcode; empty for neither.

    Nothing else of the place is kept: a street or a name would say whom one visits.
    """
    words = _words(place)
    named = [town for town in towns if town and _words(town) in words]
    if named:
        return max(named, key=len)
    after_postcode = _POSTCODE_AND_TOWN.search(place)
    return after_postcode[1].strip() if after_postcode else ""


def token_hash(token: str) -> str:
    """Return what the database keeps of a secret address. A plain hash is enough: the token has 256 random bits."""
    return hashlib.sha256(token.encode()).hexdigest()

"""Pure rules of tasks and appointments."""

from __future__ import annotations

import dataclasses
import datetime as dt

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

"""How conferences and their tasks move from state to state. Pure."""

from __future__ import annotations

import datetime as dt

from django.utils.translation import gettext as _

from chancennetz.conferences.constants import (
    READABLE_AFTER,
    READABLE_AFTER_TASK,
    TASK_TRANSITIONS,
    TRANSITIONS,
    ConferenceState,
    ConferenceTaskState,
)
from chancennetz.core.errors import Conflict


def may_become(state: str, wanted: ConferenceState) -> bool:
    """Tell whether a conference may go from a state to another one."""
    return wanted in TRANSITIONS[state]


def check_transition(state: str, wanted: ConferenceState) -> None:
    """Raise Conflict with a sentence when a conference cannot go there."""
    if not may_become(state, wanted):
        names = {"state": ConferenceState(state).label, "wanted": wanted.label}
        raise Conflict(_("This does not fit: the conference is “%(state)s”, not “%(wanted)s” yet.") % names)


def check_task_transition(state: str, wanted: ConferenceTaskState) -> None:
    """Raise Conflict with a sentence when a task cannot go there."""
    if wanted not in TASK_TRANSITIONS[state]:
        names = {"state": ConferenceTaskState(state).label}
        raise Conflict(_("This task is “%(state)s” already. Somebody was faster.") % names)


def readable_until(day: dt.datetime, last_due: dt.date | None = None) -> dt.datetime:
    """Return until when a party may read: 60 days after a moment, or 14 days after its last task is due."""
    until = day + READABLE_AFTER
    if last_due is None:
        return until
    return max(until, dt.datetime.combine(last_due, dt.time(), dt.UTC) + READABLE_AFTER_TASK)

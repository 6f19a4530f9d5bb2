"""Entries of the timeline about goals and steps."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from chancennetz.casework.constants import TimelineKind
from chancennetz.casework.timeline_events import TimelineEvent, TimelineSource, Words
from chancennetz.plans.constants import CLOSED_GOALS, GoalState
from chancennetz.plans.models import Goal, Step

_Writer = Callable[[Any, str], Words]


def _titled(sentence: str) -> _Writer:
    return lambda row, _names: Words(_(sentence) % {"goal": row.title})


def _closed(row: Goal, _names: str) -> Words:
    return Words(f"{row.title}: {GoalState(row.state).label}")


SOURCES = (
    TimelineSource(
        Goal,
        TimelineKind.GOAL,
        (
            TimelineEvent(
                "written", "created_at", _titled(gettext_noop("Goal noted: %(goal)s")), Q(agreed_on__isnull=True)
            ),
            TimelineEvent("agreed", "agreed_on", _titled(gettext_noop("Goal agreed: %(goal)s")), day_only=True),
            TimelineEvent("closed", "closed_on", _closed, Q(state__in=CLOSED_GOALS), day_only=True),
        ),
    ),
    TimelineSource(
        Step,
        TimelineKind.STEP,
        (TimelineEvent("done", "done_on", _titled(gettext_noop("Step done: %(goal)s")), day_only=True),),
    ),
)

"""Decisions about the plan. Pure: no database, no clock, no user."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
import uuid
from collections.abc import Iterable, Mapping, Sequence

from chancennetz.plans.constants import CLOSED_GOALS, GOAL_TRANSITIONS, GoalState, SmartQuestion


def next_states(state: str) -> list[GoalState]:
    """Return the states a goal may take from here, in the order in which they are offered."""
    return [one for one in GoalState if one in GOAL_TRANSITIONS[GoalState(state)]]


def may_become(state: str, target: str) -> bool:
    """Tell whether a goal may go from one state to another."""
    return target in GOAL_TRANSITIONS[GoalState(state)]


def goal_days(target: str, agreed_on: dt.date | None, day: dt.date) -> tuple[dt.date | None, dt.date | None]:
    """Return (agreed on, closed on) of a goal that takes a state on a day."""
    if target == GoalState.DRAFT:
        return None, None
    if target in CLOSED_GOALS:
        return agreed_on, day
    return agreed_on or day, None


def read_smart(text: str) -> dict[str, str]:
    """Return the kept answers to the five questions by SmartQuestion; empty for none."""
    return dict(json.loads(text)) if text else {}


def smart_missing(answers: Mapping[str, str], due_on: dt.date | None) -> list[SmartQuestion]:
    """Return the questions that are not answered yet. A few words suffice; a goal with a day has its date."""
    answered = {key for key, words in answers.items() if words.strip()}
    if due_on is not None:
        answered.add(SmartQuestion.DATED)
    return [question for question in SmartQuestion if question not in answered]


@dataclasses.dataclass(frozen=True, slots=True)
class Progress:
    """How many of a goal's steps are done."""

    done: int
    total: int

    @property
    def percent(self) -> int:
        """Share of finished steps in whole percent, 0 without steps."""
        return round(100 * self.done / self.total) if self.total else 0


def progress(done_days: Iterable[dt.date | None]) -> Progress:
    """Return the progress of a goal from the days on which its steps were done (None: not yet)."""
    days = list(done_days)
    return Progress(done=sum(day is not None for day in days), total=len(days))


def moved(order: Sequence[uuid.UUID], one: uuid.UUID, *, up: bool) -> list[uuid.UUID]:
    """Return the order after moving one entry by one place; at the end it stays where it is."""
    result = list(order)
    place = result.index(one)
    other = place - 1 if up else place + 1
    if 0 <= other < len(result):
        result[place], result[other] = result[other], result[place]
    return result

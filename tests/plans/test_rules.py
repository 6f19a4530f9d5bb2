"""States of goals, progress and order against tables written by hand."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

import pytest

from chancennetz.plans import rules
from chancennetz.plans.constants import GoalState

TODAY = dt.date(2026, 11, 20)

MOTHER, FATHER, CHILD = (uuid.UUID(int=number) for number in (1, 2, 3))


#: Every allowed step of a goal, written by hand; everything else is refused.
ALLOWED = {
    ("draft", "agreed"),
    ("draft", "dropped"),
    ("agreed", "reached"),
    ("agreed", "partly"),
    ("agreed", "dropped"),
    ("agreed", "draft"),
    ("reached", "agreed"),
    ("partly", "agreed"),
    ("dropped", "draft"),
    ("dropped", "agreed"),
}


def test_goal_transitions() -> None:
    states = ["draft", "agreed", "reached", "partly", "dropped"]
    found = {(one, other) for one in states for other in states if rules.may_become(one, other)}
    assert found == ALLOWED
    assert rules.next_states("agreed") == ["draft", "reached", "partly", "dropped"]


@pytest.mark.parametrize(
    ("target", "agreed_on", "expected"),
    [
        ("draft", dt.date(2026, 1, 1), (None, None)),
        ("agreed", None, (TODAY, None)),
        ("agreed", dt.date(2026, 1, 1), (dt.date(2026, 1, 1), None)),
        ("reached", dt.date(2026, 1, 1), (dt.date(2026, 1, 1), TODAY)),
        ("dropped", None, (None, TODAY)),
    ],
)
def test_goal_days(target: str, agreed_on: dt.date | None, expected: tuple[Any, Any]) -> None:
    assert rules.goal_days(GoalState(target), agreed_on, TODAY) == expected


def test_progress_in_whole_percent() -> None:
    assert rules.progress([]) == rules.Progress(0, 0)
    assert rules.progress([]).percent == 0
    assert rules.progress([TODAY, None, None]).percent == 33
    assert rules.progress([TODAY, TODAY]).percent == 100


def test_moving_by_one_place() -> None:
    order = [MOTHER, FATHER, CHILD]
    assert rules.moved(order, FATHER, up=True) == [FATHER, MOTHER, CHILD]
    assert rules.moved(order, FATHER, up=False) == [MOTHER, CHILD, FATHER]
    assert rules.moved(order, MOTHER, up=True) == order
    assert rules.moved(order, CHILD, up=False) == order

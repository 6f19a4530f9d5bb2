"""Phase, days and changes against tables written by hand."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from chancennetz.casework import rules
from chancennetz.casework.constants import Phase
from chancennetz.casework.rules import CaseFacts

TODAY = dt.date(2026, 11, 20)


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({}, "contact"),
        ({"enrolled": True}, "contact"),
        ({"consented": True}, "intake"),
        ({"consented": True, "enrolled": True}, "assessment"),
        ({"consented": True, "enrolled": True, "agreed": True}, "assessment"),
        ({"consented": True, "enrolled": True, "assessed": True}, "plan"),
        ({"consented": True, "enrolled": True, "assessed": True, "agreed": True}, "linking"),
        ({"consented": True, "enrolled": True, "assessed": True, "linked": True}, "plan"),
        ({"consented": True, "enrolled": True, "assessed": True, "agreed": True, "linked": True}, "monitoring"),
        ({"exit_on": TODAY}, "exit"),
        ({"exit_on": dt.date(2026, 11, 19)}, "aftercare"),
        ({"exit_on": dt.date(2026, 11, 19), "unfinished": True}, "exit"),
        ({"exit_on": dt.date(2026, 11, 21)}, "exit"),
    ],
)
def test_phase_is_the_first_one_that_is_not_complete(facts: dict[str, Any], expected: str) -> None:
    assert rules.phase(CaseFacts(**facts), TODAY) == expected


def test_phase_line_marks_what_is_done_and_what_comes() -> None:
    line = rules.phase_line(Phase.PLAN)
    assert [state for _phase, state in line] == ["done", "done", "done", "current", "todo", "todo", "todo", "todo"]
    assert line[3][0] is Phase.PLAN


@pytest.mark.parametrize(
    ("due", "done", "expected"),
    [
        (None, None, False),
        (TODAY, None, False),
        (dt.date(2026, 11, 19), None, True),
        (dt.date(2026, 11, 19), TODAY, False),
        (dt.date(2026, 11, 21), None, False),
    ],
)
def test_overdue(due: dt.date | None, done: dt.date | None, expected: bool) -> None:
    assert rules.is_overdue(due, done, TODAY) is expected


@pytest.mark.parametrize(
    ("day", "contact", "plan"),
    [
        (dt.date.min, False, False),
        (dt.date(1999, 12, 31), False, False),
        (dt.date(2000, 1, 1), True, True),
        (TODAY, True, True),
        (dt.date(2026, 11, 21), False, True),
        (dt.date(2036, 11, 1), False, True),
        (dt.date(2037, 1, 1), False, False),
        (dt.date.max, False, False),
    ],
)
def test_days_that_can_be_right(day: dt.date, contact: bool, plan: bool) -> None:
    assert rules.is_contact_day(day, TODAY) is contact
    assert rules.is_plan_day(day, TODAY) is plan


def test_changed_fields() -> None:
    assert rules.changed_fields({"a": 1, "b": 2}, {"a": 1, "b": 3}) == ["b"]
    assert rules.changed_fields({"a": None}, {}) == ["a"]
    assert rules.changed_fields({}, {}) == []

"""Decisions of casework. Pure: no database, no clock, no user.

Two things are decided here: in which phase a case is, and which days can be right.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Mapping
from typing import Any, Literal

from chancennetz.casework.constants import LONGEST_PLAN_YEARS, Phase
from chancennetz.core import time

# --- phase ---------------------------------------------------------------------------------------------------------


@dataclasses.dataclass(frozen=True, slots=True)
class CaseFacts:
    """What is there in a case, as far as its phase depends on it (reference 3.4).

    consented: somebody of the family has given consent, even if it ended meanwhile. enrolled: somebody takes or took
    part in a programme. assessed: the assessment has a day. agreed: a goal has been agreed. linked: a step was done,
    somebody outside has a step, or the family was accompanied to an office. unfinished: a goal is still open or a
    participant has not left.
    """

    consented: bool = False
    enrolled: bool = False
    assessed: bool = False
    agreed: bool = False
    linked: bool = False
    exit_on: dt.date | None = None
    unfinished: bool = False


def phase(facts: CaseFacts, today: dt.date) -> Phase:
    """Return the phase: the first one whose requirement for leaving is not fulfilled yet.

    A case with a day of exit is in EXIT until that day has passed and nothing is unfinished, then in AFTERCARE.
    """
    if facts.exit_on is not None:
        over = facts.exit_on < today and not facts.unfinished
        return Phase.AFTERCARE if over else Phase.EXIT
    requirements = (
        (Phase.CONTACT, facts.consented),
        (Phase.INTAKE, facts.enrolled),
        (Phase.ASSESSMENT, facts.assessed),
        (Phase.PLAN, facts.agreed),
        (Phase.LINKING, facts.linked),
    )
    return next((reached for reached, fulfilled in requirements if not fulfilled), Phase.MONITORING)


PlaceInLine = Literal["done", "current", "todo"]


def phase_line(current: Phase) -> list[tuple[Phase, PlaceInLine]]:
    """Return all phases in order with "done", "current" or "todo"."""
    order = list(Phase)
    place = order.index(current)
    return [
        (one, "done" if index < place else "current" if index == place else "todo") for index, one in enumerate(order)
    ]


# --- dates and changes ---------------------------------------------------------------------------------------------


def is_overdue(due_on: dt.date | None, done_on: dt.date | None, today: dt.date) -> bool:
    """Tell whether something should be done already. What is due today is not overdue."""
    return due_on is not None and done_on is None and due_on < today


def is_contact_day(day: dt.date, today: dt.date) -> bool:
    """Tell whether something can have happened on this day: not in the future, not before there was counselling."""
    return time.EARLIEST_WORK_DAY <= day <= today


def is_plan_day(day: dt.date, today: dt.date) -> bool:
    """Tell whether a day can be planned for: not long past, at most ten years ahead."""
    return time.EARLIEST_WORK_DAY <= day <= today.replace(year=today.year + LONGEST_PLAN_YEARS, day=1)


def changed_fields(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[str]:
    """Return the names of the values that differ, sorted; names on one side only count as different."""
    missing = object()
    names = before.keys() | after.keys()
    return sorted(name for name in names if before.get(name, missing) != after.get(name, missing))

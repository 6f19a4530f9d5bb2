"""Target and actual: pure arithmetic on counts (no database, no clock).

Definitions, the same on every page, in every file and in the command's output:

- **Participants** are people who began counselling: the sum of the `entry` rows. Whoever leaves stays counted.
- **Participants of an additional module** are people who began it: the sum of the `module` rows of that module.
- **Hours** are minutes of counselling divided by 60, by the module they were booked on.
- **Planned to date**: the target spread evenly over the days of the programme, first and last day included.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import uuid
from collections.abc import Iterable, Sequence

from chancennetz.core.time import add_months, month_start
from chancennetz.monitoring.constants import BASIC_MODULE, What


@dataclasses.dataclass(frozen=True, slots=True)
class Count:
    """How many of one kind a partner counted in one month. `number` may be negative (a correction)."""

    partner_id: uuid.UUID
    month: dt.date
    what: str
    module: str
    number: int


@dataclasses.dataclass(frozen=True, slots=True)
class Goal:
    """The target of a module: of a partner, or of the whole programme (partner_id None)."""

    partner_id: uuid.UUID | None
    module: str
    participants: int
    hours: int


@dataclasses.dataclass(frozen=True, slots=True)
class ModuleFigure:
    """Target, plan to date and actual of one module."""

    key: str
    label: str
    participants: int
    minutes: int
    target_participants: int
    target_hours: int
    planned_participants: int
    planned_hours: int
    planned_share: float

    @property
    def hours(self) -> float:
        """Hours of counselling."""
        return self.minutes / 60

    @property
    def planned_exactly(self) -> float:
        """Participants planned to date before rounding, so that the plans of partners add up."""
        return self.target_participants * self.planned_share


@dataclasses.dataclass(frozen=True, slots=True)
class Figures:
    """All modules of one partner, or of the whole programme."""

    modules: tuple[ModuleFigure, ...]

    @property
    def basic(self) -> ModuleFigure:
        """The module that everybody takes part in."""
        return next((module for module in self.modules if module.key == BASIC_MODULE), self.modules[0])

    @property
    def participants(self) -> int:
        """People who began."""
        return self.basic.participants

    @property
    def minutes(self) -> int:
        """Minutes of counselling in all modules."""
        return sum(module.minutes for module in self.modules)

    @property
    def hours(self) -> float:
        """Hours of counselling in all modules."""
        return self.minutes / 60

    @property
    def target_hours(self) -> int:
        """Target of hours of all modules."""
        return sum(module.target_hours for module in self.modules)

    @property
    def ahead(self) -> int:
        """How many participants more (or, negative, fewer) than planned to date."""
        return self.basic.participants - self.basic.planned_participants


@dataclasses.dataclass(frozen=True, slots=True)
class MonthFigure:
    """One partner in one month: what was counted in it, and what had come together by its end."""

    partner_id: uuid.UUID
    month: dt.date
    new_participants: int
    participants_to_date: int
    planned_to_date: int
    minutes: dict[str, int]


def planned(target: int, start: dt.date, end: dt.date, day: dt.date) -> int:
    """Return the part of a target that is planned by the end of a day, in whole numbers (half is rounded up).

    Before the first day nothing, from the last day on the whole target.
    """
    if day < start:
        return 0
    if day >= end:
        return target
    days, elapsed = (end - start).days + 1, (day - start).days + 1
    return (2 * target * elapsed + days) // (2 * days)


def share_elapsed(start: dt.date, end: dt.date, day: dt.date) -> float:
    """Return the share of a programme's days that has passed by the end of a day, from 0 to 1."""
    elapsed = (min(day, end) - start).days + 1
    return max(0, elapsed) / ((end - start).days + 1)


def split_evenly(total: int, parts: int) -> list[int]:
    """Return whole shares of a total that differ by at most one; the first ones are the larger."""
    share, rest = divmod(total, parts)
    return [share + (1 if index < rest else 0) for index in range(parts)]


def months_between(start: dt.date, end: dt.date) -> list[dt.date]:
    """Return the first days of all months from one day to another, both included."""
    months = []
    month = month_start(start)
    while month <= end:
        months.append(month)
        month = add_months(month, 1)
    return months


def month_end(month: dt.date) -> dt.date:
    """Return the last day of a month."""
    return add_months(month_start(month), 1) - dt.timedelta(days=1)


def last_quarter_end(day: dt.date) -> dt.date:
    """Return the last day of the last quarter that has ended before a day."""
    first_month = (day.month - 1) // 3 * 3 + 1
    return dt.date(day.year, first_month, 1) - dt.timedelta(days=1)


def is_participant_of(count: Count, module: str) -> bool:
    """Tell whether a count says that people began a module (the basic one: that they began at all)."""
    if module == BASIC_MODULE:
        return count.what == What.ENTRY
    return count.what == What.MODULE and count.module == module


def figures(
    modules: Sequence[tuple[str, str]],
    counts: Iterable[Count],
    goals: Iterable[Goal],
    period: tuple[dt.date, dt.date],
    as_of: dt.date,
) -> Figures:
    """Return target, plan and actual for the given counts and goals (already those of one partner, or of all).

    `modules` are pairs of key and label; minutes without a module count as basic.
    """
    counts, by_module = list(counts), {goal.module: goal for goal in goals}
    found = []
    for key, label in modules:
        goal = by_module.get(key)
        people, hours = (goal.participants, goal.hours) if goal else (0, 0)
        found.append(
            ModuleFigure(
                key=key,
                label=label,
                participants=sum(count.number for count in counts if is_participant_of(count, key)),
                minutes=sum(
                    count.number
                    for count in counts
                    if count.what == What.MINUTES and (count.module or BASIC_MODULE) == key
                ),
                target_participants=people,
                target_hours=hours,
                planned_participants=planned(people, *period, as_of),
                planned_hours=planned(hours, *period, as_of),
                planned_share=share_elapsed(*period, as_of),
            )
        )
    return Figures(tuple(found))


def by_month(
    partner_id: uuid.UUID,
    counts: Iterable[Count],
    target: int,
    period: tuple[dt.date, dt.date],
    as_of: dt.date,
) -> list[MonthFigure]:
    """Return one row per month from the programme's beginning to the month of `as_of`, counts summed up on the way."""
    own = [count for count in counts if count.partner_id == partner_id]
    rows: list[MonthFigure] = []
    so_far = sum(count.number for count in own if count.month < month_start(period[0]) and count.what == What.ENTRY)
    for month in months_between(period[0], as_of):
        these = [count for count in own if count.month == month]
        new = sum(count.number for count in these if count.what == What.ENTRY)
        so_far += new
        minutes: dict[str, int] = {}
        for count in these:
            if count.what == What.MINUTES:
                key = count.module or BASIC_MODULE
                minutes[key] = minutes.get(key, 0) + count.number
        until = min(month_end(month), as_of)
        rows.append(MonthFigure(partner_id, month, new, so_far, planned(target, *period, until), minutes))
    return rows


@dataclasses.dataclass(frozen=True, slots=True)
class Moment:
    """The end of a month (or the day of the report): what had come together, what was planned. None: still to come."""

    day: dt.date
    actual: int | None
    planned: int


def course(
    counts: Iterable[Count],
    target: int,
    period: tuple[dt.date, dt.date],
    as_of: dt.date,
) -> list[Moment]:
    """Return participants to date against plan for every month of the programme; after `as_of` the plan only."""
    entries = [count for count in counts if count.what == What.ENTRY]
    moments = []
    for month in months_between(period[0], max(period[1], as_of)):
        until = month_end(month)
        if month <= as_of <= until:
            until = as_of
        so_far = sum(count.number for count in entries if count.month <= month) if month <= as_of else None
        moments.append(Moment(until, so_far, planned(target, *period, until)))
    return moments

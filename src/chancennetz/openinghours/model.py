"""The parts of opening hours: rules, the days they are for, the times of day."""

from __future__ import annotations

import dataclasses
import datetime as dt
import enum

MINUTES_A_DAY = 24 * 60


class State(enum.StrEnum):
    """What holds at a moment. UNKNOWN: by appointment, or nobody can say (see the comment)."""

    OPEN = "open"
    CLOSED = "closed"
    UNKNOWN = "unknown"


class Link(enum.StrEnum):
    """How a rule joins those before it, written as in OpenStreetMap."""

    REPLACE = ";"
    ADD = ","
    FALLBACK = "||"


@dataclasses.dataclass(frozen=True, slots=True)
class Span:
    """A time of day in minutes after midnight; `end` lies up to 48 h after it and is exclusive."""

    start: int
    end: int
    open_end: bool = False


@dataclasses.dataclass(frozen=True, slots=True)
class Weekdays:
    """Weekdays (Monday is 0), all of a month or only the n-th ones (negative: counted from the end)."""

    days: frozenset[int]
    nth: frozenset[int] = frozenset()


@dataclasses.dataclass(frozen=True, slots=True)
class Weeks:
    """ISO weeks from `first` to `last`, each `step`-th."""

    first: int
    last: int
    step: int = 1


@dataclasses.dataclass(frozen=True, slots=True)
class Point:
    """A day in the year: month and day, or days after Easter Sunday; with `year` in this year alone.

    Without `day` the whole month is meant.
    """

    month: int = 0
    day: int | None = None
    year: int | None = None
    easter: bool = False
    offset: int = 0


@dataclasses.dataclass(frozen=True, slots=True)
class Dates:
    """From one point in the year to another, both inclusive; may run over the turn of the year."""

    first: Point
    last: Point


@dataclasses.dataclass(frozen=True, slots=True)
class Recurrence:
    """What only HSDS schedules know: every n-th week or month from a first day, days of a month or year, a count."""

    start: dt.date | None = None
    until: dt.date | None = None
    count: int | None = None
    monthly: bool = False
    interval: int = 1
    month_days: frozenset[int] = frozenset()
    year_days: frozenset[int] = frozenset()
    weeks: frozenset[int] = frozenset()


@dataclasses.dataclass(frozen=True, slots=True)
class Rule:
    """One rule. A day must meet every kind of condition that is given.

    `years` are single years; `holidays` holds "PH" and "SH"; with `holidays_narrow` the day must be such a day AND one
    of the weekdays, otherwise either suffices. Without `spans` the whole day is meant.
    """

    weekdays: tuple[Weekdays, ...] = ()
    holidays: frozenset[str] = frozenset()
    holidays_narrow: bool = False
    dates: tuple[Dates, ...] = ()
    years: frozenset[int] = frozenset()
    weeks: tuple[Weeks, ...] = ()
    spans: tuple[Span, ...] = ()
    state: State = State.OPEN
    comment: str = ""
    link: Link = Link.REPLACE
    recurrence: Recurrence | None = None

    @property
    def names_days(self) -> bool:
        """Tell whether the rule is for certain days only."""
        return bool(
            self.weekdays or self.holidays or self.dates or self.years or self.weeks or self.recurrence is not None
        )


@dataclasses.dataclass(frozen=True, slots=True)
class OpeningHours:
    """Rules in the order in which they count: a later one replaces what an earlier one says for its days."""

    rules: tuple[Rule, ...]

    @property
    def knows_public_holidays(self) -> bool:
        """Tell whether a rule speaks of public holidays; otherwise nobody can be sure on such a day."""
        return any("PH" in rule.holidays for rule in self.rules) or self.always

    @property
    def knows_school_holidays(self) -> bool:
        """Tell whether a rule speaks of school holidays."""
        return any("SH" in rule.holidays for rule in self.rules)

    @property
    def always(self) -> bool:
        """Tell whether it is open round the clock all year."""
        rule = self.rules[0]
        whole_day = rule.spans in ((), (Span(0, MINUTES_A_DAY),))
        return len(self.rules) == 1 and whole_day and not rule.names_days and rule.state is State.OPEN

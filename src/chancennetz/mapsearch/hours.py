"""Opening hours as pages ask for them: open now, until when, when again, and each of the coming days."""

from __future__ import annotations

import bisect
import dataclasses
import datetime as dt
import functools
import logging
from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from chancennetz.core.time import BERLIN
from chancennetz.openinghours import (
    Calendar,
    HoursError,
    OpeningHours,
    describe_lines,
    open_spans,
    parse,
)
from chancennetz.openinghours.recurrence import HsdsSchedule, hours_of
from chancennetz.supportmap.models import Schedule
from chancennetz.supportmap.queries import installation

_log = logging.getLogger(__name__)
DAY = 24 * 60
#: How far "open again" looks ahead.
_AHEAD = 14


@dataclasses.dataclass(frozen=True, slots=True)
class Line:
    """The hours of one schedule, valid for a period or for good."""

    text: str
    recurrence: HsdsSchedule | None
    first: dt.date | None
    last: dt.date | None

    def holds_on(self, day: dt.date) -> bool:
        """Tell whether the schedule is valid on a day."""
        return (self.first is None or self.first <= day) and (self.last is None or day <= self.last)


@dataclasses.dataclass(frozen=True, slots=True)
class OpeningRules:
    """When one offer is open at one place. Equal rules are one value, so each is worked out once for all offers."""

    lines: tuple[Line, ...]
    remarks: tuple[str, ...] = ()

    @classmethod
    def of(cls, schedules: Iterable[Schedule]) -> OpeningRules:
        """Return the rules of some schedules."""
        rows = sorted(schedules, key=lambda row: (row.valid_from or dt.date.min, str(row.pk)))
        return cls(
            tuple(Line(row.opening_hours, _recurrence(row), row.valid_from, row.valid_to) for row in rows),
            tuple(dict.fromkeys(row.description for row in rows if row.description)),
        )

    @property
    def said(self) -> bool:
        """Tell whether any hours are known, today or later."""
        return any(_meaning((line,)) is not None for line in self.lines)

    def spans(self, day: dt.date) -> tuple[tuple[int, int], ...]:
        """Return the open times that begin on a day, in minutes after midnight; an end may lie on the next day."""
        return _spans(self, day)

    def words(self, day: dt.date, language: str, *, full: bool = False) -> list[str]:
        """Return the hours in words, one line per rule (German or English; other languages read German)."""
        hours = self.on(day)
        return describe_lines(hours, language, full=full) if hours is not None else []

    def on(self, day: dt.date) -> OpeningHours | None:
        """Return what counts on a day: lines for a limited period (holiday plan) win over those for good."""
        valid = tuple(line for line in self.lines if line.holds_on(day))
        return _meaning(tuple(line for line in valid if line.last is not None) or valid)


def _recurrence(row: Schedule) -> HsdsSchedule | None:
    if row.opening_hours or not (row.opens_at or row.byday or row.freq):
        return None
    return HsdsSchedule(
        freq=row.freq,
        interval=row.interval,
        byday=row.byday,
        byweekno=row.byweekno,
        bymonthday=row.bymonthday,
        byyearday=row.byyearday,
        dtstart=row.dtstart,
        until=row.until,
        count=row.count,
        opens_at=row.opens_at,
        closes_at=row.closes_at,
    )


@functools.lru_cache(20_000)
def _meaning(lines: tuple[Line, ...]) -> OpeningHours | None:
    """Return what lines mean together, None when they say nothing or cannot be read (editors see that)."""
    try:
        written = [parse(line.text) for line in lines if line.text]
        if written:
            return OpeningHours(tuple(rule for hours in written for rule in hours.rules))
        recurring = [line.recurrence for line in lines if line.recurrence is not None]
        return hours_of(recurring) if recurring else None
    except HoursError:
        _log.warning("opening hours that cannot be read: %s", [line.text for line in lines])
        return None


@functools.lru_cache(100_000)
def _spans(rules: OpeningRules, day: dt.date) -> tuple[tuple[int, int], ...]:
    hours = rules.on(day)
    return tuple(open_spans(hours, day, calendar())) if hours is not None and not _unsure(hours, day) else ()


def _unsure(hours: OpeningHours, day: dt.date) -> bool:
    """Tell whether it is a public holiday of which the hours say nothing: nobody is sent to a closed door."""
    return bool(calendar().public_holiday(day)) and not hours.knows_public_holidays


def _school_unknown(rules: Sequence[OpeningRules], day: dt.date) -> bool:
    """Tell whether hours depend on school holidays that nobody has told for this day."""
    if calendar().knows_school(day):
        return False
    return any(hours is not None and hours.knows_school_holidays for hours in (one.on(day) for one in rules))


def calendar() -> Calendar:
    """Return the holidays of this installation's state."""
    return installation.calendar()


@dataclasses.dataclass(frozen=True, slots=True)
class Today:
    """How it stands now: one of open, later, next, closed, unknown; with the time and day that belong to it."""

    state: str
    at: dt.datetime | None = None

    @property
    def is_open(self) -> bool:
        """Tell whether it is open now."""
        return self.state in {"open", "always"}


def _spans_around(rules: Sequence[OpeningRules], day: dt.date, days: int) -> list[tuple[int, int]]:
    """Return the open times of some days in minutes after midnight of `day`, with what runs on from the day before."""
    found = []
    for offset in range(-1, days):
        for one in rules:
            for start, end in one.spans(day + dt.timedelta(days=offset)):
                found.append((start + offset * DAY, end + offset * DAY))
    joined: list[tuple[int, int]] = []
    for start, end in sorted(found):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], end))
        else:
            joined.append((start, end))
    return joined


def today(rules: Sequence[OpeningRules], now: dt.datetime) -> Today:
    """Return whether it is open now, until when, or when it opens again (at any of the places)."""
    if not any(one.said for one in rules):
        return Today("unknown")
    local = now.astimezone(BERLIN)
    midnight = dt.datetime.combine(local.date(), dt.time(), BERLIN)
    minute = local.hour * 60 + local.minute
    for start, end in _spans_around(rules, local.date(), _AHEAD):
        if end <= minute:
            continue
        if start <= minute:
            return Today("always") if end - minute >= 7 * DAY else Today("open", _at(midnight, end))
        if _school_unknown(rules, local.date()):
            break
        return Today("later" if start < DAY else "next", _at(midnight, start))
    return Today("unknown" if _school_unknown(rules, local.date()) else "closed")


def _at(midnight: dt.datetime, minutes: int) -> dt.datetime:
    """Return wall-clock time some minutes after midnight (a day with a change of clocks has 23 or 25 hours)."""
    days, rest = divmod(minutes, DAY)
    day = midnight.date() + dt.timedelta(days=days)
    return dt.datetime.combine(day, dt.time(rest // 60, rest % 60), BERLIN)


@dataclasses.dataclass(frozen=True, slots=True)
class Day:
    """One of the coming days: its open times as (start, end) of wall-clock time, and the holiday's name.

    `unsure` says that it may be open beyond them: nobody has told whether there is school.
    """

    date: dt.date
    spans: tuple[tuple[dt.datetime, dt.datetime], ...]
    holiday: str
    unsure: bool = False


def coming(rules: Sequence[OpeningRules], first: dt.date, days: int) -> list[Day]:
    """Return each of the coming days. A span over midnight stands on the day it begins on."""
    found = []
    for offset in range(days):
        day = first + dt.timedelta(days=offset)
        midnight = dt.datetime.combine(day, dt.time(), BERLIN)
        spans = sorted({span for one in rules for span in one.spans(day)})
        shown = tuple((_at(midnight, start), _at(midnight, end)) for start, end in spans)
        found.append(Day(day, shown, calendar().public_holiday(day), _school_unknown(rules, day)))
    return found


def together(
    one: Sequence[OpeningRules], other: Sequence[OpeningRules], now: dt.datetime, days: int
) -> tuple[dt.datetime, dt.datetime] | None:
    """Return the next time in which both are open, None when there is none in the coming days."""
    local = now.astimezone(BERLIN)
    midnight = dt.datetime.combine(local.date(), dt.time(), BERLIN)
    minute = local.hour * 60 + local.minute
    first, second = (_spans_around(rules, local.date(), days) for rules in (one, other))
    shared = [(max(a[0], b[0], minute), min(a[1], b[1])) for a in first for b in second]
    ahead = [span for span in shared if span[0] < span[1]]
    return (_at(midnight, min(ahead)[0]), _at(midnight, min(ahead)[1])) if ahead else None


class Hours:
    """The hours of all offers by position, worked out for a day once, so that "open now" is quick."""

    def __init__(self, rules: list[tuple[OpeningRules, ...]]) -> None:
        self.rules = rules
        self._positions: dict[tuple[OpeningRules, ...], list[int]] = {}
        for position, one in enumerate(rules):
            if one:
                self._positions.setdefault(one, []).append(position)
        self._last: tuple[dt.datetime, NDArray[np.bool_]] | None = None

    def open_at(self, moment: dt.datetime) -> NDArray[np.bool_]:
        """Return which offers are open at a moment (to the minute)."""
        minute = moment.replace(second=0, microsecond=0)
        if self._last is None or self._last[0] != minute:
            self._last = (minute, self._worked_out(minute))
        return self._last[1]

    def _worked_out(self, moment: dt.datetime) -> NDArray[np.bool_]:
        local = moment.astimezone(BERLIN)
        minute = local.hour * 60 + local.minute
        mask = np.zeros(len(self.rules), np.bool_)
        for rules, positions in self._positions.items():
            spans = _day_spans(rules, local.date())
            place = bisect.bisect_right(spans, (minute, DAY * 9)) - 1
            if place >= 0 and spans[place][0] <= minute < spans[place][1]:
                mask[positions] = True
        return mask


@functools.lru_cache(40_000)
def _day_spans(rules: tuple[OpeningRules, ...], day: dt.date) -> list[tuple[int, int]]:
    return _spans_around(rules, day, 1)

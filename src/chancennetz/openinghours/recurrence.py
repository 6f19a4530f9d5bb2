"""HSDS schedules: rows with an iCalendar-like recurrence (RFC 5545) turned into rules, and rules into rows."""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
from collections.abc import Sequence

from chancennetz.openinghours.errors import HoursError
from chancennetz.openinghours.model import (
    MINUTES_A_DAY,
    Link,
    OpeningHours,
    Recurrence,
    Rule,
    Span,
    State,
    Weekdays,
)
from chancennetz.openinghours.writer import clock

CODES = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_BYDAY = re.compile(r"([+-]?[1-5])?(MO|TU|WE|TH|FR|SA|SU)")


@dataclasses.dataclass(frozen=True, slots=True)
class HsdsSchedule:
    """The fields of an HSDS schedule that say when it is open. Texts hold comma-separated lists as in iCalendar."""

    freq: str = ""
    interval: int | None = None
    byday: str = ""
    byweekno: str = ""
    bymonthday: str = ""
    byyearday: str = ""
    dtstart: dt.date | None = None
    until: dt.date | None = None
    count: int | None = None
    opens_at: dt.time | None = None
    closes_at: dt.time | None = None
    by_appointment: str = ""


def _numbers(text: str, limit: int) -> frozenset[int]:
    found = set()
    for part in filter(None, (part.strip() for part in text.split(","))):
        if not re.fullmatch(r"[+-]?\d{1,3}", part) or not 1 <= abs(int(part)) <= limit:
            raise HoursError("recurrence", found=part)
        found.add(int(part))
    return frozenset(found)


def _weekdays(byday: str) -> tuple[Weekdays, ...]:
    plain: set[int] = set()
    special: dict[int, set[int]] = {}
    for part in filter(None, (part.strip().upper() for part in byday.split(","))):
        match = _BYDAY.fullmatch(part)
        if match is None:
            raise HoursError("recurrence", found=part)
        day = CODES.index(match[2])
        if match[1]:
            special.setdefault(day, set()).add(int(match[1]))
        else:
            plain.add(day)
    found = [Weekdays(frozenset(plain))] if plain else []
    return tuple(found + [Weekdays(frozenset({day}), frozenset(nth)) for day, nth in sorted(special.items())])


def _minutes(time: dt.time) -> int:
    return time.hour * 60 + time.minute


def rule_of(row: HsdsSchedule) -> Rule:
    """Return the rule of one row. Raises HoursError when the recurrence is none that HSDS knows."""
    if row.freq.upper() not in {"", "WEEKLY", "MONTHLY"}:
        raise HoursError("recurrence", found=row.freq)
    spans: tuple[Span, ...] = ()
    if row.opens_at is not None:
        start = _minutes(row.opens_at)
        end = MINUTES_A_DAY if row.closes_at is None else _minutes(row.closes_at)
        spans = (Span(start, end if end > start else end + MINUTES_A_DAY, open_end=row.closes_at is None),)
    weekdays = _weekdays(row.byday)
    recurrence = Recurrence(
        start=row.dtstart,
        until=row.until,
        count=row.count,
        monthly=row.freq.upper() == "MONTHLY",
        interval=max(row.interval or 1, 1),
        month_days=_numbers(row.bymonthday, 31),
        year_days=_numbers(row.byyearday, 366),
        weeks=_numbers(row.byweekno, 53),
    )
    simple = Recurrence(monthly=recurrence.monthly)
    return Rule(
        weekdays=weekdays,
        spans=spans,
        state=State.UNKNOWN if row.by_appointment else State.OPEN,
        comment=row.by_appointment,
        link=Link.ADD,
        recurrence=None if recurrence == simple and (weekdays or not recurrence.monthly) else recurrence,
    )


def hours_of(rows: Sequence[HsdsSchedule]) -> OpeningHours:
    """Return the opening hours of several rows; they add up. Raises HoursError when there is none."""
    usable = [row for row in rows if row.opens_at or row.byday or row.bymonthday or row.byyearday or row.by_appointment]
    if not usable:
        raise HoursError("empty")
    return OpeningHours(tuple(rule_of(row) for row in usable))


def _byday(rule: Rule) -> str:
    found = []
    for part in rule.weekdays:
        for day in sorted(part.days):
            found += [f"{number}{CODES[day]}" for number in sorted(part.nth)] if part.nth else [CODES[day]]
    return ",".join(found)


def rows_of(hours: OpeningHours) -> tuple[list[HsdsSchedule], bool]:
    """Return HSDS rows for what can be said in them, and whether that is everything.

    Holidays, dates within the year, closed times, comments and fallbacks cannot; a reader of plain HSDS gets the
    regular hours then, and the full text beside them (field `opening_hours` of the county profile).
    """
    rows: list[HsdsSchedule] = []
    complete = True
    for rule in hours.rules:
        regular = rule.state is State.OPEN and not (rule.holidays or rule.dates or rule.years or rule.comment)
        if not regular or rule.link is Link.FALLBACK or rule.recurrence is not None or not rule.spans:
            complete = False
            continue
        if rule.link is Link.REPLACE and rows and rule.weekdays:
            rows, clean = _replaced(rows, rule)
            complete = complete and clean
        weeks = ",".join(str(week) for part in rule.weeks for week in range(part.first, part.last + 1, part.step))
        monthly = any(part.nth for part in rule.weekdays)
        complete = complete and not (monthly and weeks)
        for span in rule.spans:
            rows.append(
                HsdsSchedule(
                    freq="MONTHLY" if monthly else "WEEKLY",
                    byday=_byday(rule) or ",".join(CODES),
                    byweekno=weeks,
                    opens_at=_time(span.start),
                    closes_at=None if span.open_end else _time(span.end),
                )
            )
    return rows, complete


def _time(minutes: int) -> dt.time:
    return dt.time.fromisoformat("00:00" if minutes % MINUTES_A_DAY == 0 else clock(minutes))


def _replaced(rows: list[HsdsSchedule], rule: Rule) -> tuple[list[HsdsSchedule], bool]:
    """Take the days of a later rule out of the rows before it, as far as rows can say that."""
    plain = not rule.weeks and not any(part.nth for part in rule.weekdays)
    if not plain:
        return rows, False
    days = {CODES[day] for part in rule.weekdays for day in part.days}
    left = []
    for row in rows:
        byday = ",".join(code for code in row.byday.split(",") if code[-2:] not in days)
        if byday:
            left.append(dataclasses.replace(row, byday=byday))
    return left, True

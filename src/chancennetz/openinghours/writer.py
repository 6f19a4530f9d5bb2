"""Writes opening hours in the notation of OpenStreetMap, always in the same form."""

from __future__ import annotations

from collections.abc import Iterable

from chancennetz.openinghours.errors import HoursError
from chancennetz.openinghours.model import (
    MINUTES_A_DAY,
    Dates,
    Link,
    OpeningHours,
    Point,
    Rule,
    Span,
    State,
    Weekdays,
    Weeks,
)
from chancennetz.openinghours.parser import DAYS, MONTHS


def runs(numbers: Iterable[int]) -> list[tuple[int, int]]:
    """Return numbers as runs of neighbours (first, last)."""
    found: list[tuple[int, int]] = []
    for number in sorted(numbers):
        if found and number == found[-1][1] + 1:
            found[-1] = (found[-1][0], number)
        else:
            found.append((number, number))
    return found


def day_runs(days: frozenset[int]) -> list[tuple[int, int]]:
    """Return weekdays as runs; a run may go over Sunday (Saturday to Monday)."""
    found = runs(days)
    if len(found) > 1 and found[0][0] == 0 and found[-1][1] == 6:
        return [*found[1:-1], (found[-1][0], found[0][1])]
    return found


def clock(minutes: int) -> str:
    """Write minutes after midnight as 09:30; the end of the day as 24:00."""
    if minutes > MINUTES_A_DAY:
        minutes -= MINUTES_A_DAY
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def _join(first: int, last: int, names: tuple[str, ...]) -> str:
    if first == last:
        return names[first]
    between = "," if (last - first) % len(names) == 1 else "-"
    return f"{names[first]}{between}{names[last]}"


def _weekdays(part: Weekdays) -> str:
    days = ",".join(_join(first, last, DAYS) for first, last in day_runs(part.days))
    if not part.nth:
        return days
    nth = ",".join(str(number) for number in sorted(part.nth, key=lambda number: (number < 0, number)))
    return ",".join(f"{day}[{nth}]" for day in (DAYS[number] for number in sorted(part.days)))


def _point(point: Point) -> str:
    if point.easter:
        word = f"easter {point.offset:+d} days" if point.offset else "easter"
        return f"{point.year} {word}" if point.year else word
    day = f" {point.day:02d}" if point.day else ""
    return (f"{point.year} " if point.year else "") + MONTHS[point.month - 1] + day


def _dates(dates: Dates) -> str:
    first = _point(dates.first)
    return first if dates.first == dates.last else f"{first}-{_point(dates.last)}"


def _weeks(weeks: Weeks) -> str:
    if weeks.first == weeks.last:
        return str(weeks.first)
    return f"{weeks.first}-{weeks.last}" + (f"/{weeks.step}" if weeks.step > 1 else "")


def _span(span: Span) -> str:
    if span.open_end and span.end == MINUTES_A_DAY:
        return f"{clock(span.start)}+"
    return f"{clock(span.start)}-{clock(span.end)}" + ("+" if span.open_end else "")


def _days(rule: Rule) -> list[str]:
    weekdays = ",".join(_weekdays(part) for part in rule.weekdays)
    holidays = ",".join(sorted(rule.holidays))
    if rule.holidays_narrow:
        return [part for part in (holidays, weekdays) if part]
    both = ",".join(part for part in (weekdays, holidays) if part)
    return [both] if both else []


def _state(rule: Rule, *, alone: bool) -> list[str]:
    words = []
    if rule.state is State.CLOSED:
        words.append("off")
    elif rule.state is State.UNKNOWN and not rule.comment:
        words.append("unknown")
    elif rule.state is State.OPEN and (rule.comment or alone):
        words.append("open")
    return words + ([f'"{rule.comment}"'] if rule.comment else [])


def _rule(rule: Rule) -> str:
    if rule.recurrence is not None:
        raise HoursError("not_writable")
    parts = []
    if rule.years:
        parts.append(",".join(str(a) if a == b else f"{a}-{b}" for a, b in runs(rule.years)))
    if rule.dates:
        parts.append(",".join(_dates(dates) for dates in rule.dates))
    if rule.weeks:
        parts.append("week " + ",".join(_weeks(weeks) for weeks in rule.weeks))
    parts += _days(rule)
    if rule.spans == (Span(0, MINUTES_A_DAY),) and not rule.names_days:
        parts.append("24/7")
    elif rule.spans:
        parts.append(",".join(_span(span) for span in rule.spans))
    return " ".join(parts + _state(rule, alone=not parts))


def write(hours: OpeningHours) -> str:
    """Return the text that `parse` reads back as the same rules.

    Raises HoursError when a rule is an HSDS recurrence that the notation does not know.
    """
    text = ""
    for rule in hours.rules:
        mark = {Link.REPLACE: "; ", Link.ADD: ", ", Link.FALLBACK: " || "}[rule.link] if text else ""
        text += mark + _rule(rule)
    return text

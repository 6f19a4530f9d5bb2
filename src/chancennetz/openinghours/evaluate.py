"""What opening hours mean on a day and at a moment."""

from __future__ import annotations

import dataclasses
import datetime as dt
from zoneinfo import ZoneInfo

from chancennetz.openinghours.calendar import Calendar, easter
from chancennetz.openinghours.model import (
    MINUTES_A_DAY,
    Dates,
    Link,
    OpeningHours,
    Point,
    Recurrence,
    Rule,
    Span,
    State,
    Weekdays,
)

BERLIN = ZoneInfo("Europe/Berlin")
#: How far `next_change` looks ahead.
HORIZON_DAYS = 400
_WHOLE_DAY = (Span(0, MINUTES_A_DAY),)


@dataclasses.dataclass(frozen=True, slots=True)
class Moment:
    """What holds at a moment, with the comment of the rule that says so."""

    state: State
    comment: str = ""


@dataclasses.dataclass(frozen=True, slots=True)
class Piece:
    """A time of day (minutes, exclusive end, up to 48 h) in which one thing holds."""

    start: int
    end: int
    moment: Moment


_CLOSED = Moment(State.CLOSED)


class _AlwaysHoliday(Calendar):
    """A calendar in which every day lies in the school holidays: what would hold if this were one?"""

    def school_holiday(self, day: dt.date) -> str:
        """Return a name on every day."""
        return "Ferien"


_ALWAYS_HOLIDAY = _AlwaysHoliday()


def _first_day(point: Point, year: int) -> dt.date:
    if point.easter:
        return easter(year) + dt.timedelta(days=point.offset)
    # 29 February in a common year begins with 1 March
    day = point.day or 1
    return _clamp(year, point.month, day, later=True)


def _last_day(point: Point, year: int) -> dt.date:
    if point.easter:
        return easter(year) + dt.timedelta(days=point.offset)
    return _clamp(year, point.month, point.day or 31, later=False)


def _clamp(year: int, month: int, day: int, *, later: bool) -> dt.date:
    try:
        return dt.date(year, month, day)
    except ValueError:
        next_month = dt.date(year + month // 12, month % 12 + 1, 1)
        return next_month if later else next_month - dt.timedelta(days=1)


def _within(dates: Dates, day: dt.date) -> bool:
    first, last = dates.first, dates.last
    if first.year is not None:
        end_year = last.year if last.year is not None else first.year
        end = _last_day(last, end_year)
        begin = _first_day(first, first.year)
        if last.year is None and end < begin:
            end = _last_day(last, first.year + 1)
        return begin <= day <= end
    begin, end = _first_day(first, day.year), _last_day(last, day.year)
    return begin <= day <= end if begin <= end else day >= begin or day <= end


def _is_nth(day: dt.date, wanted: frozenset[int]) -> bool:
    from_start = (day.day - 1) // 7 + 1
    next_month = dt.date(day.year + day.month // 12, day.month % 12 + 1, 1)
    days_left = (next_month - day).days - 1
    from_end = -(days_left // 7 + 1)
    return from_start in wanted or from_end in wanted


def _on_weekday(weekdays: tuple[Weekdays, ...], day: dt.date) -> bool:
    return any(day.weekday() in part.days and (not part.nth or _is_nth(day, part.nth)) for part in weekdays)


def _on_holiday(rule: Rule, day: dt.date, calendar: Calendar) -> bool:
    return ("PH" in rule.holidays and bool(calendar.public_holiday(day))) or (
        "SH" in rule.holidays and bool(calendar.school_holiday(day))
    )


def _recurs(recurrence: Recurrence, day: dt.date, weekdays: tuple[Weekdays, ...]) -> bool:
    """Tell whether a day is one of an HSDS recurrence, its `count` left aside."""
    start = recurrence.start
    if (start and day < start) or (recurrence.until and day > recurrence.until):
        return False
    if recurrence.interval > 1 and start:
        if recurrence.monthly:
            apart = (day.year - start.year) * 12 + day.month - start.month
        else:
            monday = dt.timedelta(days=day.weekday())
            apart = ((day - monday) - (start - dt.timedelta(days=start.weekday()))).days // 7
        if apart % recurrence.interval:
            return False
    next_month = dt.date(day.year + day.month // 12, day.month % 12 + 1, 1)
    if recurrence.month_days and not {day.day, day.day - (next_month - day.replace(day=1)).days - 1} & (
        recurrence.month_days
    ):
        return False
    year_day = day.timetuple().tm_yday
    days_in_year = dt.date(day.year, 12, 31).timetuple().tm_yday
    if recurrence.year_days and not {year_day, year_day - days_in_year - 1} & recurrence.year_days:
        return False
    week, weeks_in_year = day.isocalendar().week, dt.date(day.isocalendar().year, 12, 28).isocalendar().week
    if recurrence.weeks and not {week, week - weeks_in_year - 1} & recurrence.weeks:
        return False
    return not weekdays or _on_weekday(weekdays, day)


def _is_counted_out(recurrence: Recurrence, day: dt.date, weekdays: tuple[Weekdays, ...]) -> bool:
    """Tell whether the recurrence has taken place `count` times before a day."""
    if recurrence.count is None or recurrence.start is None:
        return False
    seen, probe = 0, recurrence.start
    while probe < day and seen < recurrence.count and (probe - recurrence.start).days < 20 * 366:
        seen += _recurs(recurrence, probe, weekdays)
        probe += dt.timedelta(days=1)
    return seen >= recurrence.count


def matches(rule: Rule, day: dt.date, calendar: Calendar) -> bool:
    """Tell whether a rule is for a day."""
    if rule.recurrence is not None:
        recurs = _recurs(rule.recurrence, day, rule.weekdays)
        return recurs and not _is_counted_out(rule.recurrence, day, rule.weekdays)
    if rule.years and day.year not in rule.years:
        return False
    if rule.dates and not any(_within(dates, day) for dates in rule.dates):
        return False
    if rule.weeks:
        week = day.isocalendar().week
        if not any(part.first <= week <= part.last and not (week - part.first) % part.step for part in rule.weeks):
            return False
    if rule.holidays_narrow:
        return _on_holiday(rule, day, calendar) and (not rule.weekdays or _on_weekday(rule.weekdays, day))
    if not rule.weekdays and not rule.holidays:
        return True
    return _on_weekday(rule.weekdays, day) or _on_holiday(rule, day, calendar)


def _without(pieces: list[Piece], start: int, end: int) -> list[Piece]:
    """Cut a time out of pieces."""
    left = []
    for piece in pieces:
        if piece.start < min(piece.end, start):
            left.append(Piece(piece.start, min(piece.end, start), piece.moment))
        if max(piece.start, end) < piece.end:
            left.append(Piece(max(piece.start, end), piece.end, piece.moment))
    return left


def _lay_over(pieces: list[Piece], rule: Rule) -> list[Piece]:
    """Let a rule win over what is there at its own times."""
    for span in rule.spans or _WHOLE_DAY:
        pieces = _without(pieces, span.start, span.end)
        if rule.state is not State.CLOSED or rule.comment:
            pieces.append(Piece(span.start, span.end, Moment(rule.state, rule.comment)))
    return pieces


def _fill_gaps(pieces: list[Piece], rule: Rule) -> list[Piece]:
    """Let a fallback rule count where nothing else is open."""
    taken = [piece for piece in pieces if piece.moment.state is not State.CLOSED]
    fresh = [Piece(span.start, span.end, Moment(rule.state, rule.comment)) for span in rule.spans or _WHOLE_DAY]
    for piece in taken:
        fresh = _without(fresh, piece.start, piece.end)
    return taken + fresh


def pieces_of(hours: OpeningHours, day: dt.date, calendar: Calendar) -> list[Piece]:
    """Return what a day brings, in order; times without a piece are closed. Ends may lie on the next day."""
    pieces: list[Piece] = []
    unsure = False
    perhaps: list[Rule] = []
    for rule in hours.rules:
        if "SH" in rule.holidays and not calendar.knows_school(day):
            unsure = True
            if rule.state is not State.CLOSED and matches(rule, day, _ALWAYS_HOLIDAY):
                perhaps.append(rule)
        if not matches(rule, day, calendar):
            continue
        if rule.link is Link.FALLBACK:
            pieces = _fill_gaps(pieces, rule)
        elif rule.link is Link.ADD or rule.state is State.CLOSED:
            pieces = _lay_over(pieces, rule)
        else:
            pieces = _lay_over([], rule)
    if unsure:  # nobody has told the school holidays of this time yet: what may be open is neither open nor closed
        for rule in perhaps:
            pieces = _fill_gaps(pieces, rule)
        pieces = [
            Piece(p.start, p.end, Moment(State.UNKNOWN, p.moment.comment) if p.moment.state is State.OPEN else p.moment)
            for p in pieces
        ]
    return sorted(pieces, key=lambda piece: piece.start)


def _local(at: dt.datetime) -> dt.datetime:
    return at.astimezone(BERLIN).replace(tzinfo=None) if at.tzinfo else at


def state_at(hours: OpeningHours, at: dt.datetime, calendar: Calendar) -> Moment:
    """Return what holds at a moment (aware, or naive in German local time)."""
    local = _local(at)
    minute = local.hour * 60 + local.minute
    closed = _CLOSED
    for day, now in ((local.date(), minute), (local.date() - dt.timedelta(days=1), minute + MINUTES_A_DAY)):
        for piece in pieces_of(hours, day, calendar):
            if piece.start <= now < piece.end:
                if piece.moment.state is not State.CLOSED:
                    return piece.moment
                if closed is _CLOSED:
                    closed = piece.moment
    return closed


def is_open(hours: OpeningHours, at: dt.datetime, calendar: Calendar) -> bool:
    """Tell whether it is open for sure at a moment."""
    return state_at(hours, at, calendar).state is State.OPEN


def next_change(hours: OpeningHours, at: dt.datetime, calendar: Calendar) -> dt.datetime | None:
    """Return when the state changes next after a moment; None when it does not within 400 days.

    The answer is aware (Berlin) when the question is, naive local time otherwise.
    """
    if hours.always:
        return None
    local = _local(at)
    now = state_at(hours, local, calendar).state
    for ahead in range(HORIZON_DAYS):
        day = local.date() + dt.timedelta(days=ahead)
        for edge in _edges(hours, day, calendar):
            if edge > local and state_at(hours, edge, calendar).state is not now:
                return edge.replace(tzinfo=BERLIN) if at.tzinfo else edge
    return None


def _edges(hours: OpeningHours, day: dt.date, calendar: Calendar) -> list[dt.datetime]:
    """Return the moments of a day at which something may change, in order."""
    found = set()
    for offset in (0, 1):
        start = dt.datetime.combine(day - dt.timedelta(days=offset), dt.time())
        for piece in pieces_of(hours, start.date(), calendar):
            found |= {start + dt.timedelta(minutes=piece.start), start + dt.timedelta(minutes=piece.end)}
    return sorted(edge for edge in found if edge.date() == day)


def open_spans(hours: OpeningHours, day: dt.date, calendar: Calendar) -> list[tuple[int, int]]:
    """Return the open times that begin on a day, in minutes after midnight, neighbours joined."""
    joined: list[tuple[int, int]] = []
    for piece in pieces_of(hours, day, calendar):
        if piece.moment.state is not State.OPEN:
            continue
        if joined and piece.start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], piece.end))
        else:
            joined.append((piece.start, piece.end))
    return joined

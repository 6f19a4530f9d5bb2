"""Reads opening hours in the notation of OpenStreetMap.

Understood: weekdays (`Mo-Fr`, `We[1,3]`, `Fr[-1]`), `PH` and `SH`, months and days (`Jun-Aug`, `Dec 24-Jan 02`,
`easter -2 days`), years, weeks (`week 1-53/2`), several times a day, times over midnight, `10:00+`, `24/7`, the states
`open`, `off`, `closed`, `unknown`, comments in quotation marks, and rules joined by `;`, `,` or `||`. German short
names of days and months, `9` for `09:00` and `9.30` for `09:30` are understood too. A comment without a state means:
nobody can say, ask ("nach Vereinbarung").
"""

from __future__ import annotations

import dataclasses
import functools
import re
from collections.abc import Container

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

LONGEST = 1000
DAYS = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_DAY_WORDS = {name.lower(): number for number, name in enumerate(DAYS)} | {"di": 1, "mi": 2, "do": 3, "so": 6}
_MONTH_WORDS = {name.lower(): number for number, name in enumerate(MONTHS, start=1)} | {
    "mär": 3, "mrz": 3, "mai": 5, "okt": 10, "dez": 12,
}  # fmt: skip
_STATES = {
    "open": State.OPEN,
    "off": State.CLOSED,
    "closed": State.CLOSED,
    "geschlossen": State.CLOSED,
    "unknown": State.UNKNOWN,
}
_HOLIDAYS = {"ph": "PH", "sh": "SH"}
_SUN = {"sunrise", "sunset", "dawn", "dusk"}
_DAYS_IN_MONTH = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_TOKEN = re.compile(
    r"(?P<comment>\"[^\"]*\"|„[^“”]*[“”]|“[^”]*”)|(?P<always>24/7)|(?P<time>\d{1,2}[:.]\d{2})|(?P<year>(?:19|20)\d{2}|2100)"
    r"|(?P<number>\d+)|(?P<word>[A-Za-zÄÖÜäöü]+)|(?P<mark>\|\||[;,\-–—/\[\]+:\"„“])"
)


@dataclasses.dataclass(frozen=True, slots=True)
class Token:
    """One word of the notation and where it stands."""

    kind: str
    text: str
    position: int


def _tokens(text: str) -> list[Token]:
    found, position = [], 0
    while position < len(text):
        if text[position].isspace():
            position += 1
            continue
        match = _TOKEN.match(text, position)
        if match is None:
            raise HoursError("unexpected", found=text[position:], position=position)
        kind, word = str(match.lastgroup), match.group()
        if word in {'"', "„", "“"}:
            raise HoursError("quote", position=position)
        if kind == "mark" and word in "–—":
            word = "-"
        if word.lower() != "uhr":
            found.append(Token(kind, word, position))
        position = match.end()
    return found


class _Reader:
    """Walks through the tokens of one text."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens = _tokens(text)
        self.at = 0

    def peek(self, ahead: int = 0) -> Token:
        place = self.at + ahead
        return self.tokens[place] if place < len(self.tokens) else Token("end", "", len(self.text))

    def take(self) -> Token:
        token = self.peek()
        self.at += 1
        return token

    def accept(self, mark: str) -> bool:
        if self.peek().kind == "mark" and self.peek().text == mark:
            self.at += 1
            return True
        return False

    def fail(self, code: str = "unexpected") -> HoursError:
        token = self.peek()
        found = token.text if code != "unexpected" else self.text[token.position :] or self.text
        return HoursError(code, found=found, position=token.position)

    def number(self, code: str, low: int, high: int) -> int:
        """Take a number between two limits, or fail with the code."""
        token = self.peek()
        if token.kind not in {"number", "year"} or not low <= int(token.text[:9]) <= high:
            raise self.fail(code if token.kind in {"number", "year"} else "unexpected")
        self.at += 1
        return int(token.text)

    def word_in(self, words: Container[str], ahead: int = 0) -> bool:
        token = self.peek(ahead)
        return token.kind == "word" and token.text.lower() in words


@functools.lru_cache(maxsize=8192)
def parse(text: str) -> OpeningHours:
    """Return the rules of a text. Raises HoursError with place and cure when it cannot be understood."""
    if len(text) > LONGEST:
        raise HoursError("too_long", limit=LONGEST)
    reader = _Reader(text)
    if not reader.tokens:
        raise HoursError("empty")
    rules, link = [], Link.REPLACE
    while True:
        rules.append(_rule(reader, link))
        token = reader.peek()
        if token.kind == "end":
            return OpeningHours(tuple(rules))
        if token.text not in {";", ",", "||"}:
            raise reader.fail()
        reader.take()
        link = Link(token.text)
        if reader.peek().kind == "end":
            if link is Link.REPLACE:  # a semicolon at the very end does no harm
                return OpeningHours(tuple(rules))
            raise reader.fail()


def _rule(reader: _Reader, link: Link) -> Rule:
    rule = Rule(link=link)
    first = reader.at
    if reader.peek().kind == "always":
        reader.take()
        return _with_state(reader, dataclasses.replace(rule, spans=(Span(0, MINUTES_A_DAY),)))
    rule = _with_wide(reader, rule)
    rule = _with_days(reader, rule)
    if reader.peek().kind == "mark" and reader.peek().text == ":":
        reader.take()
    if reader.peek().kind in {"time", "number"} or reader.word_in(_SUN):
        rule = dataclasses.replace(rule, spans=_spans(reader))
    rule = _with_state(reader, rule)
    if reader.at == first:
        raise reader.fail()
    return rule


def _with_wide(reader: _Reader, rule: Rule) -> Rule:
    """Read years, dates and weeks, in any order."""
    years: set[int] = set()
    dates: list[Dates] = []
    weeks: list[Weeks] = []
    while True:
        if reader.peek().kind == "year" and not _is_month_or_easter(reader, 1):
            years |= _years(reader)
        elif reader.peek().kind == "year" or _is_month_or_easter(reader):
            dates += _dates(reader)
        elif reader.word_in({"week"}):
            reader.take()
            weeks += _weeks(reader)
        else:
            break
        reader.accept(":")
    return dataclasses.replace(rule, years=frozenset(years), dates=tuple(dates), weeks=tuple(weeks))


def _is_month_or_easter(reader: _Reader, ahead: int = 0) -> bool:
    return reader.word_in(_MONTH_WORDS, ahead) or reader.word_in({"easter"}, ahead)


def _years(reader: _Reader) -> set[int]:
    found: set[int] = set()
    while True:
        first = reader.number("year", 1900, 2100)
        last = first
        if reader.accept("-"):
            last = reader.number("year", first, 2100)
        elif reader.accept("+"):
            last = 2100
        found |= set(range(first, last + 1))
        if not (reader.peek().text == "," and reader.peek(1).kind == "year"):
            return found
        reader.take()


def _point(reader: _Reader, month: int = 0, year: int | None = None) -> Point:
    """Read one day (or month) of the year; a bare number is a day of the month that was named before."""
    if reader.peek().kind == "year":
        year = int(reader.take().text)
    if reader.word_in({"easter"}):
        reader.take()
        return Point(easter=True, year=year, offset=_offset(reader))
    if reader.word_in(_MONTH_WORDS):
        month = _MONTH_WORDS[reader.take().text.lower()]
        if reader.peek().kind != "number":
            return Point(month=month, year=year)
    elif not month:
        raise reader.fail()
    return Point(month=month, day=reader.number("day", 1, _DAYS_IN_MONTH[month - 1]), year=year)


def _offset(reader: _Reader) -> int:
    sign = {"+": 1, "-": -1}.get(reader.peek().text)
    if sign is None or reader.peek(1).kind != "number" or not reader.word_in({"day", "days"}, 2):
        return 0
    reader.take()
    days = reader.number("step", 1, 200)
    reader.take()
    return sign * days


def _dates(reader: _Reader) -> list[Dates]:
    found: list[Dates] = []
    point = _point(reader)
    while True:
        last = point
        if reader.peek().text == "-" and _starts_point(reader, 1, point):
            reader.take()
            last = _point(reader, point.month, None)
        found.append(Dates(point, last))
        if not (reader.peek().text == "," and _starts_point(reader, 1, last)):
            return found
        reader.take()
        point = _point(reader, last.month, last.year)


def _starts_point(reader: _Reader, ahead: int, before: Point) -> bool:
    token = reader.peek(ahead)
    if token.kind == "number":
        return before.day is not None
    return _is_month_or_easter(reader, ahead) or (token.kind == "year" and _is_month_or_easter(reader, ahead + 1))


def _weeks(reader: _Reader) -> list[Weeks]:
    found = []
    while True:
        first = reader.number("week", 1, 53)
        last, step = first, 1
        if reader.accept("-"):
            last = reader.number("week", first, 53)
            if reader.accept("/"):
                step = reader.number("step", 1, 52)
        found.append(Weeks(first, last, step))
        if not (reader.peek().text == "," and reader.peek(1).kind == "number"):
            return found
        reader.take()


def _with_days(reader: _Reader, rule: Rule) -> Rule:
    """Read weekdays and holidays: a list, or holidays and weekdays side by side (`SH Mo-Fr`: both must hold)."""
    weekdays, holidays = _day_list(reader)
    narrow = False
    if reader.word_in(_DAY_WORDS) or reader.word_in(_HOLIDAYS):
        more_weekdays, more_holidays = _day_list(reader)
        if (weekdays and holidays) or (more_weekdays and more_holidays) or bool(weekdays) == bool(more_weekdays):
            reader.at -= 1
            raise reader.fail()
        weekdays, holidays, narrow = weekdays + more_weekdays, holidays | more_holidays, True
    if weekdays or holidays:
        reader.accept(":")
    return dataclasses.replace(rule, weekdays=tuple(weekdays), holidays=frozenset(holidays), holidays_narrow=narrow)


def _day_list(reader: _Reader) -> tuple[list[Weekdays], set[str]]:
    plain: set[int] = set()
    special: list[Weekdays] = []
    holidays: set[str] = set()
    while reader.word_in(_DAY_WORDS) or reader.word_in(_HOLIDAYS):
        word = reader.take().text.lower()
        if word in _HOLIDAYS:
            holidays.add(_HOLIDAYS[word])
        else:
            first = last = _DAY_WORDS[word]
            if reader.peek().text == "-" and reader.word_in(_DAY_WORDS, 1):
                reader.take()
                last = _DAY_WORDS[reader.take().text.lower()]
            days = frozenset((first + step) % 7 for step in range((last - first) % 7 + 1))
            if reader.accept("["):
                special.append(Weekdays(days, _nth(reader)))
            else:
                plain |= days
        more = reader.word_in(_DAY_WORDS, 1) or reader.word_in(_HOLIDAYS, 1)
        if not (reader.peek().text == "," and more):
            break
        reader.take()
    return ([Weekdays(frozenset(plain))] if plain else []) + special, holidays


def _nth(reader: _Reader) -> frozenset[int]:
    found: set[int] = set()
    while True:
        sign = -1 if reader.accept("-") else 1
        first = last = reader.number("nth", 1, 5)
        if sign == 1 and reader.accept("-"):
            last = reader.number("nth", first, 5)
        found |= {sign * number for number in range(first, last + 1)}
        if reader.accept("]"):
            return frozenset(found)
        if not reader.accept(","):
            raise reader.fail()


def _minutes(reader: _Reader) -> int:
    token = reader.peek()
    if reader.word_in(_SUN):
        raise reader.fail("sun")
    if token.kind not in {"time", "number"}:
        raise reader.fail()
    hour, _mark, minute = token.text.replace(".", ":").partition(":")
    if len(hour) > 2 or int(hour) > 24 or (int(hour) == 24 and int(minute or 0)):
        raise reader.fail("hour")
    if int(minute or 0) > 59:
        raise reader.fail("minute")
    reader.take()
    return int(hour) * 60 + int(minute or 0)


def _spans(reader: _Reader) -> tuple[Span, ...]:
    found = []
    while True:
        token = reader.peek()
        start = _minutes(reader)
        if reader.accept("+"):
            found.append(Span(start, MINUTES_A_DAY, open_end=True))
        elif reader.accept("-"):
            end = _minutes(reader)
            if start in (MINUTES_A_DAY, end):
                raise HoursError("same_time", found=token.text, position=token.position)
            found.append(Span(start, end if end > start else end + MINUTES_A_DAY, open_end=reader.accept("+")))
        else:
            raise HoursError("end_missing", found=token.text, position=token.position)
        follows = reader.peek(1)
        if not (reader.peek().text == "," and (follows.kind in {"time", "number"})):
            return tuple(found)
        reader.take()


def _with_state(reader: _Reader, rule: Rule) -> Rule:
    state: State | None = None
    comment = ""
    if reader.word_in(_STATES):
        state = _STATES[reader.take().text.lower()]
    if reader.peek().kind == "comment":
        comment = reader.take().text[1:-1].strip()
    if state is None:
        state = State.UNKNOWN if comment else State.OPEN
    return dataclasses.replace(rule, state=state, comment=comment)

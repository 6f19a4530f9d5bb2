"""Opening hours in words that people say: "Mo bis Fr 9 bis 12 Uhr, an Feiertagen geschlossen"."""

from __future__ import annotations

import datetime as dt
import functools
import tomllib
from collections.abc import Iterable
from importlib import resources
from typing import Any

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
    Weeks,
)
from chancennetz.openinghours.writer import clock, day_runs, runs


@functools.cache
def _dictionaries() -> dict[str, dict[str, Any]]:
    file = resources.files(__package__) / "data" / "words.toml"
    return tomllib.loads(file.read_text(encoding="utf-8"))


def describe(hours: OpeningHours, language: str = "de", *, full: bool = False) -> str:
    """Return the hours as one line. `full` writes the weekdays out, as plain language wants it."""
    return ", ".join(describe_lines(hours, language, full=full))


def describe_lines(hours: OpeningHours, language: str = "de", *, full: bool = False) -> list[str]:
    """Return the hours with one line for each rule. Languages without words of their own get German ones."""
    known = _dictionaries()
    writer = _Writer(known.get(language) or known.get(language.partition("-")[0]) or known["de"], full=full)
    return [writer.rule(rule) for rule in hours.rules]


class _Writer:
    """Puts one rule into words of one language."""

    def __init__(self, words: dict[str, Any], *, full: bool) -> None:
        self.words = words
        self.day_names = words["full_days" if full else "days"]

    def rule(self, rule: Rule) -> str:
        """Return one rule: when in the year, on which days, at what time, and what then."""
        parts = [self.words["otherwise"]] if rule.link is Link.FALLBACK else []
        parts += self._year(rule)
        parts += self._days(rule)
        if rule.recurrence is not None:
            parts = [*self._recurrence(rule.recurrence), *parts]
        parts.append(self._times(rule, said_something=bool(parts)))
        if rule.comment:
            parts.append(rule.comment if rule.state is State.UNKNOWN else f"({rule.comment})")
        return " ".join(part for part in parts if part)

    def _list(self, items: Iterable[str]) -> str:
        found = list(items)
        if len(found) < 2:
            return "".join(found)
        return ", ".join(found[:-1]) + f" {self.words['and']} {found[-1]}"

    def _range(self, first: str, last: str) -> str:
        return first if first == last else str(self.words["range"].format(first=first, last=last))

    def _year(self, rule: Rule) -> list[str]:
        parts = []
        if rule.years:
            parts.append(self._list(self._range(str(first), str(last)) for first, last in runs(rule.years)))
        if rule.dates:
            parts.append(self._list(self._dates(dates) for dates in rule.dates))
        if rule.weeks:
            parts.append(self._weeks(rule.weeks))
        return parts

    def _point(self, point: Point) -> str:
        if point.easter:
            key = "before_easter" if point.offset < 0 else "after_easter"
            named = self.words["easter"].get(str(point.offset))
            text = named or self.words[key].format(days=abs(point.offset))
        else:
            month = self.words["months"][point.month - 1]
            text = self.words["date"].format(day=point.day, month=month) if point.day else month
        return f"{text} {point.year}" if point.year else str(text)

    def _dates(self, dates: Dates) -> str:
        return self._range(self._point(dates.first), self._point(dates.last))

    def _weeks(self, weeks: tuple[Weeks, ...]) -> str:
        if len(weeks) == 1 and weeks[0].step == 2 and weeks[0].last >= 52 and weeks[0].first in {1, 2}:
            return str(self.words["odd_weeks" if weeks[0].first == 1 else "even_weeks"])
        shown = []
        for part in weeks:
            text = self._range(str(part.first), str(part.last))
            shown.append(self.words["each_week"].format(weeks=text, step=part.step) if part.step > 1 else text)
        single = len(weeks) == 1 and weeks[0].first == weeks[0].last
        return str(self.words["week" if single else "weeks"].format(weeks=self._list(shown)))

    def _weekdays(self, part: Weekdays) -> str:
        if part.nth:
            nth = [self.words["ordinal"].format(number=number) for number in sorted(part.nth) if number > 0]
            nth += [self.words["from_end"][-number - 1] for number in sorted(part.nth, reverse=True) if number < 0]
            days = self._list(self.day_names[day] for day in sorted(part.days))
            return str(self.words["nth"].format(nth=self._list(nth), day=days))
        shown = []
        for first, last in day_runs(part.days):
            if (last - first) % 7 == 1:
                shown += [self.day_names[first], self.day_names[last]]
            else:
                shown.append(self._range(self.day_names[first], self.day_names[last]))
        return self.words["every_day"] if len(part.days) == 7 else self._list(shown)

    def _days(self, rule: Rule) -> list[str]:
        holidays = [str(self.words[kind]) for kind in sorted(rule.holidays)]
        weekdays = [self._weekdays(part) for part in rule.weekdays]
        if rule.holidays_narrow:
            return [self._list(holidays), self._list(weekdays)]
        return [self._list(weekdays + holidays)]

    def _clock(self, minutes: int) -> str:
        text = clock(minutes)
        hour, _mark, minute = text.partition(":")
        return f"{int(hour)}" if minute == "00" else f"{int(hour)}:{minute}"

    def _span(self, span: Span) -> str:
        if span.open_end:
            return str(self.words["from"].format(time=self._clock(span.start)))
        return self._range(self._clock(span.start), self._clock(span.end))

    def _times(self, rule: Rule, *, said_something: bool) -> str:
        whole_day = rule.spans in ((), (Span(0, MINUTES_A_DAY),))
        times = "" if whole_day else self.words["times"].format(times=self._list(map(self._span, rule.spans)))
        if rule.state is State.CLOSED:
            return f"{times} {self.words['closed']}".strip()
        if rule.state is State.UNKNOWN:
            return times if rule.comment else f"{times} {self.words['ask']}".strip()
        if times:
            return str(times)
        if not said_something or (rule.spans and not rule.names_days):
            return str(self.words["always"])
        return str(self.words["all_day" if rule.spans else "open"])

    def _day(self, day: dt.date) -> str:
        month = self.words["months"][day.month - 1]
        return f"{self.words['date'].format(day=day.day, month=month)} {day.year}"

    def _recurrence(self, recurrence: Recurrence) -> list[str]:
        parts = []
        if recurrence.interval > 1:
            key = "every_months" if recurrence.monthly else "every_weeks"
            parts.append(self.words[key].format(number=recurrence.interval))
        if recurrence.month_days:
            parts.append(self._list(self._month_day(day) for day in sorted(recurrence.month_days)))
        if recurrence.year_days:
            parts.append(self.words["year_days"])
        if recurrence.weeks:
            weeks = tuple(Weeks(week, week) for week in sorted(recurrence.weeks) if week > 0)
            parts += [self._weeks(weeks)] if weeks else []
        if recurrence.until:
            parts.append(self.words["until"].format(date=self._day(recurrence.until)))
        return parts

    def _month_day(self, number: int) -> str:
        if number == -1:
            return str(self.words["last_month_day"])
        key = "month_day" if number > 0 else "month_day_from_end"
        return str(self.words[key].format(number=number if number > 0 else -number - 1))

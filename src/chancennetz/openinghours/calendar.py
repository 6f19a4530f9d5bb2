"""Public holidays of the sixteen states, computed; school holidays, read from dated files (see `school`)."""

from __future__ import annotations

import dataclasses
import datetime as dt
import functools
from pathlib import Path

from chancennetz.openinghours.school import SchoolYear, school_years
from chancennetz.openinghours.states import STATES

#: Fixed days: (month, day, German name, states; empty for all, first year in which it is one).
_FIXED: tuple[tuple[int, int, str, frozenset[str], int], ...] = (
    (1, 1, "Neujahr", frozenset(), 0),
    (1, 6, "Heilige Drei Könige", frozenset({"BW", "BY", "ST"}), 0),
    (3, 8, "Frauentag", frozenset({"BE"}), 2019),
    (3, 8, "Frauentag", frozenset({"MV"}), 2023),
    (5, 1, "Tag der Arbeit", frozenset(), 0),
    (8, 15, "Mariä Himmelfahrt", frozenset({"SL"}), 0),
    (9, 20, "Weltkindertag", frozenset({"TH"}), 2019),
    (10, 3, "Tag der Deutschen Einheit", frozenset(), 1990),
    (10, 31, "Reformationstag", frozenset({"BB", "MV", "SN", "ST", "TH"}), 0),
    (10, 31, "Reformationstag", frozenset({"HB", "HH", "NI", "SH"}), 2018),
    (11, 1, "Allerheiligen", frozenset({"BW", "BY", "NW", "RP", "SL"}), 0),
    (12, 25, "1. Weihnachtstag", frozenset(), 0),
    (12, 26, "2. Weihnachtstag", frozenset(), 0),
)
#: Days after Easter Sunday.
_MOVABLE: tuple[tuple[int, str, frozenset[str]], ...] = (
    (-2, "Karfreitag", frozenset()),
    (0, "Ostersonntag", frozenset({"BB"})),
    (1, "Ostermontag", frozenset()),
    (39, "Christi Himmelfahrt", frozenset()),
    (49, "Pfingstsonntag", frozenset({"BB"})),
    (50, "Pfingstmontag", frozenset()),
    (60, "Fronleichnam", frozenset({"BW", "BY", "HE", "NW", "RP", "SL"})),
)


@functools.lru_cache(maxsize=256)
def easter(year: int) -> dt.date:
    """Return Easter Sunday of a year in the Gregorian calendar (Gauss, with the corrections of Lichtenberg 1997)."""
    century = year // 100
    moon = 15 + (3 * century + 3) // 4 - (8 * century + 13) // 25
    sun = 2 - (3 * century + 3) // 4
    age = (19 * (year % 19) + moon) % 30
    correction = (age + year % 19 // 11) // 29
    border = 21 + age - correction
    first_sunday = 7 - (year + year // 4 + sun) % 7
    distance = 7 - (border - first_sunday) % 7
    return dt.date(year, 3, 1) + dt.timedelta(days=border + distance - 1)


@functools.lru_cache(maxsize=512)
def public_holidays(year: int, state: str) -> dict[dt.date, str]:
    """Return the public holidays of a year in a state (two letters, such as NW) with their German names."""
    found = {
        dt.date(year, month, day): name
        for month, day, name, states, since in _FIXED
        if (not states or state in states) and year >= since
    }
    for days, name, states in _MOVABLE:
        if not states or state in states:
            found[easter(year) + dt.timedelta(days=days)] = name
    if state == "SN":  # the Wednesday before 23 November
        found[dt.date(year, 11, 22) - dt.timedelta(days=(dt.date(year, 11, 22).weekday() - 2) % 7)] = "Buß- und Bettag"
    if year == 2017:
        found[dt.date(2017, 10, 31)] = "Reformationstag"
    return found


@dataclasses.dataclass(frozen=True)
class Calendar:
    """The holidays of one state. School holidays are known within `years` only; the first that covers a day counts."""

    state: str = "NW"
    years: tuple[SchoolYear, ...] = ()

    def public_holiday(self, day: dt.date) -> str:
        """Return the German name of the public holiday, empty on other days."""
        return public_holidays(day.year, self.state).get(day, "")

    def school_holiday(self, day: dt.date) -> str:
        """Return the German name of the school holidays, empty on other days and where nobody knows them."""
        return next((year.holiday(day) for year in self.years if year.covers(day)), "")

    def knows_school(self, day: dt.date) -> bool:
        """Tell whether a file of school holidays covers a day."""
        return any(year.covers(day) for year in self.years)

    def school_known_to(self, day: dt.date) -> dt.date | None:
        """Return until when school holidays are known without a gap from a day on, None when that day is not."""
        known = None
        for year in sorted(self.years, key=lambda year: year.known_from):
            if year.covers(day if known is None else known + dt.timedelta(days=1)):
                known = year.known_to
        return known


@functools.lru_cache(maxsize=64)
def calendar_of(state: str = "NW", folder: Path | None = None) -> Calendar:
    """Return the calendar of a state. Raises ValueError for an unknown one.

    School holidays come from the files that ship and from those of a county in `folder`; one of the county counts
    where both know a day.
    """
    if state not in STATES:
        raise ValueError(f"unknown state {state!r}: one of {', '.join(STATES)}")
    return Calendar(state, tuple(school_years(state, folder)))

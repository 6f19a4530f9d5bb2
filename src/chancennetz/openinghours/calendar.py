"""Public holidays of the sixteen states, computed; school holidays, read from dated files beside this module."""

from __future__ import annotations

import dataclasses
import datetime as dt
import functools
import tomllib
from importlib import resources

STATES = ("BB", "BE", "BW", "BY", "HB", "HE", "HH", "MV", "NI", "NW", "RP", "SH", "SL", "SN", "ST", "TH")

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
    """The holidays of one state. `school` are periods (name, first, last day), complete between the two days."""

    state: str = "NW"
    school: tuple[tuple[str, dt.date, dt.date], ...] = ()
    known_from: dt.date = dt.date.max
    known_to: dt.date = dt.date.min

    def public_holiday(self, day: dt.date) -> str:
        """Return the German name of the public holiday, empty on other days."""
        return public_holidays(day.year, self.state).get(day, "")

    def school_holiday(self, day: dt.date) -> str:
        """Return the German name of the school holidays, empty on other days."""
        return next((name for name, first, last in self.school if first <= day <= last), "")

    def knows_school(self, day: dt.date) -> bool:
        """Tell whether the file of school holidays covers a day."""
        return self.known_from <= day <= self.known_to


@functools.lru_cache(maxsize=16)
def calendar_of(state: str = "NW") -> Calendar:
    """Return the calendar of a state. Raises ValueError for an unknown one.

    School holidays are there for states with a file `data/school_holidays_<state>.toml`; others know public ones only.
    """
    if state not in STATES:
        raise ValueError(f"unknown state {state!r}: one of {', '.join(STATES)}")
    file = resources.files(__package__) / "data" / f"school_holidays_{state.lower()}.toml"
    if not file.is_file():
        return Calendar(state)
    content = tomllib.loads(file.read_text(encoding="utf-8"))
    periods = tuple((row["name"], row["first"], row["last"]) for row in content["holidays"])
    return Calendar(state, periods, content["known_from"], content["known_to"])

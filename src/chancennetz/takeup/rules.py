"""Decisions of take-up. Pure: no database, no clock."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterable, Mapping, Sequence

from chancennetz.takeup.constants import AgeBand


def quarter_of(day: dt.date) -> dt.date:
    """Return the first day of the quarter in which a day lies."""
    return day.replace(month=3 * ((day.month - 1) // 3) + 1, day=1)


def next_quarter(quarter: dt.date) -> dt.date:
    """Return the first day of the quarter after."""
    return (quarter + dt.timedelta(days=93)).replace(day=1)


def quarters(first: dt.date, last: dt.date) -> list[dt.date]:
    """Return the first days of all quarters from one day to another, the newest first."""
    found, current = [], quarter_of(first)
    while current <= last:
        found.append(current)
        current = next_quarter(current)
    return found[::-1]


def quarter_name(quarter: dt.date) -> str:
    """Return "3/2026" for the third quarter of 2026."""
    return f"{(quarter.month + 2) // 3}/{quarter.year}"


@dataclasses.dataclass(frozen=True, slots=True)
class Figures:
    """Take-up of an offer in a quarter. None means "not known"."""

    places: int | None = None
    used: int | None = None
    waiting: int | None = None
    turned_away: int | None = None

    @property
    def load(self) -> float | None:
        """Share of places that were used, None when one of the numbers is not known or there are no places."""
        return self.used / self.places if self.places and self.used is not None else None


def faults(figures: Figures) -> list[str]:
    """Return the names of numbers that contradict each other: waiting although places are free."""
    free = figures.places is not None and figures.used is not None and figures.used < figures.places
    return ["waiting"] if free and figures.waiting else []


def merged(entered: Figures | None, counted: Mapping[str, int]) -> Figures:
    """Return what is known of a quarter: what the provider entered; where it said nothing, what referrals counted.

    Referrals know how many began (`started`) and how many were turned away (`declined`), not places or who waits.
    """
    own = entered or Figures()
    return Figures(
        places=own.places,
        used=own.used if own.used is not None else counted.get("started"),
        waiting=own.waiting,
        turned_away=own.turned_away if own.turned_away is not None else counted.get("declined"),
    )


def serves_band(band: AgeBand, minimum_age: float | None, maximum_age: float | None) -> bool:
    """Tell whether an offer is for children of a life stage: its ages touch the band. No ages: not for children.

    An offer up to an age means up to the birthday after it ("up to 5 years" is for those who are five).
    """
    if minimum_age is None and maximum_age is None:
        return False
    first, after = band.ages
    return (minimum_age or 0) < after and (maximum_age is None or maximum_age >= first)


def per_thousand(offers: int, children: int | None) -> float | None:
    """Return offers per 1,000 children, None without children or without a count of them."""
    return 1000 * offers / children if children else None


@dataclasses.dataclass(frozen=True, slots=True)
class Supply:
    """Offers and children of one life stage in one area."""

    area_key: str
    band: AgeBand
    offers: int
    children: int | None

    @property
    def rate(self) -> float | None:
        """Offers per 1,000 children."""
        return per_thousand(self.offers, self.children)

    @property
    def is_gap(self) -> bool:
        """Children live here, and there is no offer for them."""
        return self.offers == 0 and bool(self.children)


def levels(values: Sequence[float | None], steps: int = 5) -> list[int]:
    """Return the step of lightness (1 to `steps`) of each value on a map: equal widths; 0 where there is none."""
    known = [value for value in values if value is not None]
    if not known:
        return [0 for _ in values]
    low, high = min(known), max(known)
    width = (high - low) / steps
    return [0 if value is None else 1 if not width else min(steps, 1 + int((value - low) / width)) for value in values]


def best_minutes(rows: Iterable[tuple[str, int]]) -> dict[str, int]:
    """Return the fewest minutes by key."""
    found: dict[str, int] = {}
    for key, minutes in rows:
        found[key] = min(minutes, found.get(key, minutes))
    return found

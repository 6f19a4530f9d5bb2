"""Loads and their fair distribution, days of aftercare, continuity of the case holder."""

from __future__ import annotations

import calendar
import dataclasses
import datetime as dt
import uuid
from collections.abc import Iterable, Mapping, Sequence

from chancennetz.caseload.constants import AFTERCARE_DAYS, AFTERCARE_MONTHS, FULL_POST_HOURS, AftercareSlot

# --- days ----------------------------------------------------------------------------------------------------------


def working_day(day: dt.date) -> dt.date:
    """Return the day, or the Monday after it when it is a Saturday or Sunday."""
    return day + dt.timedelta(days=max(0, 7 - day.weekday()) if day.weekday() > 4 else 0)


def months_after(day: dt.date, months: int) -> dt.date:
    """Return the same day some months later, or the last of the month (31 August -> 30 November)."""
    place = day.month - 1 + months
    year, month = day.year + place // 12, place % 12 + 1
    return dt.date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def aftercare_days(start: dt.date) -> dict[AftercareSlot, dt.date]:
    """Return when aftercare asks, counted from the day on which the job began or the counselling ended.

    28 days, three and six months (reference 3.4, phase 7); a weekend moves to the Monday after it.
    """
    days = {AftercareSlot.WEEKS: start + dt.timedelta(days=AFTERCARE_DAYS)}
    days |= {slot: months_after(start, months) for slot, months in AFTERCARE_MONTHS.items()}
    return {slot: working_day(day) for slot, day in days.items()}


def card_day(starts_on: dt.date, days: int | None) -> dt.date | None:
    """Return the proposed day of a line of the discharge card: some days after the start, on a working day."""
    return None if days is None else working_day(starts_on + dt.timedelta(days=days))


# --- loads ---------------------------------------------------------------------------------------------------------


@dataclasses.dataclass(frozen=True, slots=True)
class Load:
    """How many families a counsellor leads, and in how many weekly hours (None: not entered)."""

    user_id: uuid.UUID
    families: int
    weekly_hours: float | None = None

    @property
    def posts(self) -> float:
        """Full posts; somebody whose hours nobody entered counts as one."""
        return self.weekly_hours / FULL_POST_HOURS if self.weekly_hours else 1.0


def ratio(families: int, weekly_hours: float | None) -> float | None:
    """Return families per full post, None when the weekly hours are not known."""
    return families * FULL_POST_HOURS / weekly_hours if weekly_hours else None


def distribute(families: Sequence[uuid.UUID], loads: Sequence[Load]) -> dict[uuid.UUID, uuid.UUID]:
    """Give each family to the colleague who would lead the fewest families per post with it.

    Who is first in `loads` goes first among equals, so the same question has the same answer. Empty without colleagues.
    """
    if not loads:
        return {}
    counts = {load.user_id: load.families for load in loads}
    given = {}
    for family in families:
        chosen = min(loads, key=lambda load: (counts[load.user_id] + 1) / load.posts)
        counts[chosen.user_id] += 1
        given[family] = chosen.user_id
    return given


def loads_after(loads: Iterable[Load], given: Mapping[uuid.UUID, uuid.UUID]) -> list[Load]:
    """Return the loads after families were given to colleagues (family -> user)."""
    more = list(given.values())
    return [dataclasses.replace(load, families=load.families + more.count(load.user_id)) for load in loads]


# --- continuity ----------------------------------------------------------------------------------------------------


@dataclasses.dataclass(frozen=True, slots=True)
class Lead:
    """Who led a file from a moment on."""

    file_id: uuid.UUID
    user_id: uuid.UUID


def continuity(leads: Iterable[Lead]) -> tuple[int, int]:
    """Return (families that always had the same case holder, all families).

    A family that came back to its first counsellor had a change all the same.
    """
    seen: dict[uuid.UUID, list[uuid.UUID]] = {}
    for lead in leads:
        seen.setdefault(lead.file_id, []).append(lead.user_id)
    return sum(len(set(users)) == 1 for users in seen.values()), len(seen)

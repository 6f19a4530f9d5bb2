"""Loads and their fair distribution. Pure: no database, no clock, no user."""

from __future__ import annotations

import dataclasses
import uuid
from collections.abc import Iterable, Mapping, Sequence

from chancennetz.handovers.constants import FULL_POST_HOURS


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

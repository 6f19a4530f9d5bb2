"""Decisions about resources. Pure: no database, no clock, no user."""

from __future__ import annotations

import dataclasses
from collections.abc import Collection, Iterable

from chancennetz.resourcemap.constants import OWN_LEVELS, ResourceLevel


@dataclasses.dataclass(frozen=True, slots=True)
class Share:
    """How many fine goals rest on the family's own resources (levels 1 and 2)."""

    own: int
    total: int
    unnamed: int

    @property
    def percent(self) -> int | None:
        """The share in whole percent; None while there is no fine goal."""
        return round(100 * self.own / self.total) if self.total else None


def share_of_own(levels_of_lines: Iterable[Collection[int]]) -> Share:
    """Return the share of fine goals that rest on levels 1 and 2 (reference 3.3, "subsidiarity").

    Each fine goal comes as the levels of the resources it uses. It counts as resting on own resources when at least
    one of them lies on level 1 or 2; a fine goal that names no resource stays in the denominator.
    """
    lines = [set(levels) for levels in levels_of_lines]
    own = sum(bool(levels & {int(level) for level in OWN_LEVELS}) for levels in lines)
    return Share(own=own, total=len(lines), unnamed=sum(not levels for levels in lines))


def gap(coach: int | None, self_rating: int | None) -> int | None:
    """Return how far the counsellor's rating lies above (+) or below (-) the family's; None while one is missing."""
    return None if coach is None or self_rating is None else coach - self_rating


def nearest_first(levels: Iterable[int]) -> list[int]:
    """Return levels in the order of use: the family first, offices last."""
    return sorted(set(levels) & {int(level) for level in ResourceLevel})

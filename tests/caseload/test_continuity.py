"""Continuity of the case holder: the pure part."""

from __future__ import annotations

import uuid

from chancennetz.caseload.rules import Lead, continuity


def test_continuity_counts_families_without_a_change() -> None:
    one, two, three = (uuid.UUID(int=place) for place in (1, 2, 3))
    anna, ben = (uuid.UUID(int=place) for place in (1, 2))
    leads = [Lead(one, anna), Lead(two, anna), Lead(two, ben), Lead(three, anna), Lead(three, ben), Lead(three, anna)]
    assert continuity(leads) == (1, 3)
    assert continuity([]) == (0, 0)

"""The share of own resources, and the gap between both views."""

from __future__ import annotations

import pytest

from chancennetz.resourcemap.rules import Share, gap, share_of_own


@pytest.mark.parametrize(
    ("lines", "share", "percent"),
    [
        ([], Share(0, 0, 0), None),
        ([[1], [2, 4], [3], []], Share(2, 4, 1), 50),
        ([[4], [3, 4]], Share(0, 2, 0), 0),
        ([[1, 2], [1]], Share(2, 2, 0), 100),
        ([[1], [3], [4]], Share(1, 3, 0), 33),
    ],
)
def test_the_share_of_steps_on_own_resources(lines: list[list[int]], share: Share, percent: int | None) -> None:
    assert share_of_own(lines) == share
    assert share_of_own(lines).percent == percent


@pytest.mark.parametrize(
    ("coach", "own", "expected"), [(4, 2, 2), (2, 4, -2), (3, 3, 0), (None, 3, None), (3, None, None)]
)
def test_the_gap_of_both_views(coach: int | None, own: int | None, expected: int | None) -> None:
    assert gap(coach, own) == expected

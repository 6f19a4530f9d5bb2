"""Plan to date, shares and months, by hand-written values."""

from __future__ import annotations

import datetime as dt

import pytest

from chancennetz.monitoring import rules

START, END = dt.date(2024, 1, 1), dt.date(2026, 12, 31)  # 1,096 days


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        ("2023-12-31", 0),
        ("2024-01-01", 1),  # 605 x 1 / 1,096 = 0.55
        ("2024-12-31", 202),  # 605 x 366 / 1,096 = 202.03
        ("2025-12-31", 404),  # 605 x 731 / 1,096 = 403.51
        ("2026-11-21", 583),  # 605 x 1,056 / 1,096 = 582.92
        ("2026-12-30", 604),
        ("2026-12-31", 605),
        ("2030-01-01", 605),
    ],
)
def test_the_plan_is_spread_evenly_over_the_days(day: str, expected: int) -> None:
    assert rules.planned(605, START, END, dt.date.fromisoformat(day)) == expected


@pytest.mark.parametrize(
    ("total", "parts", "shares"), [(605, 5, [121] * 5), (300, 5, [60] * 5), (7, 3, [3, 2, 2]), (1, 2, [1, 0])]
)
def test_shares_differ_by_at_most_one(total: int, parts: int, shares: list[int]) -> None:
    assert rules.split_evenly(total, parts) == shares


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        ("2026-11-21", "2026-09-30"),
        ("2026-10-01", "2026-09-30"),
        ("2026-09-30", "2026-06-30"),
        ("2026-01-01", "2025-12-31"),
        ("2026-03-31", "2025-12-31"),
    ],
)
def test_the_last_full_quarter(day: str, expected: str) -> None:
    assert rules.last_quarter_end(dt.date.fromisoformat(day)).isoformat() == expected


def test_months_reach_from_the_first_to_the_last_day() -> None:
    months = rules.months_between(dt.date(2024, 11, 15), dt.date(2025, 2, 1))
    assert [month.isoformat() for month in months] == ["2024-11-01", "2024-12-01", "2025-01-01", "2025-02-01"]
    assert rules.month_end(dt.date(2024, 2, 1)) == dt.date(2024, 2, 29)


def test_plans_of_partners_add_up_to_the_plan_of_the_programme() -> None:
    day = dt.date(2026, 11, 21)
    share = rules.share_elapsed(START, END, day)
    assert share == 1056 / 1096
    # Rounded one by one, five times 121 would be 585; the programme's plan is 583.
    assert round(5 * 121 * share) == rules.planned(605, START, END, day) == 583
    assert rules.share_elapsed(START, END, dt.date(2023, 1, 1)) == 0
    assert rules.share_elapsed(START, END, dt.date(2030, 1, 1)) == 1

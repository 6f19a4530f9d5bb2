"""Months and quarters against days written by hand."""

from __future__ import annotations

import datetime as dt

import pytest

from chancennetz.caseload.rules import periods

TODAY = dt.date(2026, 2, 28)


@pytest.mark.parametrize(
    ("key", "first", "last"),
    [
        ("", dt.date(2026, 2, 1), dt.date(2026, 2, 28)),
        ("2026-02", dt.date(2026, 2, 1), dt.date(2026, 2, 28)),
        ("2025-12", dt.date(2025, 12, 1), dt.date(2025, 12, 31)),
        ("2025-03", dt.date(2025, 3, 1), dt.date(2025, 3, 31)),
        ("2026-Q1", dt.date(2026, 1, 1), dt.date(2026, 3, 31)),
        ("2025-Q4", dt.date(2025, 10, 1), dt.date(2025, 12, 31)),
        ("2024-Q2", dt.date(2024, 4, 1), dt.date(2024, 6, 30)),
        # not to be chosen: too old, in the future, no period at all
        ("2025-02", dt.date(2026, 2, 1), dt.date(2026, 2, 28)),
        ("2024-Q1", dt.date(2026, 2, 1), dt.date(2026, 2, 28)),
        ("2026-03", dt.date(2026, 2, 1), dt.date(2026, 2, 28)),
        ("x", dt.date(2026, 2, 1), dt.date(2026, 2, 28)),
    ],
)
def test_a_period_by_its_key(key: str, first: dt.date, last: dt.date) -> None:
    found = periods.chosen(key, TODAY)
    assert (found.first, found.last) == (first, last)

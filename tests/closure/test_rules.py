"""Days of aftercare: the pure part."""

from __future__ import annotations

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from chancennetz.closure.constants import AftercareSlot
from chancennetz.closure.rules import aftercare_days


def test_aftercare_asks_after_28_days_three_and_six_months() -> None:
    assert aftercare_days(dt.date(2026, 9, 1)) == {
        AftercareSlot.WEEKS: dt.date(2026, 9, 29),
        AftercareSlot.QUARTER: dt.date(2026, 12, 1),
        AftercareSlot.HALF_YEAR: dt.date(2027, 3, 1),
    }
    # 22 August 2026 and 25 October 2026 and 25 January 2027 follow from 25 July: Saturday, Sunday, Monday.
    assert list(aftercare_days(dt.date(2026, 7, 25)).values()) == [
        dt.date(2026, 8, 24),
        dt.date(2026, 10, 26),
        dt.date(2027, 1, 25),
    ]


@given(st.dates(dt.date(2020, 1, 1), dt.date(2050, 1, 1)))
def test_aftercare_days_are_working_days_in_order(start: dt.date) -> None:
    days = list(aftercare_days(start).values())
    assert days == sorted(days)
    assert all(day.weekday() < 5 for day in days)
    assert 28 <= (days[0] - start).days <= 30
    assert 89 <= (days[1] - start).days <= 94
    assert 180 <= (days[2] - start).days <= 186

"""Numbers, percentages, dates and clock times as people write them."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from chancennetz.ui import formats


@pytest.mark.parametrize(
    ("value", "digits", "german", "english"),
    [
        (1234.5, None, "1.234,5", "1,234.5"),
        (1234567, None, "1.234.567", "1,234,567"),
        (0, None, "0", "0"),
        (-12.25, 1, "−12,3", "−12.3"),
        (2.5, 0, "3", "3"),
        (0.125, 2, "0,13", "0.13"),
        (-0.001, 1, "0,0", "0.0"),
        (10, 2, "10,00", "10.00"),
        (100, None, "100", "100"),
        (Decimal("0.1"), None, "0,1", "0.1"),
        (float("nan"), None, "–", "–"),
        (float("inf"), None, "–", "–"),
    ],
)
def test_numbers(value: float, digits: int | None, german: str, english: str) -> None:
    assert formats.number(value, digits, language="de") == german
    assert formats.number(value, digits, language="en") == english


def test_percent_dates_and_times() -> None:
    assert formats.percent(0.1234, 1, language="de") == "12,3\u202f%"
    assert formats.percent(0.5, language="en") == "50%"
    assert formats.short_date(dt.date(2026, 1, 3), language="de") == "03.01.2026"
    assert formats.short_date(dt.date(999, 1, 3), language="de") == "03.01.0999"
    assert formats.short_date(dt.datetime(2026, 7, 1, 22, 30, tzinfo=dt.UTC), language="de") == "02.07.2026"
    assert formats.clock(dt.datetime(2026, 7, 1, 22, 30, tzinfo=dt.UTC)) == "00:30"
    assert formats.clock(dt.time(8, 5)) == "08:05"

"""Months and quarters for which the hours of a team are shown. Pure: no database, no clock.

A period is called by its key in addresses: "2026-11" for a month, "2026-Q4" for a quarter.
"""

from __future__ import annotations

import dataclasses
import datetime as dt

from chancennetz.core.time import add_months, month_start

MONTHS = 12
QUARTERS = 8


@dataclasses.dataclass(frozen=True, slots=True)
class Period:
    """A month or a quarter: first and last day. `quarter` is 1 to 4, None for a month."""

    key: str
    first: dt.date
    last: dt.date
    quarter: int | None = None


def month_of(day: dt.date) -> Period:
    """Return the month in which a day lies."""
    first = month_start(day)
    return Period(f"{first:%Y-%m}", first, add_months(first, 1) - dt.timedelta(days=1))


def quarter_of(day: dt.date) -> Period:
    """Return the quarter in which a day lies."""
    number = (day.month + 2) // 3
    first = dt.date(day.year, 3 * number - 2, 1)
    return Period(f"{day.year}-Q{number}", first, add_months(first, 3) - dt.timedelta(days=1), number)


def periods(today: dt.date) -> tuple[list[Period], list[Period]]:
    """Return the months and the quarters that can be chosen, the present ones first."""
    month, quarter = month_start(today), quarter_of(today).first
    return (
        [month_of(add_months(month, -back)) for back in range(MONTHS)],
        [quarter_of(add_months(quarter, -3 * back)) for back in range(QUARTERS)],
    )


def chosen(key: str, today: dt.date) -> Period:
    """Return the period with a key; the present month for a key that cannot be chosen."""
    months, quarters = periods(today)
    return next((one for one in (*months, *quarters) if one.key == key), months[0])

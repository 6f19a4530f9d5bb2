"""Periods of a series: months, quarters, years, written ``2024-11``, ``2024-Q4``, ``2024``."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from smallarea.errors import DataError

_MONTHS = {"month": 1, "quarter": 3, "year": 12}
_PATTERN = re.compile(r"(\d{4})(?:-(?:Q([1-4])|(0[1-9]|1[0-2])))?")


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """A month, quarter or year; ``number`` counts within the year from 1. Sorts by time."""

    year: int
    number: int
    kind: str = "quarter"

    @property
    def months(self) -> int:
        """Length in months."""
        return _MONTHS[self.kind]

    @property
    def start(self) -> dt.date:
        """First day."""
        return dt.date(self.year, (self.number - 1) * self.months + 1, 1)

    @property
    def end(self) -> dt.date:
        """Last day, the usual reference date (Stichtag)."""
        return self.shift(self.months).start - dt.timedelta(days=1)

    @property
    def quarter(self) -> int:
        """The quarter of the last day, 1 to 4."""
        return (self.number * self.months - 1) // 3 + 1

    def shift(self, months: int) -> Period:
        """The period ``months`` later (negative: earlier). Raises `DataError` for a fraction of a period."""
        if months % self.months:
            raise DataError(
                f"{months} months are not a whole number of periods of kind '{self.kind}'.",
                cure="use data by month, or a window that is a multiple of the period.",
            )
        per_year = 12 // self.months
        place = self.year * per_year + self.number - 1 + months // self.months
        return Period(place // per_year, place % per_year + 1, self.kind)

    def __str__(self) -> str:
        if self.kind == "year":
            return f"{self.year:04d}"
        return f"{self.year:04d}-Q{self.number}" if self.kind == "quarter" else f"{self.year:04d}-{self.number:02d}"


def parse_period(text: str) -> Period:
    """Read ``2024-Q4``, ``2024-11`` or ``2024``; raises `DataError` for anything else."""
    found = _PATTERN.fullmatch(text.strip())
    if not found:
        raise DataError(f"'{text}' is not a period.", cure="write 2024-Q4, 2024-11 or 2024.")
    year, quarter, month = found.groups()
    if quarter:
        return Period(int(year), int(quarter), "quarter")
    return Period(int(year), int(month), "month") if month else Period(int(year), 1, "year")

"""Numbers, dates and clock times as the reader's language writes them, without Django's slow locale machinery."""

from __future__ import annotations

import datetime as dt
from decimal import ROUND_HALF_UP, Decimal

from django.utils.translation import get_language

from chancennetz.core.time import BERLIN

MINUS = "−"


def _english(language: str | None) -> bool:
    return (language or get_language() or "de").startswith("en")


def number(value: float | Decimal, digits: int | None = None, *, language: str | None = None) -> str:
    """Write 1234.5 as "1.234,5" (English "1,234.5").

    `digits` fixes the decimals; without it whole numbers get none and others at most two, trailing zeros dropped.
    Halves are rounded away from zero, as people do. Not a number is written as a dash.
    """
    exact = value if isinstance(value, Decimal) else Decimal(repr(value) if isinstance(value, float) else value)
    if not exact.is_finite():
        return "–"
    places = 2 if digits is None else digits
    rounded = exact.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
    text = f"{abs(rounded):,f}"
    if digits is None and "." in text:
        text = text.rstrip("0").rstrip(".")
    if not _english(language):
        text = text.translate(str.maketrans(",.", ".,"))
    return f"{MINUS}{text}" if rounded < 0 else text


def percent(share: float, digits: int = 0, *, language: str | None = None) -> str:
    """Write the share 0.123 as "12 %" with a narrow no-break space (English "12%")."""
    gap = "" if _english(language) else "\u202f"
    return f"{number(share * 100, digits, language=language)}{gap}%"


def short_date(day: dt.date, *, language: str | None = None) -> str:
    """Write "23.11.2026" (English "23/11/2026") for tables; a moment counts by its day in Berlin."""
    if isinstance(day, dt.datetime):
        day = day.astimezone(BERLIN).date()
    mark = "/" if _english(language) else "."
    return f"{day.day:02d}{mark}{day.month:02d}{mark}{day.year:04d}"


def clock(moment: dt.datetime | dt.time) -> str:
    """Write "14:30"; an aware moment is shown in Berlin time."""
    if isinstance(moment, dt.datetime) and moment.tzinfo is not None:
        moment = moment.astimezone(BERLIN)
    return moment.strftime("%H:%M")

"""Clock, dates and durations as people in Germany write them. The database keeps UTC, the page shows Berlin."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.translation import get_language

BERLIN = ZoneInfo("Europe/Berlin")
#: Earliest and latest day that a person may type; beyond lies a slip of the finger.
EARLIEST_DAY = dt.date(1900, 1, 1)
LATEST_DAY = dt.date(2100, 12, 31)
#: No contact, consent or plan of this work can be older; an earlier day is a slip of the hand.
EARLIEST_WORK_DAY = dt.date(2000, 1, 1)

_WEEKDAYS = {"de": ("Mo", "Di", "Mi", "Do", "Fr", "Sa", "So"), "en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")}
_MONTHS = {
    "de": (
        "Januar",
        "Februar",
        "März",
        "April",
        "Mai",
        "Juni",
        "Juli",
        "August",
        "September",
        "Oktober",
        "November",
        "Dezember",
    ),
    "en": (
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ),
}


def now() -> dt.datetime:
    """Return the present moment, aware, in UTC."""
    return timezone.now()


def today() -> dt.date:
    """Return today's date in Berlin: periods of consents, memberships and households end by this calendar."""
    return now().astimezone(BERLIN).date()


def _language(language: str | None) -> str:
    return "en" if (language or get_language() or "de").startswith("en") else "de"


def format_date(day: dt.date, *, language: str | None = None, weekday: bool = True) -> str:
    """Write a day as "Mo, 23. November 2026" (German) or "Mon, 23 November 2026" (English)."""
    code = _language(language)
    if isinstance(day, dt.datetime):
        day = day.astimezone(BERLIN).date()
    dot = "." if code == "de" else ""
    text = f"{day.day}{dot} {_MONTHS[code][day.month - 1]} {day.year}"
    return f"{_WEEKDAYS[code][day.weekday()]}, {text}" if weekday else text


def format_month(day: dt.date, *, language: str | None = None) -> str:
    """Write a month as "November 2026"."""
    return f"{_MONTHS[_language(language)][day.month - 1]} {day.year}"


def format_minutes(minutes: int, *, language: str | None = None) -> str:
    """Write a duration in minutes as "1 Std. 25 Min." (German) or "1 h 25 min" (English)."""
    hour, minute = ("h", "min") if _language(language) == "en" else ("Std.", "Min.")
    sign = "-" if minutes < 0 else ""
    hours, rest = divmod(abs(minutes), 60)
    if hours and rest:
        return f"{sign}{hours} {hour} {rest} {minute}"
    return f"{sign}{hours} {hour}" if hours else f"{sign}{rest} {minute}"


def age_on(birth_date: dt.date, day: dt.date) -> int:
    """Return completed years of life on a day; a child of 29 February has its birthday on 1 March in common years."""
    had_birthday = (day.month, day.day) >= (birth_date.month, birth_date.day)
    return day.year - birth_date.year - (0 if had_birthday else 1)


def add_months(day: dt.date, months: int) -> dt.date:
    """Return the same day some months later, or the last day of that month when it is shorter."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    first_of_next = dt.date(year + (month == 11), (month + 1) % 12 + 1, 1)
    last_day = (first_of_next - dt.timedelta(days=1)).day
    return dt.date(year, month + 1, min(day.day, last_day))


def working_day(day: dt.date) -> dt.date:
    """Return the day, or the Monday after it when it is a Saturday or Sunday."""
    return day if day.weekday() < 5 else day + dt.timedelta(days=7 - day.weekday())


def month_start(day: dt.date) -> dt.date:
    """Return the first day of the month."""
    return day.replace(day=1)

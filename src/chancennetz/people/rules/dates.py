"""Birth dates: which cannot be, which are slips of the finger, what age they give. Pure: no clock."""

from __future__ import annotations

import datetime as dt

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from chancennetz.core.time import EARLIEST_DAY, age_on
from chancennetz.people.constants import MatchReason


def check_birth_date(day: dt.date | None, today: dt.date) -> None:
    """Raise a ValidationError when nobody can have been born on this day."""
    if day is None:
        return
    if day > today:
        raise ValidationError({"birth_date": _("The birth date lies in the future. Please check the year.")})
    if day < EARLIEST_DAY:
        raise ValidationError({"birth_date": _("The birth date lies before 1900. Please check the year.")})


def day_of(year: int, month: int, day: int) -> dt.date | None:
    """Return a day, None when the calendar has no such day."""
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None


def date_slips(day: dt.date) -> dict[dt.date, MatchReason]:
    """Return the days that are typed when `day` is meant, with the slip: swapped, a digit turned, one or ten off."""
    slips: dict[dt.date, MatchReason] = {}
    turned_day = int(f"{day.day:02d}"[::-1])
    turned_year = day.year // 100 * 100 + int(f"{day.year % 100:02d}"[::-1])
    near = [
        day_of(day.year, day.month, turned_day),
        day_of(turned_year, day.month, day.day),
        *(day_of(day.year + step, day.month, day.day) for step in (-10, -1, 1, 10) if 1 <= day.year + step <= 9999),
        *(day_of(day.year, day.month + step, day.day) for step in (-1, 1)),
        *(day_of(day.year, day.month, day.day + step) for step in (-10, -1, 1, 10)),
    ]
    for other in near:
        if other is not None:
            slips[other] = MatchReason.BIRTH_DATE_SLIP
    swapped = day_of(day.year, day.day, day.month)
    if swapped is not None:
        slips[swapped] = MatchReason.DAY_MONTH_SWAPPED
    slips[day] = MatchReason.SAME_BIRTH_DATE
    return slips


def age_in_years(birth_date: dt.date | None, day: dt.date) -> int | None:
    """Return the age on a day, None when the birth date is unknown or lies later."""
    if birth_date is None or birth_date > day:
        return None
    return age_on(birth_date, day)

"""Days of aftercare and of the discharge card. Pure: no database, no clock, no user."""

from __future__ import annotations

import datetime as dt

from chancennetz.closure.constants import AFTERCARE_DAYS, AFTERCARE_MONTHS, AftercareSlot
from chancennetz.core.time import add_months, working_day


def aftercare_days(start: dt.date) -> dict[AftercareSlot, dt.date]:
    """Return when aftercare asks, counted from the day on which the job began or the counselling ended.

    28 days, three and six months (reference 3.4, phase 7); a weekend moves to the Monday after it.
    """
    days = {AftercareSlot.WEEKS: start + dt.timedelta(days=AFTERCARE_DAYS)}
    days |= {slot: add_months(start, months) for slot, months in AFTERCARE_MONTHS.items()}
    return {slot: working_day(day) for slot, day in days.items()}


def card_day(starts_on: dt.date, days: int | None) -> dt.date | None:
    """Return the proposed day of a line of the discharge card: some days after the start, on a working day."""
    return None if days is None else working_day(starts_on + dt.timedelta(days=days))

"""Opening hours: read, written, evaluated and put into words. Pure: no database, no request.

    hours = parse("Mo-Fr 09:00-12:00; PH off")
    is_open(hours, moment, calendar_of("NW"))
    describe(hours)                     # "Mo bis Fr 9 bis 12 Uhr, an Feiertagen geschlossen"

The notation is the part of OpenStreetMap's `opening_hours` that offices use (see `parser`), and recurrences of HSDS
schedules (see `recurrence`) are turned into the same rules. A span that runs over midnight belongs to the day on which
it begins.
"""

from __future__ import annotations

from chancennetz.openinghours.calendar import Calendar, calendar_of
from chancennetz.openinghours.errors import HoursError
from chancennetz.openinghours.evaluate import Moment, is_open, next_change, open_spans, state_at
from chancennetz.openinghours.model import OpeningHours, State
from chancennetz.openinghours.parser import parse
from chancennetz.openinghours.words import describe, describe_lines

__all__ = [
    "Calendar",
    "HoursError",
    "Moment",
    "OpeningHours",
    "State",
    "calendar_of",
    "describe",
    "describe_lines",
    "is_open",
    "next_change",
    "open_spans",
    "parse",
    "state_at",
]

"""When an offer is open: which hours win, what holds now, how it reads."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterable

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from chancennetz import openinghours as pure
from chancennetz.core import time
from chancennetz.openinghours import Calendar, HoursError, Moment, OpeningHours, State
from chancennetz.openinghours.recurrence import HsdsSchedule, hours_of
from chancennetz.supportmap.models import Schedule, Service, ServiceAtLocation
from chancennetz.supportmap.queries import installation


@dataclasses.dataclass(frozen=True, slots=True)
class OpenNow:
    """What holds at a moment: `state`, why (comment or holiday), and when that changes next (aware, Berlin)."""

    state: State
    comment: str = ""
    changes_at: dt.datetime | None = None


@dataclasses.dataclass(frozen=True, slots=True)
class ShownHours:
    """Hours as shown: parsed (None when they are words only), lines in the reader's language, notes."""

    hours: OpeningHours | None
    lines: tuple[str, ...]
    notes: tuple[str, ...] = ()
    link: str = ""

    def now(self, at: dt.datetime | None = None, calendar: Calendar | None = None) -> OpenNow | None:
        """Return what holds at a moment (default: now); None when nobody can tell.

        On a public holiday of which the hours say nothing the answer is "unknown": better asked than stood before a
        closed door.
        """
        if self.hours is None:
            return None
        moment, calendar = at or time.now(), calendar or installation.calendar()
        found: Moment = pure.state_at(self.hours, moment, calendar)
        local = moment.astimezone(time.BERLIN) if moment.tzinfo else moment
        holiday = calendar.public_holiday(local.date())
        if holiday and found.state is State.OPEN and not self.hours.knows_public_holidays:
            found = Moment(State.UNKNOWN, holiday)
        return OpenNow(found.state, found.comment, pure.next_change(self.hours, moment, calendar))


def _row(schedule: Schedule) -> HsdsSchedule:
    return HsdsSchedule(
        freq=schedule.freq,
        interval=schedule.interval,
        byday=schedule.byday,
        byweekno=schedule.byweekno,
        bymonthday=schedule.bymonthday,
        byyearday=schedule.byyearday,
        dtstart=schedule.dtstart,
        until=schedule.until,
        count=schedule.count,
        opens_at=schedule.opens_at,
        closes_at=schedule.closes_at,
    )


def _valid(schedules: Iterable[Schedule], day: dt.date) -> list[Schedule]:
    """Return the rows for a day; a row for a limited period (holiday plan) wins over the ones for good."""
    rows = [
        row
        for row in schedules
        if (row.valid_from is None or row.valid_from <= day) and (row.valid_to is None or day <= row.valid_to)
    ]
    limited = [row for row in rows if row.valid_to is not None]
    return limited or rows


def hours_from(schedules: Iterable[Schedule], day: dt.date | None = None) -> ShownHours | None:
    """Return the hours of some schedules on a day, None when there are none. Broken rows become notes, never errors."""
    rows = sorted(_valid(schedules, day or time.today()), key=lambda row: row.pk)
    if not rows:
        return None
    parsed: OpeningHours | None = None
    try:
        written = [row.opening_hours for row in rows if row.opening_hours]
        rules = [rule for text in written for rule in pure.parse(text).rules]
        recurring = [] if written else [_row(row) for row in rows]
        parsed = OpeningHours(tuple(rules)) if rules else hours_of(recurring)
    except HoursError:
        parsed = None
    language = get_language() or "de"
    lines = tuple(pure.describe_lines(parsed, language)) if parsed else ()
    notes = [note for row in rows for note in ((row.description if not lines else ""), row.notes) if note]
    link = next((row.schedule_link for row in rows if row.schedule_link), "")
    return ShownHours(parsed, lines, tuple(dict.fromkeys(notes)), link)


def hours_at(place: ServiceAtLocation, day: dt.date | None = None) -> ShownHours | None:
    """Return the hours of a service at a place: those given for just this; else the service's; else the place's."""
    for schedules in (place.schedules.all(), place.service.schedules.all(), place.location.schedules.all()):
        if found := hours_from(schedules, day):
            return found
    return None


def hours_of_service(service: Service, day: dt.date | None = None) -> ShownHours | None:
    """Return the hours of a service itself, whatever its places say."""
    return hours_from(service.schedules.all(), day)


def words_of(state: State) -> str:
    """Return a state in words."""
    return {State.OPEN: _("Open now"), State.CLOSED: _("Closed now"), State.UNKNOWN: _("Please ask")}[state]

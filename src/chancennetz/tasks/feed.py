"""Reading the calendar feed: one secret address per person, of which only a hash is kept."""

from __future__ import annotations

import datetime as dt
import uuid

from django.db import connection
from django.utils.translation import gettext as _

from chancennetz.access.context import tell_database
from chancennetz.access.queries import actor_from, memberships_on
from chancennetz.core import time
from chancennetz.core.actor import Actor, acting
from chancennetz.tasks import ical, rules
from chancennetz.tasks.constants import AppointmentState
from chancennetz.tasks.models import Appointment, CalendarFeed
from chancennetz.tasks.queries import appointments_between

BEFORE, AHEAD = dt.timedelta(days=30), dt.timedelta(days=365)
#: That the feed was fetched is noted at most once in so many hours.
NOTED_EVERY = 6


def own_feed(by: Actor) -> CalendarFeed | None:
    """Return the actor's own feed, None when it is switched off."""
    return CalendarFeed.objects.filter(user_id=by.account_id).first()


def user_of_token(token: str) -> uuid.UUID | None:
    """Return whose calendar a token opens, None for a wrong or old one (one query of a database function)."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tasks_feed_user(%s, %s::interval)", [rules.token_hash(token), f"{NOTED_EVERY} hours"])
        row = cursor.fetchone()
    return row[0] if row and row[0] else None


def feed_of(token: str) -> str | None:
    """Return the calendar behind a token, None when there is none.

    Read with the rights that the person has today, membership by membership; nothing sealed is opened, so no name, no
    title and no street can get out. Ends with the account or the last membership.
    """
    user_id = user_of_token(token)
    memberships = memberships_on(user_id) if user_id is not None else []
    if not memberships:
        return None
    found: dict[uuid.UUID, Appointment] = {}
    today = time.today()
    for membership in memberships:
        actor = actor_from(membership)
        with acting(actor):
            tell_database(actor)
            for row in appointments_between(actor, today - BEFORE, today + AHEAD):
                found[row.pk] = row
    return ical.calendar(_("Appointments"), [_event(row) for row in found.values()], time.now().replace(microsecond=0))


def _event(row: Appointment) -> ical.Event:
    title = _("Appointment")
    if row.state == AppointmentState.MISSED:
        title = _("Appointment (did not take place)")
    return ical.Event(f"{row.pk}@chancennetz", row.starts_at, row.ends_at, row.version - 1, title, row.town)

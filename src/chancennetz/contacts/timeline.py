"""Entries of the timeline about contacts."""

from __future__ import annotations

from django.db.models import Q
from django.utils.translation import gettext as _

from chancennetz.casework.constants import TimelineKind
from chancennetz.casework.timeline_events import TimelineEvent, TimelineSource, Words
from chancennetz.contacts.constants import Medium
from chancennetz.contacts.models import ContactEntry
from chancennetz.core import time

_EXCERPT = 240


def _excerpt(text: str) -> str:
    return text if len(text) <= _EXCERPT else text[:_EXCERPT].rsplit(" ", 1)[0] + " …"


def _contact(row: ContactEntry, names: str) -> Words:
    medium = str(Medium(row.medium).label)
    minutes = time.format_minutes(row.minutes)
    title = f"{medium}, {minutes}" if row.reached else _("%(medium)s: nobody reached") % {"medium": medium}
    note = _excerpt(row.note)
    return Words(title, f"{names}: {note}" if names and note else names or note, row.counsellor.display_name)


SOURCES = (
    TimelineSource(
        ContactEntry,
        TimelineKind.CONTACT,
        (TimelineEvent("contact", "happened_at", _contact, Q(deleted_at__isnull=True)),),
        related=("counsellor",),
        persons="persons__person_id",
    ),
)

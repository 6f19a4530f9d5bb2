"""The texts of a conference: information beforehand, agenda, results, agreements."""

from __future__ import annotations

import dataclasses
import datetime as dt
import uuid
from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.db.models import Max
from django.utils.translation import gettext as _

from chancennetz.access.constants import Facet
from chancennetz.casework.actions.records import check_day
from chancennetz.conferences.actions.common import check_category, check_text, log
from chancennetz.conferences.constants import Audience, ItemKind
from chancennetz.conferences.models import Conference, ConferenceItem
from chancennetz.core import time
from chancennetz.core.action import action
from chancennetz.core.actor import Actor
from chancennetz.core.errors import Conflict
from chancennetz.moderation.actions.common import check_harmless, check_persons, writable


@dataclasses.dataclass(frozen=True, slots=True)
class ItemValues:
    """A text, what it is about and about whom (nobody named: all), and whom the writer wants to reach.

    `seen` is the fingerprint of a warning that was read (`common.GivesAway`).
    """

    text: str
    facet: str = Facet.CONFERENCE.value
    persons: Sequence[uuid.UUID] = ()
    audience: str = Audience.ALL.value
    due_on: dt.date | None = None
    seen: str = ""


_FIELDS = ("text", "facet", "persons", "audience", "due_on", "harmless")


def _fill(conference: Conference, item: ConferenceItem, values: ItemValues) -> None:
    item.text = check_text(values.text, "text", _("Please write something."))
    item.facet = check_category(values.facet)
    item.persons = check_persons(conference.file, values.persons)
    if values.audience not in Audience.values:
        raise ValidationError({"audience": _("Please choose from the list.")})
    item.audience = values.audience
    check_day(values.due_on, "due_on", past=False)
    item.due_on = values.due_on if item.kind == ItemKind.AGREEMENT else None
    item.harmless = check_harmless(conference, "text", item.text, values.seen)


@action
def add_item(*, by: Actor, conference: Conference, kind: ItemKind, values: ItemValues) -> ConferenceItem:
    """Add a text at the end of its list. Adding never collides with what others add at the same moment."""
    current = writable(by, conference)
    item = ConferenceItem(file=current.file, conference=current, kind=ItemKind(kind).value)
    _fill(current, item, values)
    last = current.items.filter(kind=item.kind).aggregate(last=Max("position"))["last"]
    item.position = 0 if last is None else min(last + 1, 30_000)
    item.save(force_insert=True)
    log(by, item, "add")
    return item


@action
def change_item(*, by: Actor, item: ConferenceItem, values: ItemValues, expected: int) -> ConferenceItem:
    """Change a text of the case team. Raises StaleVersion when somebody was faster, Conflict for a text of others."""
    current = writable(by, item.conference)
    if item.author_id is not None:
        raise Conflict(_("This was written by somebody else. You can write your own view beside it."))
    _fill(current, item, values)
    item.save_version(expected=expected, fields=_FIELDS)
    log(by, item, "change", _FIELDS)
    return item


@action
def remove_item(*, by: Actor, item: ConferenceItem) -> ConferenceItem:
    """Take a text off the page; it can be brought back."""
    writable(by, item.conference)
    item.removed_at = time.now()
    item.save_version(expected=item.version, fields=["removed_at"])
    log(by, item, "remove")
    return item


@action
def restore_item(*, by: Actor, item: ConferenceItem) -> ConferenceItem:
    """Bring a text back."""
    writable(by, item.conference)
    item.removed_at = None
    item.save_version(expected=item.version, fields=["removed_at"])
    log(by, item, "restore")
    return item


@action
def release_item(*, by: Actor, item: ConferenceItem, seen: str = "") -> ConferenceItem:
    """Let a guest's text go to the others of an anonymised conference, after looking for what gives the family away.

    Guests cannot be told what gives away a family whom they do not know; so the case team looks.
    """
    current = writable(by, item.conference)
    item.harmless = check_harmless(current, "text", item.text, seen)
    item.save_version(expected=item.version, fields=["harmless"])
    log(by, item, "release", ["harmless"])
    return item


@action
def move_item(*, by: Actor, item: ConferenceItem, up: bool) -> None:
    """Change places with the neighbour in the list."""
    current = writable(by, item.conference)
    rows = list(current.items.filter(kind=item.kind, removed_at__isnull=True).order_by("position", "created_at", "id"))
    place = next(number for number, row in enumerate(rows) if row.pk == item.pk)
    other = place + (-1 if up else 1)
    if 0 <= other < len(rows):
        rows[place], rows[other] = rows[other], rows[place]
        for number, row in enumerate(rows):
            if row.position != number:
                row.position = number
                row.save_version(expected=row.version, fields=["position"])
        log(by, item, "move", ["position"])

"""What the contact log tells the rooms below at start-up."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from chancennetz.access import file_parts
from chancennetz.access.constants import Facet, Role
from chancennetz.access.file_parts import FilePart
from chancennetz.casework import kept, seams, timeline_events
from chancennetz.casework.kept import Kept
from chancennetz.casework.seams import Fact
from chancennetz.contacts.constants import Medium
from chancennetz.contacts.models import ContactEntry
from chancennetz.contacts.queries import contact_facts, last_contacts, minutes_by_stretch
from chancennetz.contacts.timeline import SOURCES
from chancennetz.participation.rules import ContactFact
from chancennetz.participation.seams import register_contacts
from chancennetz.tasks.hooks import register_owner
from chancennetz.ui import navigation
from chancennetz.ui.navigation import Entry

_CONTACT = Entry(_("Contact"), "contacts:contact_pick", icon="plus", order=30)
_KEPT = Kept(
    "contact",
    Facet.CONTACT,
    fields=(
        "happened_at",
        "minutes",
        "travel_minutes",
        "medium",
        "place",
        "reached",
        "module",
        "topics",
        "subjects",
        "accompanied_to",
        "meeting_id",
        "note",
        "deleted_at",
    ),
)


def _contact_address(contact_id: uuid.UUID, file_id: uuid.UUID | None) -> str:
    return reverse("contacts:contact", args=[file_id, contact_id]) if file_id is not None else ""


def _facts(file_ids: Iterable[uuid.UUID]) -> Mapping[uuid.UUID, list[ContactFact]]:
    return contact_facts(file_ids, by_file=True)


def register() -> None:
    """Enter everything."""
    navigation.register(Role.COUNSELLOR.value, [_CONTACT])
    file_parts.register(FilePart(_("Contacts"), "contacts:contacts", Facet.CONTACT, order=30))
    register_owner("contacts.contact", _contact_address)
    kept.register(ContactEntry, _KEPT)
    for source in SOURCES:
        timeline_events.register(source)
    register_contacts(_facts, minutes_by_stretch)
    seams.register_last_contact(last_contacts)
    accompanied = Q(medium=Medium.ACCOMPANIMENT, reached=True, deleted_at__isnull=True)
    seams.register_rows("contacts.accompanied", Fact.LINKED, ContactEntry, accompanied)

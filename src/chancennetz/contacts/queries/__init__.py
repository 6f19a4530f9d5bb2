"""Everything that reads the contact log. One module per theme; everything public is reached from here."""

from __future__ import annotations

from chancennetz.contacts.queries.contacts import (
    ContactPage,
    ContactView,
    contact_facts,
    contacts_of,
    find_contact,
    last_contacts,
    minutes_by_stretch,
    minutes_this_week,
)
from chancennetz.contacts.queries.meetings import find_meeting, meeting_files, people_of_files

__all__ = [
    "ContactPage",
    "ContactView",
    "contact_facts",
    "contacts_of",
    "find_contact",
    "find_meeting",
    "last_contacts",
    "meeting_files",
    "minutes_by_stretch",
    "minutes_this_week",
    "people_of_files",
]

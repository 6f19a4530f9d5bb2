"""The only way to change the contact log. One module per theme; everything public is reached from here."""

from __future__ import annotations

from chancennetz.contacts.actions.contacts import (
    ContactValues,
    NextStep,
    change_contact,
    delete_contact,
    log_contact,
    log_contacts_bulk,
    restore_contact,
)
from chancennetz.contacts.actions.meetings import log_group_meeting

__all__ = [
    "ContactValues",
    "NextStep",
    "change_contact",
    "delete_contact",
    "log_contact",
    "log_contacts_bulk",
    "log_group_meeting",
    "restore_contact",
]

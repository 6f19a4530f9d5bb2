"""The only way to change who takes part. One module per theme; everything public is reached from here."""

from __future__ import annotations

from chancennetz.participation.actions.programme import (
    BulkParticipant,
    add_module,
    change_partner,
    enrol,
    enrol_bulk,
    leave_programme,
    return_to_programme,
)

__all__ = [
    "BulkParticipant",
    "add_module",
    "change_partner",
    "enrol",
    "enrol_bulk",
    "leave_programme",
    "return_to_programme",
]

"""The only way to change casework. One module per theme; everything public is reached from here."""

from __future__ import annotations

from chancennetz.casework.actions.cases import (
    BulkCase,
    change_case,
    close_case,
    open_cases_bulk,
    record_assessment,
    reopen_case,
)
from chancennetz.casework.actions.notes import add_entrusted_note, remove_entrusted_note
from chancennetz.casework.actions.participation import (
    BulkParticipant,
    add_module,
    change_partner,
    enrol,
    enrol_bulk,
    leave_programme,
    return_to_programme,
)
from chancennetz.casework.actions.records import restore_version

__all__ = [
    "BulkCase",
    "BulkParticipant",
    "add_entrusted_note",
    "add_module",
    "change_case",
    "change_partner",
    "close_case",
    "enrol",
    "enrol_bulk",
    "leave_programme",
    "open_cases_bulk",
    "record_assessment",
    "remove_entrusted_note",
    "reopen_case",
    "restore_version",
    "return_to_programme",
]

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
from chancennetz.casework.actions.records import restore_version

__all__ = [
    "BulkCase",
    "add_entrusted_note",
    "change_case",
    "close_case",
    "open_cases_bulk",
    "record_assessment",
    "remove_entrusted_note",
    "reopen_case",
    "restore_version",
]

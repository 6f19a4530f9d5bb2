"""The only way to change assessments. One module per theme; everything public is reached from here."""

from __future__ import annotations

from chancennetz.assessments.actions.answers import (
    discard,
    finish,
    record_printed,
    record_read_part,
    reopen,
    save_section,
    start,
)
from chancennetz.assessments.actions.bulk import BulkAssessment, enter_bulk

__all__ = [
    "BulkAssessment",
    "discard",
    "enter_bulk",
    "finish",
    "record_printed",
    "record_read_part",
    "reopen",
    "save_section",
    "start",
]

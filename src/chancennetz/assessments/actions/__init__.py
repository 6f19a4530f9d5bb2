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
from chancennetz.assessments.actions.definitions import (
    begin_draft,
    change_draft,
    delete_draft,
    import_form,
    publish,
    retire,
)

__all__ = [
    "BulkAssessment",
    "begin_draft",
    "change_draft",
    "delete_draft",
    "discard",
    "enter_bulk",
    "finish",
    "import_form",
    "publish",
    "record_printed",
    "record_read_part",
    "reopen",
    "retire",
    "save_section",
    "start",
]

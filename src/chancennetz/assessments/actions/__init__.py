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
from chancennetz.assessments.actions.bulk import BulkAssessment, BulkMap, enter_bulk
from chancennetz.assessments.actions.definitions import delete_draft, import_form, publish, retire
from chancennetz.assessments.actions.maps import (
    add_line,
    add_resource,
    change_line,
    change_resource,
    line_to_plan,
    rate,
    remove_line,
    remove_resource,
    restore,
    write_state,
)

__all__ = [
    "BulkAssessment",
    "BulkMap",
    "add_line",
    "add_resource",
    "change_line",
    "change_resource",
    "delete_draft",
    "discard",
    "enter_bulk",
    "finish",
    "import_form",
    "line_to_plan",
    "publish",
    "rate",
    "record_printed",
    "record_read_part",
    "remove_line",
    "remove_resource",
    "reopen",
    "restore",
    "retire",
    "save_section",
    "start",
    "write_state",
]

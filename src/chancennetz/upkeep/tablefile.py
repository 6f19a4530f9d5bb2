"""Reads a table from CSV or XLSX as rows of texts, with the row numbers that people see in their program. Pure."""

from __future__ import annotations

import csv
import dataclasses
import datetime as dt
import io
import zipfile

import openpyxl
from django.utils.translation import gettext as _

from chancennetz.core.errors import Defect, ImportDefects
from chancennetz.core.imports import decode

MOST_ROWS = 25_000
MOST_CELL = 30_000


@dataclasses.dataclass(frozen=True, slots=True)
class TableRow:
    """One row: its number in the file (the head row is 1) and its cells by column name."""

    number: int
    cells: dict[str, str]


def read(data: bytes) -> list[TableRow]:
    """Return the rows of a file; XLSX is recognised by its first bytes. Raises ImportDefects."""
    rows = _xlsx(data) if data[:4] == b"PK\x03\x04" else _csv(data)
    numbered = [(number, cells) for number, cells in enumerate(rows, 1) if any(cell.strip() for cell in cells)]
    if not numbered:
        raise ImportDefects([Defect(1, "", _("The head row with the names of the columns is missing."))])
    if len(numbered) > MOST_ROWS:
        raise ImportDefects([Defect(None, "", _("More than %(most)s rows.") % {"most": MOST_ROWS})])
    head = [cell.strip() for cell in numbered[0][1]]
    defects = [
        Defect(1, name, _("This column stands here twice."))
        for place, name in enumerate(head)
        if name and name in head[:place]
    ]
    found = []
    for number, cells in numbered[1:]:
        if len(cells) > len(head):
            values = {"found": len(cells), "wanted": len(head)}
            defects.append(Defect(number, "", _("%(found)s columns instead of %(wanted)s.") % values))
            continue
        if too_long := next((head[place] for place, cell in enumerate(cells) if len(cell) > MOST_CELL), None):
            defects.append(Defect(number, too_long, _("At most %(limit)s characters fit here.") % {"limit": MOST_CELL}))
            continue
        padded = [*cells, *[""] * (len(head) - len(cells))]
        found.append(TableRow(number, {name: cell.strip() for name, cell in zip(head, padded, strict=True) if name}))
    if defects:
        raise ImportDefects(defects)
    return found


def _csv(data: bytes) -> list[list[str]]:
    text = decode(data).replace("\0", "\ufffd")
    head = text.split("\n", 1)[0]
    delimiter = max((";", ",", "\t"), key=head.count)
    limit = csv.field_size_limit(10_000_000)
    try:
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
    except csv.Error as error:
        message = _("This is not readable as CSV: %(reason)s.") % {"reason": error}
        raise ImportDefects([Defect(None, "", message, _("Check the quotation marks."))]) from error
    finally:
        csv.field_size_limit(limit)


def _xlsx(data: bytes) -> list[list[str]]:
    try:
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        sheet = book.worksheets[0]
        return [[_cell(value) for value in row] for row in sheet.iter_rows(max_row=MOST_ROWS + 2, values_only=True)]
    except (zipfile.BadZipFile, KeyError, ValueError, IndexError, OSError) as error:
        message = _("This is not readable as an Excel file.")
        raise ImportDefects([Defect(None, "", message, _("Save it again as .xlsx or as CSV."))]) from error


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, dt.datetime):
        return value.date().isoformat() if value.time() == dt.time() else value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)

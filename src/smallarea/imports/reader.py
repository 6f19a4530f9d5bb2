"""Rows of text with line numbers from CSV and XLSX, as they stand in the file."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from smallarea.errors import DataError
from smallarea.imports.defects import Defect
from smallarea.imports.mapping import Mapping
from smallarea.tables import guess_delimiter


@dataclass(frozen=True, slots=True)
class RawFile:
    """Header and rows of a file. ``rows`` are (line, cells); rows of a wrong length are in ``defects``."""

    header: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]
    defects: tuple[Defect, ...]


def read_raw(path: str | Path, mapping: Mapping) -> RawFile:
    """Read the table below ``header_row``, up to the footer. Raises `DataError` when there is no header."""
    path = Path(path)
    lines = _xlsx(path, mapping) if path.suffix == ".xlsx" else _csv(path, mapping)
    header: tuple[str, ...] = ()
    rows: list[tuple[int, tuple[str, ...]]] = []
    defects: list[Defect] = []
    for line, cells in lines:
        if line < mapping.header_row or not any(cell.strip() for cell in cells):
            continue
        if not header:
            header = _without_empty_end(tuple(cell.strip() for cell in cells))
            defects += _doubled(header, line)
            continue
        if mapping.footer and cells[0].strip().startswith(mapping.footer):
            break
        if len(cells) > len(header) and not any(cell.strip() for cell in cells[len(header) :]):
            cells = cells[: len(header)]
        if len(cells) != len(header):
            message = f"the row has {len(cells)} cells, the header has {len(header)}"
            defects.append(Defect(line, "", "row length", message))
            continue
        rows.append((line, tuple(cells)))
    if not header:
        raise DataError("there is no header.", file=path, row=mapping.header_row, cure="correct header_row.")
    return RawFile(header, tuple(rows), tuple(defects))


def _without_empty_end(cells: tuple[str, ...]) -> tuple[str, ...]:
    """Spreadsheets and trailing separators leave columns that have neither a name nor a value."""
    end = len(cells)
    while end and not cells[end - 1]:
        end -= 1
    return cells[:end]


def _doubled(header: tuple[str, ...], line: int) -> list[Defect]:
    return [
        Defect(line, name, "doubled column", f"the column '{name}' occurs twice")
        for place, name in enumerate(header)
        if name and name in header[:place]
    ]


def _csv(path: Path, mapping: Mapping) -> Iterator[tuple[int, list[str]]]:
    try:
        text = path.read_text(encoding=mapping.encoding)
    except UnicodeDecodeError as error:
        raise DataError(
            f"the file is not {mapping.encoding}: byte {error.start} does not fit.",
            file=path,
            cure='name the encoding in the mapping, often encoding = "cp1252".',
        ) from error
    lines = text.splitlines()
    header_line = lines[mapping.header_row - 1] if len(lines) >= mapping.header_row else ""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=mapping.delimiter or guess_delimiter(header_line))
    line = 1
    for cells in reader:
        yield line, cells
        line = reader.line_num + 1


def _xlsx(path: Path, mapping: Mapping) -> Iterator[tuple[int, list[str]]]:
    import openpyxl

    book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    try:
        if mapping.sheet and mapping.sheet not in book.sheetnames:
            raise DataError(
                f"there is no sheet '{mapping.sheet}'.", file=path, cure=f"use one of: {', '.join(book.sheetnames)}."
            )
        sheet = book[mapping.sheet] if mapping.sheet else book[book.sheetnames[0]]
        for line, row in enumerate(sheet.iter_rows(values_only=True), start=1):
            yield line, [_cell_text(value, mapping.decimal) for value in row]
    finally:
        book.close()


def _cell_text(value: object, decimal: str) -> str:
    """A spreadsheet cell as the text that a CSV export would have."""
    if value is None:
        return ""
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value).replace(".", decimal)
    if isinstance(value, dt.datetime):
        return value.date().isoformat() if value.time() == dt.time() else value.isoformat(sep=" ")
    return str(value)

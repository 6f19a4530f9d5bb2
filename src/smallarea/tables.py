"""Small tables from CSV: every cell is text until it is asked for, and every error names its place.

For files that a person could still read (areas, definitions, mappings). Registers and other large
data go through DuckDB, see `smallarea.engine`.
"""

from __future__ import annotations

import csv
import io
import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from smallarea.errors import DataError

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of text cells with their line numbers.

    ``header`` holds the column names, ``rows`` the cells, ``lines[i]`` the line of row ``i`` in the
    file (1 = first line). ``missing`` are the signs that mean "no value", the empty cell always does.
    """

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    lines: tuple[int, ...]
    file: str = ""
    missing: frozenset[str] = frozenset()
    decimal: str = "."
    _places: dict[str, int] = field(default_factory=dict, compare=False)

    def __len__(self) -> int:
        return len(self.rows)

    def place(self, column: str) -> int:
        """Position of ``column``; raises `DataError` when the file has no such column."""
        if not self._places:
            self._places.update({name: position for position, name in enumerate(self.header)})
        try:
            return self._places[column]
        except KeyError:
            raise DataError(
                "there is no such column.",
                file=self.file,
                column=column,
                cure=f"use one of: {', '.join(self.header)}.",
            ) from None

    def texts(self, column: str) -> list[str]:
        """The cells of one column as text, without surrounding blanks."""
        position = self.place(column)
        return [row[position].strip() for row in self.rows]

    def numbers(self, column: str, *, required: bool = False) -> Floats:
        """One column as numbers; empty cells and the missing signs become NaN, anything else is an error.

        With ``required`` a missing value is an error too: for counts and places that must not become 0.
        """
        position = self.place(column)
        values = np.empty(len(self.rows))
        for i, row in enumerate(self.rows):
            text = row[position].strip()
            if text == "" or text in self.missing:
                if required:
                    raise DataError(
                        "the cell is empty.",
                        file=self.file,
                        row=self.lines[i],
                        column=column,
                        cure="a missing value must not become 0: complete it, or leave it out.",
                    )
                values[i] = math.nan
                continue
            try:
                values[i] = parse_number(text, self.decimal)
            except ValueError:
                raise DataError(
                    f"'{text}' is not a number.",
                    file=self.file,
                    row=self.lines[i],
                    column=column,
                    cure="correct the cell, or declare the sign as missing in the definition file.",
                ) from None
        return values

    def keys(self, column: str) -> list[str]:
        """One column as keys: none may be empty and none may occur twice."""
        seen: dict[str, int] = {}
        keys = self.texts(column)
        for key, line in zip(keys, self.lines, strict=True):
            if not key:
                raise DataError(
                    "the key is empty.", file=self.file, row=line, column=column, cure="fill it or delete the row."
                )
            if key in seen:
                raise DataError(
                    f"the key '{key}' stands already in row {seen[key]}.",
                    file=self.file,
                    row=line,
                    column=column,
                    cure="keep one of the two rows.",
                )
            seen[key] = line
        return keys


# Between thousands stands nothing, a blank (also the narrow ones), or with a decimal comma a point; the groups
# must have three digits, so that two numbers that ran together are not taken for one.
_BLANKS = " \u00a0\u202f"
_NUMBERS = {
    ".": re.compile(rf"[+-]?(\d+|\d{{1,3}}([{_BLANKS}]\d{{3}})+)(\.\d+)?([eE][+-]?\d+)?|[+-]?\.\d+"),
    ",": re.compile(rf"[+-]?(\d+|\d{{1,3}}([.{_BLANKS}]\d{{3}})+)(,\d+)?"),
}


def parse_number(text: str, decimal: str = ".") -> float:
    """Read one finite number; ``decimal`` is ``"."`` or ``","``. Raises ``ValueError`` for anything else."""
    if not _NUMBERS[decimal].fullmatch(text):
        raise ValueError(text)
    plain = text.translate(dict.fromkeys(map(ord, _BLANKS)))
    value = float(plain.replace(".", "").replace(",", ".") if decimal == "," else plain)
    if not math.isfinite(value):
        raise ValueError(text)
    return value


def guess_delimiter(first_line: str) -> str:
    """The separator of a header line: the one of ``; , tab |`` that occurs most often."""
    return max(";,\t|", key=first_line.count)


def read_table(
    path: str | Path,
    *,
    missing: Iterable[str] = (),
    decimal: str = ".",
    encoding: str = "utf-8-sig",
    delimiter: str | None = None,
) -> Table:
    """Read a CSV file with one header line.

    Raises `DataError` for an empty file, a doubled column name or a row that is longer or shorter
    than the header.
    """
    text = Path(path).read_text(encoding=encoding)
    return parse_table(text, file=str(path), missing=missing, decimal=decimal, delimiter=delimiter)


def parse_table(
    text: str, *, file: str = "", missing: Iterable[str] = (), decimal: str = ".", delimiter: str | None = None
) -> Table:
    """The same as `read_table` for text that is already in memory."""
    first_line = text.split("\n", 1)[0]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter or guess_delimiter(first_line))
    header: tuple[str, ...] = ()
    rows: list[tuple[str, ...]] = []
    lines: list[int] = []
    line = 1
    for cells in reader:
        start, line = line, reader.line_num + 1
        if not any(cell.strip() for cell in cells):
            continue
        if not header:
            header = tuple(cell.strip() for cell in cells)
            _refuse_doubled_names(header, file)
            continue
        if len(cells) != len(header):
            raise DataError(
                f"the row has {len(cells)} cells, the header has {len(header)}.",
                file=file,
                row=start,
                cure="look for a separator inside a cell, or a missing quotation mark.",
            )
        rows.append(tuple(cells))
        lines.append(start)
    if not header:
        raise DataError("the file is empty.", file=file, cure="check that it is the right file.")
    return Table(header, tuple(rows), tuple(lines), file, frozenset(missing), decimal)


def _refuse_doubled_names(header: Sequence[str], file: str) -> None:
    for position, name in enumerate(header):
        if name in header[:position]:
            raise DataError("the column name occurs twice.", file=file, row=1, column=name, cure="rename one of them.")


def write_table(path: str | Path, header: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Write CSV (UTF-8, comma, ``\\n``); ``None`` and NaN become empty cells, numbers keep every digit."""
    with Path(path).open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(header)
        writer.writerows([format_cell(value) for value in row] for row in rows)


def whole(value: float) -> float | int:
    """A count as a whole number when it is one, so that it is written without a decimal point."""
    return int(value) if float(value).is_integer() else value


def format_cell(value: object) -> str:
    """Text of one output cell: empty for ``None`` and NaN, shortest exact form for numbers."""
    if value is None:
        return ""
    if isinstance(value, float | np.floating):
        number = float(value)
        return "" if math.isnan(number) else repr(number)
    return str(value)

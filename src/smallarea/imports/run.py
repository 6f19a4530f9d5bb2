"""Follow a mapping over a file."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from smallarea.errors import DataError
from smallarea.imports.cells import Sign, Value, parse_cell
from smallarea.imports.checks import Rows, run_check
from smallarea.imports.defects import ERROR, NOTE, REPAIRED, Defect
from smallarea.imports.mapping import Column, Mapping
from smallarea.imports.reader import RawFile, read_raw
from smallarea.tables import read_table

NOT_ASSIGNED = "not assigned"
AREA = "area"


@dataclass(frozen=True, slots=True)
class Imported:
    """What came out. ``keys``, ``lines`` and ``kinds`` (`AREA` or `NOT_ASSIGNED`) have one entry per row,
    ``values[name]`` likewise; a `Sign` in it says why there is no value, ``None`` is empty or faulty.
    """

    mapping: Mapping
    keys: tuple[str, ...]
    lines: tuple[int, ...]
    kinds: tuple[str, ...]
    values: dict[str, tuple[Value, ...]]
    defects: tuple[Defect, ...]

    @property
    def errors(self) -> list[Defect]:
        """The defects that keep values from being used."""
        return [defect for defect in self.defects if defect.severity == ERROR]

    def header(self) -> list[str]:
        """Column names of `rows`."""
        return [self.mapping.key.name, "row_kind", *(n for name in self.values for n in (name, f"{name}_sign"))]

    def rows(self) -> list[list[object]]:
        """Each value beside its sign (secret, missing ...), so that an empty cell is never read as 0."""
        result = []
        for place, (key, kind) in enumerate(zip(self.keys, self.kinds, strict=True)):
            row: list[object] = [key, kind]
            for column in self.values.values():
                value = column[place]
                row += [None, value.meaning] if isinstance(value, Sign) else [value, None]
            result.append(row)
        return result


def import_file(path: str | Path, mapping: Mapping) -> Imported:
    """Read a file as the mapping says and report every defect.

    A column that the mapping does not know, a missing column, a key that does not fit, a cell of the
    wrong kind and a failed check are all defects; only a file without a header is a `DataError`.
    """
    raw = read_raw(path, mapping)
    defects = [*raw.defects, *_columns(raw, mapping)]
    place = {name: i for i, name in reversed(list(enumerate(raw.header)))}
    if mapping.key.column not in place:
        raise DataError(
            "there is no key column.",
            file=path,
            column=mapping.key.column,
            cure=f"correct the mapping, or header_row; the header is: {', '.join(raw.header)}.",
        )
    keys = [_key(line, cells[place[mapping.key.column]], mapping, defects) for line, cells in raw.rows]
    lines = [line for line, _ in raw.rows]
    columns = [column for column in mapping.columns if column.source in place]
    texts = {column.source: [cells[place[column.source]] for _, cells in raw.rows] for column in columns}
    values = {column.name: _values(column, texts, lines, mapping, defects, raw, place) for column in columns}
    # A column that is missing was reported; checks see it as empty and stay silent about it.
    values |= {column.name: [None] * len(lines) for column in mapping.columns if column.name not in values}
    _repeated(keys, lines, mapping, defects)
    _complete(keys, mapping, defects)
    rows = Rows(tuple(keys), tuple(lines), values, {c.name: c.source for c in mapping.columns}, mapping)
    for check in mapping.checks:
        defects += run_check(check, rows)
    return Imported(
        mapping,
        tuple(keys),
        tuple(lines),
        tuple(NOT_ASSIGNED if key in mapping.key.not_assigned else AREA for key in keys),
        {name: tuple(found) for name, found in values.items()},
        tuple(sorted(defects, key=lambda defect: (defect.row, defect.column, defect.kind))),
    )


def _columns(raw: RawFile, mapping: Mapping) -> list[Defect]:
    known = {mapping.key.column, *mapping.ignore_columns, *(column.source for column in mapping.columns)}
    line = mapping.header_row
    unknown = [
        Defect(line, name, "unknown column", f"the mapping does not know the column '{name}'")
        for name in raw.header
        if name not in known
    ]
    missing = [
        Defect(line, column.source, "missing column", f"the column '{column.source}' is missing")
        for column in mapping.columns
        if column.source not in raw.header
    ]
    return unknown + missing


def _key(line: int, text: str, mapping: Mapping, defects: list[Defect]) -> str:
    rule, key = mapping.key, text.strip()
    if rule.pad_zero and key.isdigit() and len(key) == rule.length - 1:
        message = f"the key '{key}' has lost its leading zero; read as '0{key}'"
        defects.append(Defect(line, rule.column, "leading zero", message, key, REPAIRED))
        key = f"0{key}"
    if key in rule.not_assigned:
        message = "the row is assigned to no area: it counts in the total only"
        defects.append(Defect(line, rule.column, NOT_ASSIGNED, message, key, NOTE))
    elif not key:
        defects.append(Defect(line, rule.column, "empty key", "the key is empty"))
    elif (rule.length and len(key) != rule.length) or (rule.pattern and not re.fullmatch(rule.pattern, key)):
        defects.append(Defect(line, rule.column, "key pattern", f"'{key}' is not a key of this level", key))
    return key


def _values(
    column: Column,
    texts: dict[str, list[str]],
    lines: Sequence[int],
    mapping: Mapping,
    defects: list[Defect],
    raw: RawFile,
    place: dict[str, int],
) -> list[Value]:
    """Parse a column; an empty cell of a required column is an error unless ``empty_when`` allows it."""
    found: list[Value] = []
    for i, (text, line) in enumerate(zip(texts[column.source], lines, strict=True)):
        parsed = parse_cell(text, column, mapping)
        if parsed.kind:
            defects.append(Defect(line, column.source, parsed.kind, parsed.message, text.strip(), parsed.severity))
        elif (
            parsed.value is None and text.strip() == "" and column.required and not _may_be_empty(column, raw, i, place)
        ):
            defects.append(Defect(line, column.source, "empty", "the cell is empty"))
        found.append(parsed.value)
    return found


def _may_be_empty(column: Column, raw: RawFile, i: int, place: dict[str, int]) -> bool:
    if column.empty_when is None:
        return False
    other, values = column.empty_when
    return other in place and raw.rows[i][1][place[other]].strip() in values


def _repeated(keys: Sequence[str], lines: Sequence[int], mapping: Mapping, defects: list[Defect]) -> None:
    if mapping.key.repeats:
        return
    first: dict[str, int] = {}
    for key, line in zip(keys, lines, strict=True):
        if key and key in first:
            message = f"the key '{key}' stands already in row {first[key]}"
            defects.append(Defect(line, mapping.key.column, "doubled key", message, key))
        first.setdefault(key, line)


def _complete(keys: Sequence[str], mapping: Mapping, defects: list[Defect]) -> None:
    if not mapping.key.known:
        return
    table = read_table(mapping.folder / mapping.key.known)
    known, found = set(table.texts(table.header[0])), set(keys) - set(mapping.key.not_assigned)
    column = mapping.key.column
    defects += [Defect(0, column, "missing area", f"the area '{key}' has no row", key) for key in sorted(known - found)]
    unknown = sorted(found - known - {""})
    defects += [Defect(0, column, "unknown area", f"there is no area '{key}'", key) for key in unknown]

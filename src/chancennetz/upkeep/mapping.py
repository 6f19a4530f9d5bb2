"""Mappings: how the columns of a foreign table become the flat values of offers. TOML files, read and applied. Pure.

source = "schulen-nrw"              # with `key` it names a record for good: the next import brings it up to date
key = "{Schulnummer}"
organisation = "{Amtliche Bezeichnung 1}"
organisation_kind = "school"
required = ["Schulnummer"]

[values]                            # flat value -> text with columns in braces
name = "{Amtliche Bezeichnung 1}"
[lists]                             # flat list -> fixed codes or columns; a cell is parted at semicolons
offer_types = ["school"]
[codes.life_phases]                 # translation of cells
"Grundschule" = ["primary"]
[repair]                            # column -> what is mended, with a note
"Amtlicher Gemeindeschlüssel" = "leading_zero:8"
"""

from __future__ import annotations

import dataclasses
import re
import tomllib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from chancennetz.core.errors import Defect, ImportDefects
from chancennetz.core.imports import decode
from chancennetz.offerediting import values as flat
from chancennetz.upkeep.tablefile import TableRow

FOLDER = Path(__file__).resolve().parent / "mappings"
_COLUMN = re.compile(r"{([^{}]+)}")


@dataclasses.dataclass(frozen=True)
class OfferMapping:
    """A mapping as read from its file."""

    source: str
    key: str
    organisation: str
    organisation_kind: str
    required: tuple[str, ...]
    values: dict[str, str]
    lists: dict[str, list[str]]
    codes: dict[str, dict[str, list[str]]]
    repair: dict[str, str]

    def columns(self) -> set[str]:
        """Return every column that the mapping reads."""
        texts = [
            self.key,
            self.organisation,
            *self.values.values(),
            *(text for row in self.lists.values() for text in row),
        ]
        named = {name for text in texts for name in _COLUMN.findall(text)}
        return named | set(self.required) | {name for name in self.repair if name in named}


@dataclasses.dataclass(frozen=True, slots=True)
class OfferLine:
    """One offer of a file: its row, who offers it, its lasting key, its flat values, what was mended."""

    row: int
    organisation: str
    key: str
    values: flat.Values
    notes: tuple[str, ...]


def shipped() -> dict[str, Path]:
    """Return the mappings that ship, by name."""
    return {path.stem: path for path in sorted(FOLDER.glob("*.toml"))}


def load(data: bytes) -> OfferMapping:
    """Return a mapping. Raises ImportDefects that say what is wrong with it."""
    try:
        content = tomllib.loads(decode(data))
    except tomllib.TOMLDecodeError as error:
        raise ImportDefects([Defect(None, "", _("This is not valid TOML: %(reason)s.") % {"reason": error})]) from error
    defects = [
        Defect(None, name, _("The mapping does not say this."))
        for name in ("source", "organisation", "values")
        if not content.get(name)
    ]
    named = [*content.get("values", {}), *content.get("lists", {}), *content.get("codes", {})]
    defects += [
        Defect(
            None,
            name,
            _("There is no value with this name."),
            _("Known: %(columns)s.") % {"columns": ", ".join(flat.ALL)},
        )
        for name in named
        if name not in flat.ALL
    ]
    for name, rule in content.get("repair", {}).items():
        if str(rule).partition(":")[0] not in _REPAIRS:
            defects.append(Defect(None, name, _("Unknown repair: %(rule)s.") % {"rule": rule}))
    if defects:
        raise ImportDefects(defects)
    return OfferMapping(
        source=str(content["source"]),
        key=str(content.get("key", "")),
        organisation=str(content["organisation"]),
        organisation_kind=str(content.get("organisation_kind", "other")),
        required=tuple(content.get("required", ())),
        values={name: str(text) for name, text in content["values"].items()},
        lists={name: list(row) for name, row in content.get("lists", {}).items()},
        codes=content.get("codes", {}),
        repair=content.get("repair", {}),
    )


def _leading_zero(cell: str, length: str) -> tuple[str, str]:
    if cell.isdigit() and len(cell) == int(length) - 1:
        return f"0{cell}", _("the lost zero was put back")
    return cell, ""


def _no_decimal(cell: str, _argument: str) -> tuple[str, str]:
    return (cell[:-2], _("the decimal point was taken out")) if re.fullmatch(r"\d+\.0", cell) else (cell, "")


def _dialling(cell: str, _argument: str) -> tuple[str, str]:
    """Mend a dialling code that a spreadsheet made a number of: no decimals, its zero in front."""
    plain, note = _no_decimal(cell, "")
    if plain.isdigit() and not plain.startswith("0"):
        return f"0{plain}", note or _("the lost zero was put back")
    return plain, note


_REPAIRS: dict[str, Callable[[str, str], tuple[str, str]]] = {
    "leading_zero": _leading_zero,
    "no_decimal": _no_decimal,
    "dialling_code": _dialling,
}


def _fill(text: str, cells: Mapping[str, str]) -> str:
    """Put cells into a text; brackets and words around empty cells go with them (parted by `|`)."""
    parts = []
    for part in text.split("|"):
        columns = _COLUMN.findall(part)
        if columns and not any(cells.get(name) for name in columns):
            continue
        parts.append(_COLUMN.sub(lambda match: cells.get(match[1], ""), part))
    return " ".join("".join(parts).split())


def apply(mapping: OfferMapping, rows: list[TableRow]) -> list[OfferLine]:
    """Return the offers of the rows. Raises ImportDefects with every row and column that is wrong."""
    if not rows:
        raise ImportDefects([Defect(None, "", _("There is no offer in this file."))])
    missing = sorted(mapping.columns() - set(rows[0].cells))
    if missing:
        raise ImportDefects([Defect(1, name, _("This column is missing.")) for name in missing])
    defects: list[Defect] = []
    seen: dict[str, int] = {}
    lines = []
    for row in rows:
        cells, notes = _repaired(mapping, row)
        empty = [name for name in mapping.required if not cells.get(name)]
        defects += [Defect(row.number, name, _("This cell is empty.")) for name in empty]
        if empty:
            continue
        line = _line(mapping, row, cells, notes)
        if line.key and seen.setdefault(line.key, row.number) != row.number:
            defects.append(
                Defect(row.number, mapping.key, _("This key stands in row %(row)s already.") % {"row": seen[line.key]})
            )
        lines.append(line)
    if defects:
        raise ImportDefects(defects)
    return lines


def _repaired(mapping: OfferMapping, row: TableRow) -> tuple[dict[str, str], list[str]]:
    cells, notes = dict(row.cells), []
    for column, rule in mapping.repair.items():
        name, _mark, argument = rule.partition(":")
        cells[column], note = _REPAIRS[name](cells.get(column, ""), argument)
        if note:
            notes.append(f"{column}: {note}")
    return cells, notes


def _line(mapping: OfferMapping, row: TableRow, cells: dict[str, str], notes: list[str]) -> OfferLine:
    values: dict[str, Any] = {name: _fill(text, cells) for name, text in mapping.values.items()}
    for name, texts in mapping.lists.items():
        items = [part.strip() for text in texts for part in _fill(text, cells).split(";") if part.strip()]
        table = mapping.codes.get(name)
        if table is not None:
            items = [code for item in items for code in table.get(item, [item])]
        values[name] = list(dict.fromkeys(items))
    return OfferLine(row.number, _fill(mapping.organisation, cells), _fill(mapping.key, cells), values, tuple(notes))

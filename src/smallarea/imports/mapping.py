"""The mapping file: how an official file is read and what must hold in it.

An example with every key::

    id = "schools"
    encoding = "utf-8"                 # cp1252 for many older files
    delimiter = ","                    # absent = guessed from the header
    header_row = 1                     # line with the column names; lines above are titles
    sheet = "Tabelle 1"                # for xlsx; absent = the first
    decimal = "."                      # "," also allows points between thousands
    footer = ["Quelle", "(c)"]         # a first cell that begins so ends the table
    ignore_columns = ["Bemerkung"]     # other columns that are not mapped are an error

    [key]
    column = "AGS"
    name = "municipality"              # name in the result
    length = 8
    pad_zero = true                    # a lost leading zero is put back, and said
    pattern = '\\d{8}'
    known = "areas.csv"                # CSV whose first column lists all keys: completeness
    not_assigned = ["99999999"]        # keys that belong in the total and in no area
    repeats = false                    # true: a key may occur in several rows

    [signs]                            # what is no number; each sign has one meaning
    "*" = "secret"
    "." = "secret"
    "-" = "zero"                       # exactly nothing
    "x" = "not meaningful"
    "/" = "missing"

    [[columns]]
    source = "Anzahl"
    name = "pupils"
    kind = "integer"                   # text, integer, number, phone, time, date
    required = true
    minimum = 0
    maximum = 5000
    values = ["a", "b"]                # allowed texts
    pattern = '\\d{5}'                  # the whole text must fit
    empty_when = { column = "type", values = ["Foerderschule"] }   # else an empty cell is an error
    repair = true                      # undo "2382.0" in phone numbers

    [[checks]]                         # see `smallarea.imports.checks` for all kinds
    kind = "sum"
    parts = ["men", "women"]
    total = "pupils"
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from smallarea.tomlfile import Section, load_toml

KINDS = ("text", "integer", "number", "phone", "time", "date")
MEANINGS = ("secret", "zero", "not meaningful", "missing")


@dataclass(frozen=True, slots=True)
class Key:
    """How rows are identified; see the module."""

    column: str
    name: str
    length: int = 0
    pad_zero: bool = False
    pattern: str = ""
    known: str = ""
    not_assigned: tuple[str, ...] = ()
    repeats: bool = False


@dataclass(frozen=True, slots=True)
class Column:
    """What one column must hold; see the module."""

    source: str
    name: str
    kind: str = "text"
    required: bool = False
    minimum: float | None = None
    maximum: float | None = None
    values: tuple[str, ...] = ()
    pattern: str = ""
    empty_when: tuple[str, tuple[str, ...]] | None = None
    repair: bool = False


@dataclass(frozen=True, slots=True)
class Check:
    """A rule over rows or files; ``options`` are the keys of its table."""

    kind: str
    options: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Mapping:
    """A mapping file that was read. Paths in checks are relative to ``folder``."""

    id: str
    key: Key
    columns: tuple[Column, ...]
    checks: tuple[Check, ...] = ()
    signs: dict[str, str] = field(default_factory=dict)
    encoding: str = "utf-8-sig"
    delimiter: str = ""
    header_row: int = 1
    sheet: str = ""
    decimal: str = "."
    footer: tuple[str, ...] = ()
    ignore_columns: tuple[str, ...] = ()
    folder: Path = Path()


def load_mapping(path: str | Path) -> Mapping:
    """Read a mapping file; raises `DefinitionError` with file, key and cure."""
    return parse_mapping(load_toml(path), file=path)


def parse_mapping(data: dict[str, Any], *, file: str | Path | None = None) -> Mapping:
    """Turn the content of a mapping file into a `Mapping`."""
    top = Section(data, file=file)
    columns = tuple(_column(entry) for entry in top.sections("columns"))
    names = [column.name for column in columns]
    if len(set(names)) != len(names):
        raise top.error("columns", "two columns have the same name.", "give each result column its own name.")
    signs = top.get("signs", dict, {})
    for sign, meaning in signs.items():
        if meaning not in MEANINGS:
            raise top.error("signs", f"'{sign}' means {meaning!r}.", f"use one of: {', '.join(MEANINGS)}.")
    mapping = Mapping(
        id=top.get("id", str),
        key=_key(top.section("key")),
        columns=columns,
        checks=tuple(_check(top, entry) for entry in top.get("checks", list, [])),
        signs=signs,
        encoding=top.get("encoding", str, "utf-8-sig"),
        delimiter=top.get("delimiter", str, ""),
        header_row=top.get("header_row", int, 1),
        sheet=top.get("sheet", str, ""),
        decimal=top.get("decimal", str, ".", choices=(".", ",")),
        footer=top.strings("footer"),
        ignore_columns=top.strings("ignore_columns"),
        folder=Path(file).parent if file else Path(),
    )
    for key in ("title", "source", "licence", "note"):
        top.any(key)
    top.finish()
    return mapping


def _key(section: Section) -> Key:
    column = section.get("column", str)
    key = Key(
        column=column,
        name=section.get("name", str, column),
        length=section.get("length", int, 0),
        pad_zero=section.get("pad_zero", bool, False),
        pattern=_pattern(section),
        known=section.get("known", str, ""),
        not_assigned=section.strings("not_assigned"),
        repeats=section.get("repeats", bool, False),
    )
    if key.pad_zero and not key.length:
        raise section.error("length", "pad_zero needs it.", "say how many digits a complete key has.")
    section.finish()
    return key


def _column(entry: Section) -> Column:
    source = entry.get("source", str)
    when = entry.section("empty_when")
    column = Column(
        source=source,
        name=entry.get("name", str, source),
        kind=entry.get("kind", str, "text", choices=KINDS),
        required=entry.get("required", bool, False),
        minimum=entry.optional("minimum", float),
        maximum=entry.optional("maximum", float),
        values=entry.strings("values"),
        pattern=_pattern(entry),
        empty_when=(when.get("column", str), when.strings("values")) if entry.has("empty_when") else None,
        repair=entry.get("repair", bool, False),
    )
    entry.finish()
    return column


def _pattern(section: Section) -> str:
    pattern = section.get("pattern", str, "")
    try:
        re.compile(pattern)
    except re.error as error:
        raise section.error("pattern", f"it cannot be read: {error}.") from error
    return pattern


def _check(top: Section, entry: Any) -> Check:
    if not isinstance(entry, dict) or not isinstance(entry.get("kind"), str):
        raise top.error("checks", "each one must be a table with a kind.", 'write [[checks]] and kind = "sum".')
    options = dict(entry)
    return Check(options.pop("kind"), options)

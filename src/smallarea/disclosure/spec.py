"""The SPEC file of ``protect`` and ``audit``: which data, which tables, which rules."""

from __future__ import annotations

import csv
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np

from smallarea.disclosure.build import Link, Rows, build_graph
from smallarea.disclosure.graph import TOTAL, ReleaseGraph, TableSpec, Unit
from smallarea.disclosure.primary import dominance, hide_group_shares, largest_contributions, p_percent
from smallarea.engine import columns_of, connect, identifier, require_columns, run, scan
from smallarea.errors import DataError, DefinitionError
from smallarea.tables import guess_delimiter
from smallarea.tomlfile import Section, load_toml


@dataclass(frozen=True, slots=True)
class AmountRule:
    """Dominance (``n``, ``k``) or p % (``p``) for the amounts of a unit; ``holder`` is the contributor's column."""

    unit: str
    n: int = 0
    k: float = 0.0
    p: float = 0.0
    holder: str = ""


@dataclass(frozen=True, slots=True)
class GroupRule:
    """0 % and 100 % of ``sensitive`` categories of a hierarchy must not show."""

    dimension: tuple[str, ...]
    sensitive: tuple[str, ...]


@dataclass(frozen=True)
class ReleaseSpec:
    """A SPEC file, read and checked. ``counts`` gives the column of each unit, "" for one per row."""

    file: Path
    data: Path
    tables: tuple[TableSpec, ...]
    units: tuple[Unit, ...]
    counts: dict[str, str]
    zeros_public: bool = True
    insiders: bool = True
    links: tuple[Link, ...] = ()
    amount_rules: tuple[AmountRule, ...] = ()
    group_rules: tuple[GroupRule, ...] = ()
    previous: Path | None = None
    seconds: float = 60.0
    noise: dict[str, Any] = field(default_factory=dict)
    rounding: dict[str, Any] = field(default_factory=dict)
    register: dict[str, str] = field(default_factory=dict)

    @property
    def columns(self) -> tuple[str, ...]:
        """The label columns that the tables use."""
        return tuple(dict.fromkeys(c for table in self.tables for hierarchy in table.dimensions for c in hierarchy))

    def graph(self, rows: Rows) -> ReleaseGraph:
        """The release graph with every rule of the file applied."""
        try:
            graph = build_graph(rows, self.tables, self.units, zeros_public=self.zeros_public, links=self.links)
            return self.apply_rules(graph, rows)
        except ValueError as error:
            raise DefinitionError(str(error), file=self.file, cure="correct the tables or rules.") from error

    def apply_rules(self, graph: ReleaseGraph, rows: Rows) -> ReleaseGraph:
        """The graph with the amount and group rules of the file."""
        graph = replace(graph, insiders_count=self.insiders)
        for rule in self.amount_rules:
            top = max(rule.n, 2)
            owner = rows.labels[rule.holder] if rule.holder else None
            largest = largest_contributions(graph, dict(rows.labels), rows.figures[rule.unit], rule.unit, top, owner)
            if rule.p:
                graph = p_percent(graph, rule.unit, largest, rule.p)
            if rule.n:
                graph = dominance(graph, rule.unit, largest, rule.n, rule.k)
        for group in self.group_rules:
            graph = hide_group_shares(graph, group.dimension, group.sensitive)
        return graph


def load_spec(path: str | Path) -> ReleaseSpec:
    """Read a SPEC file; raises `DefinitionError` naming file, key and cure."""
    file = Path(path)
    spec = Section(load_toml(file), file=file)
    data = file.parent / spec.get("data", str)
    threshold = spec.get("threshold", int, 3)
    if threshold < 1:
        raise spec.error("threshold", f"{threshold} is not possible.", "use 1 or more; 3 is usual.")
    units, counts = _units(spec, threshold)
    tables = tuple(_table(section, units[0].id) for section in spec.sections("tables"))
    if not tables:
        raise spec.error("tables", "there is none.", "add [[tables]] with id and dimensions.")
    previous = spec.optional("previous", str)
    result = ReleaseSpec(
        file=file,
        data=data,
        tables=tables,
        units=units,
        counts=counts,
        zeros_public=spec.get("zeros_public", bool, default=True),
        insiders=spec.get("insiders", bool, default=True),
        links=tuple(Link({str(u): float(c) for u, c in link.items()}) for link in spec.get("links", list, [])),
        amount_rules=tuple(_amount_rule(section) for section in spec.sections("amount_rules")),
        group_rules=tuple(_group_rule(section) for section in spec.sections("group_rules")),
        previous=None if previous is None else file.parent / previous,
        seconds=spec.get("seconds", float, 60.0),
        noise=dict(spec.get("cellkey", dict, {})),
        rounding=dict(spec.get("round", dict, {})),
        register={str(key): str(value) for key, value in spec.get("register", dict, {}).items()},
    )
    spec.finish()
    return result


def _units(spec: Section, threshold: int) -> tuple[tuple[Unit, ...], dict[str, str]]:
    """Without [[units]] there is one, called persons, with the column of the key ``count``."""
    count = spec.get("count", str, "")
    sections = spec.sections("units")
    if not sections:
        return (Unit("persons", threshold),), {"persons": count}
    if count:
        raise spec.error("count", "it stands beside [[units]].", "name the column of each unit in its own table.")
    units, counts = [], {}
    for section in sections:
        name = section.get("id", str)
        kind = section.get("kind", str, "count", choices=("count", "amount"))
        unit = Unit(
            name,
            section.get("threshold", int, threshold),
            "amount" if kind == "amount" else "count",
            section.get("signed", bool, default=False),
            section.get("holder", str, ""),
        )
        counts[name] = section.get("count", str, "")
        units.append(unit)
        section.finish()
    return tuple(units), counts


def _table(section: Section, unit: str) -> TableSpec:
    name = section.get("id", str)
    dimensions = section.get("dimensions", list)
    for hierarchy in dimensions:
        if not (isinstance(hierarchy, list) and hierarchy and all(isinstance(column, str) for column in hierarchy)):
            cure = 'write lists of columns: [["town", "block"], ["age"]].'
            raise section.error("dimensions", f"{hierarchy!r} is not a hierarchy.", cure)
    if not dimensions or len({tuple(hierarchy) for hierarchy in dimensions}) < len(dimensions):
        raise section.error("dimensions", "they are empty, or one stands twice.", "name each hierarchy once.")
    table = TableSpec(name, tuple(tuple(hierarchy) for hierarchy in dimensions), section.get("unit", str, unit))
    section.finish()
    return table


def _amount_rule(section: Section) -> AmountRule:
    rule = AmountRule(
        section.get("unit", str),
        section.get("n", int, 0),
        section.get("k", float, 0.0),
        section.get("p", float, 0.0),
        section.get("holder", str, ""),
    )
    section.finish()
    if not rule.p and not (rule.n and rule.k):
        raise section.error("p", "neither p nor n and k are given.", "write p = 10, or n = 1 and k = 75.")
    return rule


def _group_rule(section: Section) -> GroupRule:
    rule = GroupRule(section.strings("dimension"), section.strings("sensitive"))
    section.finish()
    return rule


def read_rows(spec: ReleaseSpec, further: Sequence[str] = ()) -> Rows:
    """Read the data of a spec, summed to inner cells unless a rule needs single contributions.

    ``further`` label columns are read besides those of the spec (what earlier releases were made of).

    Raises `DataError` naming file, row and column for a missing column, an empty label, a label with ``/`` or ``*`` in
    it, a count that is no number, and a negative one.
    """
    holders = tuple(rule.holder for rule in spec.amount_rules if rule.holder)
    record = str(spec.noise.get("record", "") or spec.rounding.get("record", ""))
    labels = tuple(dict.fromkeys((*spec.columns, *further, *holders, *([record] if record else []))))
    with connect() as connection:
        sums = [column for column in dict.fromkeys(spec.counts.values()) if column]
        source = scan(spec.data, text_columns=(*labels, *sums))
        found = columns_of(connection, source, file=spec.data)
        require_columns(found, (*labels, *sums), file=spec.data)
        texts = [f"CAST({identifier(column)} AS VARCHAR) AS {identifier(column)}" for column in labels]
        numbers = [f"TRY_CAST({identifier(column)} AS DOUBLE) AS {identifier(column)}" for column in sums]
        inner = f"SELECT {', '.join([*texts, *numbers])} FROM {source}"  # noqa: S608 - identifiers are quoted
        signed = {spec.counts[unit.id] for unit in spec.units if unit.signed}
        _refuse_bad_cells(connection, spec, inner, labels, sums, signed)
        if spec.amount_rules or record:
            query = f'SELECT *, 1 AS " one" FROM ({inner})'  # noqa: S608
        else:
            keys = ", ".join(identifier(column) for column in labels)
            totals = "".join(f", SUM({identifier(column)}) AS {identifier(column)}" for column in sums)
            query = f'SELECT {keys}{totals}, COUNT(*) AS " one" FROM ({inner}) GROUP BY {keys} ORDER BY {keys}'  # noqa: S608
        data = run(connection, query, file=spec.data).fetchnumpy()
    if not len(data[" one"]):
        raise DataError("there is no row in it.", file=spec.data, cure="name a file with data.")
    return Rows(
        {column: np.asarray(data[column]).astype(str) for column in labels},
        {unit.id: np.asarray(data[spec.counts[unit.id] or " one"], dtype=np.float64) for unit in spec.units},
    )


def _refuse_bad_cells(
    connection: Any, spec: ReleaseSpec, inner: str, labels: Sequence[str], sums: Sequence[str], signed: set[str]
) -> None:
    for column in labels:
        name = identifier(column)
        bad = f"{name} IS NULL OR trim({name}) = '' OR {name} = '{TOTAL}' OR contains({name}, '/')"
        if run(connection, f"SELECT 1 FROM ({inner}) WHERE {bad} LIMIT 1", file=spec.data).fetchone():  # noqa: S608
            row, text = _first(spec.data, column, _no_label)
            raise DataError(
                f"'{text}' cannot be a label.",
                file=spec.data,
                row=row,
                column=column,
                cure="fill the cell; '*' means the total and '/' joins the levels of a path.",
            )
    for column in sums:
        name = identifier(column)
        bad = f"{name} IS NULL OR NOT isfinite({name})" + ("" if column in signed else f" OR {name} < 0")
        if run(connection, f"SELECT 1 FROM ({inner}) WHERE {bad} LIMIT 1", file=spec.data).fetchone():  # noqa: S608
            row, text = _first(spec.data, column, _no_number if column in signed else _no_count)
            raise DataError(
                f"'{text}' is not a count.",
                file=spec.data,
                row=row,
                column=column,
                cure="write a number that is not negative, 0 for none; a correction belongs to the row it corrects.",
            )


def _no_label(text: str) -> bool:
    return not text.strip() or text == TOTAL or "/" in text


def _no_number(text: str) -> bool:
    try:
        return not math.isfinite(float(text))
    except ValueError:
        return True


def _no_count(text: str) -> bool:
    return _no_number(text) or float(text) < 0


def _first(path: Path, column: str, is_bad: Callable[[str], bool]) -> tuple[int | None, str]:
    """Line and text of the first bad cell of a CSV file; Parquet has no lines."""
    if path.suffix not in {".csv", ".tsv", ".txt"}:
        return None, ""
    with path.open(encoding="utf-8-sig", newline="") as stream:
        header = stream.readline()
        reader = csv.reader(stream, delimiter=guess_delimiter(header))
        place = next(csv.reader([header], delimiter=guess_delimiter(header))).index(column)
        for row in reader:
            text = row[place] if place < len(row) else ""
            if row and is_bad(text):
                return reader.line_num + 1, text
    return None, ""

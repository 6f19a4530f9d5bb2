"""OUT.csv: the published tables of a release in one file, and a pattern read back from it.

Columns: ``table``, one per dimension, ``value`` (empty if suppressed), ``status`` (``published`` or ``suppressed``, the
same for primary and secondary cells). A dimension column is named by the finest column of its hierarchy; tables whose
hierarchies end in the same column share it, and it is empty where a table lacks the dimension. Its cells are the
labels from coarse to fine joined by ``/``, ``*`` for the total.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from smallarea.disclosure.graph import Mask, ReleaseGraph, TableSpec
from smallarea.disclosure.protected import ProtectedTable, Value
from smallarea.errors import DataError
from smallarea.tables import Table, read_table

PUBLISHED, SUPPRESSED = "published", "suppressed"


def dimension_columns(specs: Sequence[TableSpec]) -> dict[str, tuple[str, ...]]:
    """The column of each dimension, by table id.

    The finest column of its hierarchy; where one table has two that end alike, the whole hierarchy joined by ``>``.
    """
    columns = {}
    for spec in specs:
        finest = [hierarchy[-1] for hierarchy in spec.dimensions]
        columns[spec.id] = tuple(
            name if finest.count(name) == 1 else ">".join(hierarchy)
            for name, hierarchy in zip(finest, spec.dimensions, strict=True)
        )
    return columns


def write_out(path: str | Path, specs: Sequence[TableSpec], tables: Mapping[str, ProtectedTable]) -> int:
    """Write the protected tables; returns the number of rows."""
    columns = dimension_columns(specs)
    every = list(dict.fromkeys(column for names in columns.values() for column in names))
    count = 0
    with Path(path).open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(["table", *every, "value", "status"])
        for spec in specs:
            for key, value in tables[spec.id].items():
                place = dict(zip(columns[spec.id], key, strict=True))
                shown = "" if value is None else _text(value)
                status = SUPPRESSED if value is None else PUBLISHED
                writer.writerow([spec.id, *(place.get(column, "") for column in every), shown, status])
                count += 1
    return count


def _text(value: Value) -> str:
    return str(int(value)) if float(value).is_integer() else repr(float(value))


def read_pattern(path: str | Path, graph: ReleaseGraph) -> Mask:
    """The suppressed variables (n) of a file in the format of `write_out`, made by anyone.

    A variable published in one place is published, wherever else it is suppressed. Raises `DataError` with row and
    column for a cell that is not in the release, that stands twice or is missing, a status that is not known, a value
    beside "suppressed", and a value that is not the data's.
    """
    table = read_table(path)
    shown = np.zeros(graph.size, dtype=bool)
    listed = {t.spec.id: np.zeros(t.cells.size, dtype=bool) for t in graph.tables}
    places = {t.spec.id: {t.labels(at): at for at in range(t.cells.size)} for t in graph.tables}
    variables = {t.spec.id: t.cells.ravel() for t in graph.tables}
    columns = dimension_columns([t.spec for t in graph.tables])
    texts = {name: table.texts(name) for name in ("table", "value", "status")}
    labels = {name: table.texts(name) for names in columns.values() for name in names}
    for i, line in enumerate(table.lines):
        name = texts["table"][i]
        if name not in places:
            raise _error(table, line, "table", f"'{name}' is not a table of the spec.", "use the ids of [[tables]].")
        key = tuple(labels[column][i] for column in columns[name])
        at = places[name].get(key)
        if at is None:
            message = f"there is no cell {' | '.join(key)}."
            raise _error(table, line, columns[name][0], message, "write the labels of the data.")
        if listed[name][at]:
            raise _error(table, line, "table", "this cell stands twice.", "keep one of the rows.")
        listed[name][at] = True
        variable = int(variables[name][at])
        if _is_published(table, line, texts["status"][i], texts["value"][i]):
            shown[variable] = True
            _compare(table, line, texts["value"][i], float(graph.values[variable]))
    for name, seen in listed.items():
        if not seen.all():
            missing = next(key for key, at in places[name].items() if not seen[at])
            raise DataError(
                f"table '{name}' lacks the cell {' | '.join(missing)}.",
                file=path,
                cure="list every cell, the suppressed ones with an empty value.",
            )
    return ~shown & ~graph.latent


def read_previous(path: str | Path, graph: ReleaseGraph) -> Mask:
    """The variables (n) that an earlier release suppressed; its cells that are not in this release do not matter."""
    table = read_table(path)
    names, states = table.texts("table"), table.texts("status")
    hidden = np.zeros(graph.size, dtype=bool)
    columns = dimension_columns([t.spec for t in graph.tables])
    for own in graph.tables:
        if not set(columns[own.spec.id]) <= set(table.header):
            continue
        keys = zip(*(table.texts(column) for column in columns[own.spec.id]), strict=True)
        rows = zip(keys, names, states, strict=True)
        suppressed = {key for key, name, state in rows if name == own.spec.id and state == SUPPRESSED}
        variables = own.cells.ravel()
        hidden[[int(variables[at]) for at in range(variables.size) if own.labels(at) in suppressed]] = True
    return hidden


def _error(table: Table, line: int, column: str, message: str, cure: str) -> DataError:
    return DataError(message, file=table.file, row=line, column=column, cure=cure)


def _is_published(table: Table, line: int, status: str, value: str) -> bool:
    if status not in (PUBLISHED, SUPPRESSED):
        raise _error(table, line, "status", f"'{status}' is not known.", f"write {PUBLISHED} or {SUPPRESSED}.")
    if status == SUPPRESSED and value:
        raise _error(table, line, "value", "a suppressed cell carries a value.", "empty it, or publish the cell.")
    if status == PUBLISHED and not value:
        raise _error(table, line, "value", "a published cell has no value.", "fill it, or mark it suppressed.")
    return status == PUBLISHED


def _compare(table: Table, line: int, text: str, truth: float) -> None:
    try:
        value = float(text)
    except ValueError:
        raise _error(table, line, "value", f"'{text}' is not a number.", "write digits with a decimal point.") from None
    if abs(value - truth) > 1e-6 * max(1.0, abs(truth)):
        raise _error(
            table, line, "value", f"{text} is not the figure of the data.", "audit the file against the data it shows."
        )

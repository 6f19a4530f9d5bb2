"""From the release graph to tables that may be shown, and from shown tables back to the variables of a graph."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import isclose
from typing import Final

import numpy as np

from smallarea.disclosure.graph import Floats, Mask, ReleaseGraph, TableSpec
from smallarea.disclosure.protected import ProtectedTable, Value

_DIGITS: Final = 1e-9
_LEAST: Final = 1e-6


def dimension_name(hierarchy: Sequence[str]) -> str:
    """Name of a dimension in a protected table: its columns from coarse to fine, joined by ``>``."""
    return ">".join(hierarchy)


def publish(
    graph: ReleaseGraph, figures: Floats, specs: Sequence[TableSpec] | None = None
) -> dict[str, ProtectedTable]:
    """Return one protected table per table of the graph (or per given spec), keyed by node labels.

    ``figures`` (n) is what to show of each variable, NaN to suppress it. Counts are shown as whole numbers.
    """
    wanted = None if specs is None else {spec.id for spec in specs}
    kinds = {unit.id: unit.kind for unit in graph.units}
    return {
        table.spec.id: ProtectedTable(
            [dimension_name(hierarchy) for hierarchy in table.spec.dimensions],
            (
                (table.labels(at), _shown(float(figures[variable]), whole=kinds[table.spec.unit] == "count"))
                for at, variable in enumerate(table.cells.ravel().tolist())
            ),
        )
        for table in graph.tables
        if wanted is None or table.spec.id in wanted
    }


def publish_pattern(
    graph: ReleaseGraph, hidden: Mask, specs: Sequence[TableSpec] | None = None
) -> dict[str, ProtectedTable]:
    """Return the protected tables of a suppression pattern: variables in ``hidden`` (n) are suppressed."""
    return publish(graph, np.where(hidden, np.nan, graph.values), specs)


class ForeignTable(ValueError):
    """A protected table does not fit the table of the graph it is said to be."""


def read_back(graph: ReleaseGraph, tables: Mapping[str, ProtectedTable]) -> tuple[Floats, Mask]:
    """Return the shown figure of each variable (n, NaN where no table shows one) and which are suppressed (n).

    ``tables`` are protected tables by table id of the graph. A variable shown in one place is not suppressed, wherever
    else it is. Raises ``ForeignTable`` if a table is not in the graph, its cells are not those of the graph, or two
    places show different figures of one variable.
    """
    figures = np.full(graph.size, np.nan)
    suppressed = np.zeros(graph.size, dtype=bool)
    by_id = {table.spec.id: table for table in graph.tables}
    for name, shown in tables.items():
        if name not in by_id:
            raise ForeignTable(f"table '{name}' is not part of the release graph")
        table = by_id[name]
        labels = [table.labels(at) for at in range(table.cells.size)]
        if set(labels) != set(shown):
            odd = sorted(set(labels) ^ set(shown), key=str)[0]
            raise ForeignTable(f"table '{name}': cell {' | '.join(map(str, odd))} stands only on one side")
        for key, variable in zip(labels, table.cells.ravel().tolist(), strict=True):
            value = shown[key]
            if value is None:
                suppressed[variable] = True
            elif np.isnan(figures[variable]) or isclose(figures[variable], value, rel_tol=_DIGITS, abs_tol=_LEAST):
                figures[variable] = value
            else:
                raise ForeignTable(
                    f"table '{name}': cell {' | '.join(key)} shows {value}, another place {figures[variable]:g}"
                )
    return figures, suppressed & np.isnan(figures)


def same(first: Floats, second: Floats) -> Mask:
    """Tell which figures are the same: sums of amounts may differ in the last digits with the order of the rows."""
    return np.isclose(first, second, rtol=_DIGITS, atol=_LEAST)


def _shown(figure: float, *, whole: bool) -> Value | None:
    if np.isnan(figure):
        return None
    return round(figure) if whole else figure

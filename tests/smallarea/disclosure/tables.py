"""Small tables for the tests: full grids of inner cells, and generated counties."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product

import numpy as np
from hypothesis import strategies as st

from smallarea.disclosure.build import Rows
from smallarea.disclosure.graph import ReleaseGraph, TableSpec

GEO, AGE, STATUS = ("town", "space"), ("age",), ("status",)
CATCHMENT = ("catchment", "space")


def grid(axes: dict[tuple[str, ...], Sequence[tuple[str, ...]]], counts: Sequence[float]) -> Rows:
    """One row per combination of the leaves of all axes, counts in that order."""
    columns = [column for axis in axes for column in axis]
    rows = [sum(leaves, ()) for leaves in product(*axes.values())]
    labels = {column: np.array([row[i] for row in rows]) for i, column in enumerate(columns)}
    return Rows(labels, {"persons": np.array(counts, dtype=float)})


def spaces(*sizes: int) -> list[tuple[str, str]]:
    """Social spaces of towns: ``spaces(2, 1)`` are two in town t0 and one in t1."""
    numbered = [(f"t{t}", k) for t, size in enumerate(sizes) for k in range(size)]
    return [(town, f"s{i}") for i, (town, _) in enumerate(numbered)]


def leaves(name: str, count: int) -> list[tuple[str]]:
    """``count`` labels of a flat dimension."""
    return [(f"{name}{i}",) for i in range(count)]


@st.composite
def small_tables(draw: st.DrawFn) -> tuple[Rows, list[TableSpec]]:
    """A geography of one to five spaces x two or three ages x up to two statuses, counts mostly small."""
    sizes = draw(st.sampled_from([(2,), (3,), (1, 2), (2, 2), (2, 1, 2)]))
    axes: dict[tuple[str, ...], Sequence[tuple[str, ...]]] = {
        GEO: spaces(*sizes),
        AGE: leaves("a", draw(st.integers(2, 3))),
    }
    if draw(st.booleans()):
        axes[STATUS] = leaves("b", 2)
    size = int(np.prod([len(axis) for axis in axes.values()]))
    counts = draw(st.lists(st.sampled_from([0, 0, 1, 1, 2, 3, 4, 5, 7, 9, 12, 20]), min_size=size, max_size=size))
    return grid(axes, counts), [TableSpec("t", tuple(axes))]


def hidden_cells(graph: ReleaseGraph, hidden: np.ndarray) -> set[tuple[str, ...]]:
    """The table cells that a pattern suppresses."""
    return {
        (table.spec.id, *table.labels(at))
        for table in graph.tables
        for at, variable in enumerate(table.cells.ravel().tolist())
        if hidden[variable]
    }


def variable_of(graph: ReleaseGraph, *cell: str) -> int:
    """The variable of a table cell."""
    table = next(table for table in graph.tables if table.spec.id == cell[0])
    at = next(at for at in range(table.cells.size) if table.labels(at) == cell[1:])
    return int(table.cells.ravel()[at])


def catchments(rows: Rows, number: int, seed: int) -> Rows:
    """The rows with a column that assigns each space to one of ``number`` catchment areas."""
    rng = np.random.default_rng(seed)
    found = np.unique(rows.labels["space"])
    of = dict(zip(found.tolist(), rng.integers(0, number, len(found)).tolist(), strict=True))
    column = np.array([f"c{of[space]:02d}" for space in rows.labels["space"].tolist()])
    return Rows({**rows.labels, "catchment": column}, rows.figures)

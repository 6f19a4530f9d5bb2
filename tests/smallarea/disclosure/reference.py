"""Slow reference of the attack, written from the definition alone: unknown inner cells, one integer program a question.

A reader knows every published cell, that inner cells are whole and not negative, and nothing else. Nothing here uses
classes, relations, circuits or witnesses.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import product

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp

from smallarea.disclosure.build import Rows
from smallarea.disclosure.graph import TableSpec

Cell = tuple[str, ...]  # table id, then one label per dimension
CEILING = 60  # no inner cell of the tests comes near it


def cells_of(rows: Rows, tables: list[TableSpec]) -> dict[Cell, frozenset[int]]:
    """The rows behind every table cell."""
    count = len(rows)
    result: dict[Cell, set[int]] = {}
    for table in tables:
        paths = [[_paths(rows, hierarchy, i) for hierarchy in table.dimensions] for i in range(count)]
        nodes = [sorted({node for i in range(count) for node in paths[i][d]}) for d in range(len(table.dimensions))]
        for labels in product(*nodes):
            inside = {i for i in range(count) if all(label in paths[i][d] for d, label in enumerate(labels))}
            result[table.id, *labels] = inside
    return {cell: frozenset(inside) for cell, inside in result.items()}


def _paths(rows: Rows, hierarchy: tuple[str, ...], row: int) -> list[str]:
    labels = [str(rows.labels[column][row]) for column in hierarchy]
    return ["*", *("/".join(labels[: level + 1]) for level in range(len(labels)))]


def range_of(
    cells: Mapping[Cell, frozenset[int]], figures: np.ndarray, known: set[Cell], target: Cell
) -> tuple[int, int]:
    """Least and largest whole value of the target over all inner tables that agree with the known cells."""
    matrix = np.zeros((len(known), len(figures)))
    for row, cell in enumerate(sorted(known)):
        matrix[row, list(cells[cell])] = 1
    constraints = [LinearConstraint(matrix, matrix @ figures, matrix @ figures)] if known else []
    objective = np.zeros(len(figures))
    objective[list(cells[target])] = 1
    ends = []
    for sign in (1, -1):
        found = milp(
            sign * objective, integrality=np.ones(len(figures)), bounds=Bounds(0, CEILING), constraints=constraints
        )
        assert found.success
        ends.append(round(sign * found.fun))
    return ends[0], ends[1]


def attack(
    rows: Rows, tables: list[TableSpec], hidden: set[Cell], threshold: int
) -> tuple[set[Cell], set[Cell], set[tuple[int, Cell]]]:
    """Primary cells a reader bounds below the threshold, those computed exactly, and pairs (insider's row, cell)."""
    cells = cells_of(rows, tables)
    figures = np.round(rows.figures["persons"])
    value = {cell: int(figures[list(inside)].sum()) for cell, inside in cells.items()}
    primary = {cell for cell in cells if 0 < value[cell] < threshold}
    published = set(cells) - hidden
    below, exact = set(), set()
    for cell in primary:
        low, high = range_of(cells, figures, published, cell)
        if high < threshold:
            below.add(cell)
        if low == high:
            exact.add(cell)
    insiders = set()
    for person in np.flatnonzero(figures == 1).tolist():
        own = {cell for cell in cells if person in cells[cell] and value[cell] == 1}
        if own & hidden:
            for cell in primary - below - own:
                if range_of(cells, figures, published | own, cell)[1] < threshold:
                    insiders.add((person, cell))
    return below, exact, insiders

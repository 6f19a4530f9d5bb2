"""The coarsening advisor: which areas or classes to merge so that little must be hidden.

Suppression is dear where cells are small: in fine tables one hidden count drags several others along. Merging two small
neighbours costs a little detail and saves many hidden cells. The advisor proposes merges of siblings (areas of one
municipality, neighbouring ages of one age group), the most effective first, until the share of hidden cells falls to
the wanted loss, and proves it by protecting the coarsened tables.

The effect of a merge is estimated by the primary cells it removes per cell of detail it costs; whether the goal is
reached is never estimated but measured with ``protect``. Greedy, hence not proven to be the smallest set of merges.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from math import inf
from typing import Final

import numpy as np

from smallarea.disclosure.build import Rows, build_graph
from smallarea.disclosure.graph import Floats, Mask, ReleaseGraph, Table, TableSpec, Unit
from smallarea.disclosure.protect import UnsafeRelease, protect

JOINT: Final = "+"
"""Stands between the labels of merged categories."""
_CAUTION: Final = 0.5
"""Share of the missing effect that one round of merges aims at: hidden cells fall faster than primary ones."""


@dataclass(frozen=True)
class Merge:
    """Two siblings become one: ``labels`` of ``column`` below the same ``parent`` (labels from coarse to fine)."""

    column: str
    parent: tuple[str, ...]
    labels: tuple[str, str]

    @property
    def label(self) -> str:
        """The label of the merged category."""
        return JOINT.join(self.labels)


@dataclass(frozen=True)
class Advice:
    """What to merge, in order, and what it brings.

    - ``before`` / ``after``: share of the non-empty cells that must be hidden, 1.0 if the release cannot be protected.
    - ``detail``: share of the non-empty cells that are still there after merging.
    - ``reached``: whether ``after`` is at most the wanted loss; if not, nothing more can be merged.
    - ``rows``: the data with the merged labels, ready for ``build_graph``.
    """

    merges: tuple[Merge, ...]
    before: float
    after: float
    detail: float
    reached: bool
    rows: Rows


def advise(
    rows: Rows,
    tables: Sequence[TableSpec],
    units: Sequence[Unit] = (Unit("persons"),),
    *,
    loss: float = 0.05,
    zeros_public: bool = True,
    keep: Collection[str] = (),
    ordered: Collection[str] = (),
    neighbours: Mapping[str, Collection[tuple[str, str]]] | None = None,
) -> Advice:
    """Propose merges until at most the share ``loss`` of the non-empty cells must be hidden.

    Merged are siblings of the finest column of a hierarchy. ``keep``: columns that are not touched. ``ordered``:
    columns of which only neighbours in the order of labels may be merged (ages). ``neighbours``: for a column the
    pairs of labels that may be merged (areas that touch each other); merged labels inherit their parts' neighbours.
    A column that stands in several hierarchies is merged only below equal parents in all of them.

    Raises ``ValueError`` if ``loss`` does not lie in 0 <= loss < 1, and as ``build_graph`` does.
    """
    if not 0 <= loss < 1:
        raise ValueError(f"the wanted loss must lie between 0 and 1, not {loss}")
    task = _Task(tables, units, zeros_public, frozenset(keep), frozenset(ordered), dict(neighbours or {}))
    before = task.loss(rows)
    first = task.cells(rows)
    merges: list[Merge] = []
    stages = [rows]
    current, exhausted = before, False
    while current > loss and not exhausted:
        passed = len(merges)
        exhausted = not task.merge_some(merges, stages, 1 - loss / current)
        current = task.loss(stages[-1])
        if current <= loss:  # the round may have gone too far: find its first stage that is good enough
            low, high = passed, len(merges)
            while high - low > 1:
                middle = (low + high) // 2
                found = task.loss(stages[middle])
                low, high, current = (low, middle, found) if found <= loss else (middle, high, current)
            del merges[high:], stages[high + 1 :]
    detail = task.cells(stages[-1]) / first if first else 1.0
    return Advice(tuple(merges), before, current, detail, current <= loss, stages[-1])


@dataclass(frozen=True)
class _Task:
    tables: Sequence[TableSpec]
    units: Sequence[Unit]
    zeros_public: bool
    keep: frozenset[str]
    ordered: frozenset[str]
    neighbours: Mapping[str, Collection[tuple[str, str]]]

    def graph(self, rows: Rows) -> ReleaseGraph:
        return build_graph(rows, self.tables, self.units, zeros_public=self.zeros_public)

    def loss(self, rows: Rows) -> float:
        graph = self.graph(rows)
        filled = _filled(graph)
        if not filled.any():
            return 0.0
        try:
            hidden = protect(graph).hidden
        except UnsafeRelease:
            return 1.0
        return float((hidden & filled).sum() / filled.sum())

    def cells(self, rows: Rows) -> int:
        return int(_filled(self.graph(rows)).sum())

    def merge_some(self, merges: list[Merge], stages: list[Rows], wanted: float) -> bool:
        """Append merges and the data after each, until the wanted share of the primary cells is (partly) gone.

        Returns False if nothing more can be merged.
        """
        graph = self.graph(stages[-1])
        goal = (1 - _CAUTION * wanted) * int(graph.primary.sum())
        while True:
            merge = self.best(stages[-1], graph)
            if merge is None:
                return False
            merges.append(merge)
            stages.append(self.apply(stages[-1], merge))
            graph = self.graph(stages[-1])
            if graph.primary.sum() <= goal:
                return True

    def best(self, rows: Rows, graph: ReleaseGraph) -> Merge | None:
        """The merge that removes most primary cells per cell of detail; ties: the fewer persons, then the labels."""
        gains: dict[Merge, tuple[int, int, float]] = {}
        for table in graph.tables:
            figures, primary = graph.values[table.cells], graph.primary[table.cells]
            threshold = next(unit.threshold for unit in graph.units if unit.id == table.spec.unit)
            for axis, hierarchy in enumerate(table.spec.dimensions):
                if hierarchy[-1] in self.keep:
                    continue
                for merge, places, only in self.candidates(table, axis):
                    effect = _effect(figures, primary, axis, places, threshold, only)
                    known = gains.get(merge, (0, 0, 0.0))
                    gains[merge] = (known[0] + effect[0], known[1] + effect[1], known[2] + effect[2])
        allowed = (merge for merge in gains if gains[merge][1] > 0 and self.equal_parents(rows, merge))
        return min(
            allowed, key=lambda merge: (*_rank(gains[merge]), merge.column, merge.parent, merge.labels), default=None
        )

    def candidates(self, table: Table, axis: int) -> list[tuple[Merge, tuple[int, int], bool]]:
        """Pairs of leaf siblings: the merge, their places on the axis, and whether they are the only children."""
        hierarchy, nodes = table.spec.dimensions[axis], table.nodes[axis]
        column = hierarchy[-1]
        families: dict[tuple[str, ...], list[int]] = {}
        for place, node in enumerate(nodes):
            if len(node.path) == len(hierarchy):
                families.setdefault(node.path[:-1], []).append(place)
        found = []
        for parent, places in families.items():
            places.sort(key=lambda place: nodes[place].path[-1])
            for i, first in enumerate(places):
                others = places[i + 1 : i + 2] if column in self.ordered else places[i + 1 :]
                for second in others:
                    labels = (nodes[first].path[-1], nodes[second].path[-1])
                    if self.touch(column, *labels):
                        found.append((Merge(column, parent, labels), (first, second), len(places) == 2))
        return found

    def touch(self, column: str, first: str, second: str) -> bool:
        if column not in self.neighbours:
            return True
        parts, others = first.split(JOINT), second.split(JOINT)
        pairs = self.neighbours[column]
        return any((a, b) in pairs or (b, a) in pairs for a in parts for b in others)

    def equal_parents(self, rows: Rows, merge: Merge) -> bool:
        """Whether the two categories have the same parents in every hierarchy that the column ends or passes."""
        coarser = {
            column
            for spec in self.tables
            for hierarchy in spec.dimensions
            if merge.column in hierarchy
            for column in hierarchy[: hierarchy.index(merge.column)]
        }
        inside = self.members(rows, merge)
        return all(len(np.unique(rows.labels[column][inside])) == 1 for column in coarser)

    def members(self, rows: Rows, merge: Merge) -> Mask:
        """Rows of the two categories below the parent."""
        hierarchy = next(h for spec in self.tables for h in spec.dimensions if h[-1] == merge.column)
        inside: Mask = np.isin(rows.labels[merge.column], merge.labels)
        for column, label in zip(hierarchy, merge.parent, strict=False):
            inside &= rows.labels[column] == label
        return inside

    def apply(self, rows: Rows, merge: Merge) -> Rows:
        renamed = np.where(self.members(rows, merge), merge.label, rows.labels[merge.column])
        return Rows({**rows.labels, merge.column: renamed}, rows.figures)


def _filled(graph: ReleaseGraph) -> Mask:
    filled: Mask = (graph.values != 0) & ~graph.latent
    return filled


def _effect(
    figures: Floats, primary: Mask, axis: int, places: tuple[int, int], threshold: int, only: bool
) -> tuple[int, int, float]:
    """Primary cells removed, non-empty cells lost and cases in the two slices, in one table."""
    first, second = (np.take(figures, place, axis=axis) for place in places)
    small = sum(int(np.take(primary, place, axis=axis).sum()) for place in places)
    filled = int(np.count_nonzero(first) + np.count_nonzero(second))
    merged = first + second
    if only:  # the merged category is its parent, which is there anyway
        return small, filled, float(merged.max(initial=0.0))
    rest = int(((merged > 0) & (merged < threshold)).sum())
    return small - rest, filled - int(np.count_nonzero(merged)), float(merged.max(initial=0.0))


def _rank(gain: tuple[int, int, float]) -> tuple[float, float]:
    removed, lost, cases = gain
    return (-removed / lost if removed > 0 else inf, cases)

"""Persons or inner cells summed over every level of a hierarchy and every combination of dimensions.

What is assigned to no area stands in the total and in no area, as a row kind of its own.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np

from smallarea.areas.hierarchy import TOTAL, TOTAL_LEVEL, Hierarchy, HierarchyIndex
from smallarea.engine import columns_of, connect, identifier, literal, require_columns, run, scan
from smallarea.errors import DataError
from smallarea.expressions import names, parse, to_sql

UNASSIGNED_LEVEL = "not assigned"


@dataclass(frozen=True, slots=True)
class Dimension:
    """A column to count by: as it stands, or cut at ``breaks`` (``[6, 15]`` makes <6, 6-14, 15+).

    ``name`` is the column of the result, ``column`` that of the data. ``labels`` has one more entry
    than ``breaks``; without labels they are made from the breaks. A missing value becomes ``missing``.
    """

    name: str
    column: str = ""
    breaks: tuple[float, ...] = ()
    labels: tuple[str, ...] = ()
    missing: str = "unknown"

    def __post_init__(self) -> None:
        if list(self.breaks) != sorted(set(self.breaks)):
            raise DataError("breaks must rise.", column=self.name, cure="write the smallest first, each one once.")
        if self.labels and len(self.labels) != len(self.breaks) + 1:
            raise DataError("labels must be one more than breaks.", column=self.name, cure="add or remove a label.")

    def class_labels(self) -> tuple[str, ...]:
        """The labels of the classes from low to high; empty when the column is taken as it stands."""
        if not self.breaks or self.labels:
            return self.labels
        whole = all(limit == int(limit) for limit in self.breaks)
        middle = [
            f"{low:.12g}-{high - 1:.12g}" if whole else f"{low:.12g} to <{high:.12g}"
            for low, high in zip(self.breaks, self.breaks[1:], strict=False)
        ]
        return (f"<{self.breaks[0]:.12g}", *middle, f"{self.breaks[-1]:.12g}+")

    def sql(self) -> str:
        """The dimension as a text column."""
        column = identifier(self.column or self.name)
        if not self.breaks:
            return f"coalesce(nullif(CAST({column} AS VARCHAR), ''), {literal(self.missing)})"
        labels = self.class_labels()
        cases = [f"WHEN {column} IS NULL THEN {literal(self.missing)}"]
        cases += [
            f"WHEN {column} < {limit!r} THEN {literal(label)}"
            for limit, label in zip(self.breaks, labels, strict=False)
        ]
        return f"CASE {' '.join(cases)} ELSE {literal(labels[-1])} END"


@dataclass(frozen=True, slots=True)
class AggregateRow:
    """One count: of an area of a level (or the total, or "not assigned"), one value per dimension."""

    level: str
    area: str
    dimensions: tuple[str, ...]
    count: float


@dataclass(frozen=True, slots=True)
class Aggregate:
    """All counts. ``rows`` hold every level; in each dimension `TOTAL` stands for all values.

    ``unassigned`` is the number of cases in no area, ``unknown`` the number per key that the
    hierarchy does not have (they count as not assigned and are named).
    """

    dimensions: tuple[str, ...]
    levels: tuple[str, ...]
    rows: tuple[AggregateRow, ...]
    unassigned: float
    unknown: Mapping[str, float]

    def count(self, area: str, **values: str) -> float:
        """The count of one area (`TOTAL` for all) and the given values, 0 when there is none."""
        wanted = tuple(values.get(name, TOTAL) for name in self.dimensions)
        return sum(row.count for row in self.rows if row.area == area and row.dimensions == wanted)

    def sums(self) -> dict[str, float]:
        """The sum of every level over all dimensions, with what is not assigned: all equal the total."""
        whole = (TOTAL,) * len(self.dimensions)
        found = dict.fromkeys(self.levels, self.unassigned)
        for row in self.rows:
            if row.dimensions == whole and row.level in found:
                found[row.level] += row.count
        return found


def aggregate(
    path: str | Path,
    hierarchy: Hierarchy,
    *,
    area: str,
    level: str = "",
    dimensions: Sequence[Dimension] = (),
    count: str = "",
    where: str = "",
    unassigned: Sequence[str] = (),
    decimal: str = ".",
    memory_limit: str = "",
) -> Aggregate:
    """Count the rows of a CSV or Parquet file (or sum the column ``count``) by level, area and dimensions.

    ``area`` names the column with keys of ``level`` (default: the finest); empty keys and those in
    ``unassigned`` mean "no area". ``where`` is a filter in the language of
    `smallarea.expressions`. Raises `DataError` for a missing column, an empty ``count``
    cell, or a negative one.
    """
    index, own_level = hierarchy.index(), level or hierarchy.levels[-1]
    if own_level not in hierarchy.levels:
        raise DataError(f"the level '{own_level}' is unknown.", cure=f"use one of: {', '.join(hierarchy.levels)}.")
    with connect(memory_limit=memory_limit) as connection:
        cells = _inner_cells(connection, path, area, dimensions, count, where, decimal)
    values = [sorted({cell[1][d] for cell in cells}) for d in range(len(dimensions))]
    place = [{value: i for i, value in enumerate(found)} for found in values]
    shape = (len(index.ids), *(len(found) + 1 for found in values))
    counts = np.zeros(shape)
    positions = {key: p for key, p in index.number.items() if index.level_of[p] == own_level}
    unknown: dict[str, float] = {}
    for key, labels, number in cells:
        position = 0
        if key and key not in unassigned:
            position = positions.get(key, 0)
            if position == 0:
                unknown[key] = unknown.get(key, 0.0) + number
        counts[(position, *(place[d][label] for d, label in enumerate(labels)))] += number
    # In each dimension the last place is the sum over all values.
    for axis in range(1, counts.ndim):
        last = [slice(None)] * counts.ndim
        last[axis] = slice(counts.shape[axis] - 1, None)
        counts[tuple(last)] = counts.sum(axis=axis, keepdims=True)
    nowhere = counts[0].copy()
    counts = index.roll_up(counts)
    return Aggregate(
        dimensions=tuple(dimension.name for dimension in dimensions),
        levels=index.levels[1:],
        rows=tuple(_rows(index, counts, nowhere, values)),
        unassigned=float(nowhere[(-1,) * nowhere.ndim]) if nowhere.ndim else float(nowhere),
        unknown=unknown,
    )


def _inner_cells(
    connection: Any,
    path: str | Path,
    area: str,
    dimensions: Sequence[Dimension],
    count: str,
    where: str,
    decimal: str,
) -> list[tuple[str, tuple[str, ...], float]]:
    """Counts by area key and dimension labels, one scan of the file, out of core."""
    kept_text = [area, *(d.column or d.name for d in dimensions if not d.breaks)]
    relation = scan(path, text_columns=kept_text, decimal=decimal)
    found = columns_of(connection, relation, file=path)
    needed = [area, *(d.column or d.name for d in dimensions), *([count] if count else [])]
    require_columns(found, [*needed, *(sorted(names(parse(where))) if where else [])], file=path)
    condition = to_sql(parse(where), condition=True) if where else "TRUE"
    key = f"coalesce(trim(CAST({identifier(area)} AS VARCHAR)), '')"
    labels = "".join(f", {dimension.sql()}" for dimension in dimensions)
    number, bad = "count(*)", "0"
    if count:
        number = f"coalesce(sum({identifier(count)}), 0)"
        bad = f"count(*) FILTER (WHERE {identifier(count)} IS NULL OR {identifier(count)} < 0)"
    # Quoted by identifier(), literal() and to_sql().
    sql = f"SELECT {key}{labels}, {number}, {bad} FROM {relation} WHERE {condition} GROUP BY ALL"  # noqa: S608
    rows = run(connection, sql, file=path).fetchall()
    faulty = next((row for row in rows if row[-1]), None)
    if faulty is not None:
        raise DataError(
            f"{faulty[-1]} cells of area '{faulty[0]}' are empty or negative.",
            file=path,
            column=count,
            cure="a secret or missing count cannot be summed; complete the file first.",
        )
    return [(row[0], tuple(row[1:-2]), float(row[-2])) for row in rows]


def _rows(
    index: HierarchyIndex, counts: np.ndarray[Any, np.dtype[np.float64]], nowhere: Any, values: Sequence[Sequence[str]]
) -> list[AggregateRow]:
    labelled = [[*found, TOTAL] for found in values]
    combinations = list(product(*(range(len(found)) for found in labelled)))
    rows = []
    for position, (area, level) in enumerate(zip(index.ids, index.level_of, strict=True)):
        for place in combinations:
            labels = tuple(labelled[d][p] for d, p in enumerate(place))
            rows.append(AggregateRow(level, area, labels, float(counts[(position, *place)])))
        if level == TOTAL_LEVEL:
            for place in combinations:
                labels = tuple(labelled[d][p] for d, p in enumerate(place))
                rows.append(AggregateRow(UNASSIGNED_LEVEL, "", labels, float(nowhere[place])))
    return rows


@dataclass(frozen=True, slots=True)
class Difference:
    """A published figure that is not the sum of what lies below it."""

    level: str
    area: str
    measure: str
    published: float
    summed: float

    def __str__(self) -> str:
        return (
            f"{self.level} '{self.area}', {self.measure}: published {self.published:.12g}, the level below sums to"
            f" {self.summed:.12g} (difference {self.published - self.summed:+.12g})"
        )


def compare_levels(
    levels: Mapping[str, Mapping[str, Mapping[str, float]]],
    hierarchy: Hierarchy,
    *,
    unassigned: Mapping[str, Mapping[str, float]] | None = None,
) -> list[Difference]:
    """Compare published tables of several levels: every figure must be the sum of its children.

    ``levels`` maps level (``total`` included, if published) to area to measure to value, the total
    under the key `TOTAL`. ``unassigned`` holds, by level, what belongs in the total and in no area of
    that level. Levels that are not published are skipped over. Returns every difference, none when
    all agree. Raises `DataError` when an area of the level below lacks a measure.
    """
    index = hierarchy.index()
    published = [level for level in index.levels if level in levels]
    differences = []
    for upper, lower in zip(published, published[1:], strict=False):  # noqa: RUF007 - also for a single level
        ancestors = _ancestors(index, upper, lower)
        extra = (unassigned or {}).get(lower, {})
        for area, measures in levels[upper].items():
            members = [own for own, above in ancestors.items() if above == area and own in levels[lower]]
            for measure, value in measures.items():
                summed = sum(_published(levels, lower, own, measure) for own in members)
                summed += extra.get(measure, 0.0) if upper == TOTAL_LEVEL else 0.0
                if abs(summed - value) > 1e-9 * max(1.0, abs(value)):
                    differences.append(Difference(upper, area, measure, value, summed))
    return differences


def _published(levels: Mapping[str, Mapping[str, Mapping[str, float]]], level: str, area: str, measure: str) -> float:
    try:
        return levels[level][area][measure]
    except KeyError:
        raise DataError(
            f"{level} '{area}' has no value.", column=measure, cure="publish the measure for every area of the level."
        ) from None


def _ancestors(index: HierarchyIndex, upper: str, lower: str) -> dict[str, str]:
    """For each area of ``lower`` its ancestor on ``upper``."""
    found = {}
    for position, level in enumerate(index.level_of):
        if level != lower:
            continue
        above = position
        while index.level_of[above] != upper:
            above = int(index.parents[above])
        found[index.ids[position]] = index.ids[above]
    return found

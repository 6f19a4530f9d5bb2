"""Crosswalks: which share of an old area goes to which new one, and counts carried along them.

Areal weighting: ``Y_t = sum_s y_s * |s & t| / |s|``. Dasymetric: the share of a control quantity
(residents per address, floor space) takes the place of the share of the area.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import shapely

from smallarea.errors import DataError
from smallarea.geo.points import locate
from smallarea.geo.polygons import PolygonSet
from smallarea.tables import read_table, write_table

# Slivers of badly matching boundaries: below this share of the old area an overlap is no overlap.
SLIVER = 1e-9


@dataclass(frozen=True, slots=True)
class ControlPoint:
    """A place with a quantity: an address with its residents, a building with its floor space."""

    longitude: float
    latitude: float
    quantity: float


@dataclass(frozen=True, slots=True)
class Carried:
    """Counts in the new areas. ``outside`` is what lies in no new area, ``unknown`` what has no old area
    in the crosswalk; new areas + outside + unknown = what was given."""

    values: dict[str, float]
    outside: float
    unknown: dict[str, float]


@dataclass(frozen=True, slots=True)
class Crosswalk:
    """Weights from old to new areas. ``weights[old][new]`` is the share of the old area (0 to 1).

    ``method`` says per old area where the weights come from (``area``, ``control`` or ``given``).
    The sum per old area is at most 1; the rest lies outside.
    """

    weights: dict[str, dict[str, float]]
    targets: tuple[str, ...]
    method: dict[str, str]

    def carry(self, counts: Mapping[str, float]) -> Carried:
        """Carry counts (extensive quantities) from old to new areas; mass is kept and named.

        Raises `DataError` for a count that is not finite: a missing value must not become 0.
        """
        values = dict.fromkeys(self.targets, 0.0)
        outside, unknown = 0.0, {}
        for old, count in counts.items():
            if not np.isfinite(count):
                raise DataError(f"area '{old}' has no value.", cure="leave out the measure, or complete it first.")
            if old not in self.weights:
                unknown[old] = float(count)
                continue
            for new, weight in self.weights[old].items():
                values[new] += count * weight
            outside += count * (1 - sum(self.weights[old].values()))
        return Carried(values, outside, unknown)

    def ratio(
        self, numerator: Mapping[str, float], denominator: Mapping[str, float], multiplier: float = 1.0
    ) -> dict[str, float | None]:
        """A rate in the new areas: numerator and denominator are carried separately, then divided.

        ``None`` where the denominator is 0. There is no way to carry a rate itself: its areas have
        different sizes, and the mean of rates is not the rate of the whole.
        """
        top, bottom = self.carry(numerator).values, self.carry(denominator).values
        return {new: multiplier * top[new] / bottom[new] if bottom[new] > 0 else None for new in self.targets}

    def write(self, path: str | Path) -> None:
        """Write as CSV: old, new, weight, method."""
        rows = [
            (old, new, weight, self.method[old]) for old, parts in self.weights.items() for new, weight in parts.items()
        ]
        write_table(path, ("old", "new", "weight", "method"), rows)


def read_crosswalk(path: str | Path) -> Crosswalk:
    """Read a crosswalk from CSV with the columns old, new, weight and optionally method.

    Raises `DataError` for a weight outside 0 to 1, a pair that occurs twice, or a sum above 1.
    """
    table = read_table(path)
    weights: dict[str, dict[str, float]] = defaultdict(dict)
    method: dict[str, str] = {}
    methods = table.texts("method") if "method" in table.header else ["given"] * len(table)
    rows = zip(
        table.texts("old"),
        table.texts("new"),
        table.numbers("weight", required=True),
        methods,
        table.lines,
        strict=True,
    )
    for old, new, weight, how, line in rows:
        if not 0 <= weight <= 1 + 1e-9:
            raise DataError(
                f"the weight {weight} is not between 0 and 1.", file=path, row=line, column="weight", cure="correct it."
            )
        if new in weights[old]:
            raise DataError(
                f"the pair '{old}', '{new}' stands there twice.",
                file=path,
                row=line,
                column="old",
                cure="keep one row.",
            )
        weights[old][new] = float(weight)
        method[old] = how
    for old, parts in weights.items():
        if sum(parts.values()) > 1 + 1e-6:
            raise DataError(
                f"the weights of '{old}' add up to more than 1.", file=path, column="weight", cure="correct them."
            )
    targets = dict.fromkeys(new for parts in weights.values() for new in parts)
    return Crosswalk(dict(weights), tuple(targets), method)


def area_crosswalk(old: PolygonSet, new: PolygonSet) -> Crosswalk:
    """Weights by area, measured on an equal-area plane."""
    pieces, areas = _pieces(old, new)
    weights: dict[str, dict[str, float]] = {key: {} for key in old.keys}
    for i, j, _, size in pieces:
        share = size / areas[i]
        if share > SLIVER:
            weights[old.keys[i]][new.keys[j]] = float(share)
    return Crosswalk(_at_most_one(weights), new.keys, dict.fromkeys(old.keys, "area"))


def control_crosswalk(
    old: PolygonSet, new: PolygonSet, control: Iterable[ControlPoint] | tuple[PolygonSet, Mapping[str, float]]
) -> Crosswalk:
    """Dasymetric weights: the share of a control quantity instead of the share of the area.

    ``control`` is a list of points, or polygons (blocks) with their quantities; a block that crosses a
    boundary is divided by area. An old area without any control quantity falls back to its area and
    says so in ``method``. Raises `DataError` for a negative quantity.
    """
    if isinstance(control, tuple):
        sums = _control_polygons(old, new, *control)
    else:
        sums = _control_points(old, new, list(control))
    weights = dict(area_crosswalk(old, new).weights)
    method = dict.fromkeys(old.keys, "area")
    for key, (whole, parts) in sums.items():
        if whole > 0:
            weights[key] = {target: part / whole for target, part in parts.items() if part > 0}
            method[key] = "control"
    return Crosswalk(_at_most_one(weights), new.keys, method)


def _at_most_one(weights: dict[str, dict[str, float]]) -> dict[str, dict[str, float]]:
    """Shares within rounding of the whole become the whole, so that no mass is lost to the last digit."""
    for parts in weights.values():
        total = sum(parts.values())
        if total > 1 or abs(total - 1) < 1e-9:
            for key in parts:
                parts[key] /= total
    return weights


def _pieces(old: PolygonSet, new: PolygonSet) -> tuple[list[tuple[int, int, Any, float]], list[float]]:
    """The intersections (old position, new position, shape, square metres) and the areas of the old ones."""
    centre = old.centre()
    source, target = old.projected(centre), new.projected(centre)
    tree = shapely.STRtree(target)
    found = []
    for i, j in zip(*tree.query(source, predicate="intersects"), strict=True):
        piece = shapely.intersection(source[i], target[j])
        if piece.area > 0:
            found.append((int(i), int(j), piece, float(piece.area)))
    return found, [float(shape.area) for shape in source]


def _control_points(
    old: PolygonSet, new: PolygonSet, points: list[ControlPoint]
) -> dict[str, tuple[float, dict[str, float]]]:
    places = [(point.longitude, point.latitude) for point in points]
    sums: dict[str, tuple[float, dict[str, float]]] = {}
    for point, source, target in zip(points, locate(places, old), locate(places, new), strict=True):
        _check_quantity(point.quantity)
        if source is None:
            continue
        whole, parts = sums.get(source, (0.0, {}))
        if target is not None:
            parts[target] = parts.get(target, 0.0) + point.quantity
        sums[source] = (whole + point.quantity, parts)
    return sums


def _control_polygons(
    old: PolygonSet, new: PolygonSet, blocks: PolygonSet, quantity: Mapping[str, float]
) -> dict[str, tuple[float, dict[str, float]]]:
    centre = old.centre()
    block_shapes = blocks.projected(centre)
    density = []
    for key, shape in zip(blocks.keys, block_shapes, strict=True):
        _check_quantity(quantity.get(key, 0.0))
        density.append(quantity.get(key, 0.0) / shape.area)
    tree = shapely.STRtree(block_shapes)

    def amount(shape: Any) -> float:
        return float(
            sum(shapely.intersection(shape, block_shapes[b]).area * density[b] for b in tree.query(shape, "intersects"))
        )

    sums = {
        key: (amount(shape), dict[str, float]()) for key, shape in zip(old.keys, old.projected(centre), strict=True)
    }
    for i, j, piece, _ in _pieces(old, new)[0]:
        sums[old.keys[i]][1][new.keys[j]] = amount(piece)
    return sums


def _check_quantity(quantity: float) -> None:
    if not np.isfinite(quantity) or quantity < 0:
        raise DataError(f"the control quantity {quantity} is not a number from 0.", cure="correct the control data.")

"""Points in polygons: in which area an address lies, and which lie outside the area they claim."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely

from smallarea.geo.polygons import EARTH_RADIUS_M, PolygonSet


def locate(points: Sequence[tuple[float, float]], polygons: PolygonSet) -> list[str | None]:
    """The key of the area of each point (longitude, latitude), ``None`` outside all.

    A point on a common boundary belongs to the smallest key, so the answer never depends on the order.
    """
    tree = shapely.STRtree(polygons.shapes)
    found: list[str | None] = [None] * len(points)
    shapes = shapely.points(np.array(points, dtype=float).reshape(-1, 2))
    for i, j in zip(*tree.query(shapes, predicate="intersects"), strict=True):
        key = polygons.keys[j]
        current = found[i]
        if current is None or key < current:
            found[i] = key
    return found


@dataclass(frozen=True, slots=True)
class Misplaced:
    """A point outside the area it claims. ``position`` is its place in the list; ``found`` the area it
    lies in (``None`` = in none); ``distance_m`` how far from its own area (``None`` = area unknown)."""

    position: int
    claimed: str
    found: str | None
    distance_m: float | None


def misplaced(
    points: Sequence[tuple[float, float]], claimed: Sequence[str], polygons: PolygonSet, *, tolerance_m: float = 0.0
) -> list[Misplaced]:
    """All points (longitude, latitude) that lie more than ``tolerance_m`` outside the area they claim."""
    shape_of = dict(zip(polygons.keys, polygons.shapes, strict=True))
    result = []
    for position, (point, key, found) in enumerate(zip(points, claimed, locate(points, polygons), strict=True)):
        own = shape_of.get(key)
        if own is None:
            result.append(Misplaced(position, key, found, None))
            continue
        place = shapely.Point(point)
        if own.intersects(place):
            continue
        nearest = shapely.shortest_line(place, own).coords[-1]
        away = distance_m(point, (nearest[0], nearest[1]))
        if away > tolerance_m:
            result.append(Misplaced(position, key, found, away))
    return result


def distance_m(a: tuple[float, float], b: tuple[float, float]) -> float:
    """Great-circle distance in metres between two points (longitude, latitude); haversine formula."""
    lon_a, lat_a, lon_b, lat_b = np.radians([*a, *b])
    h = np.sin((lat_b - lat_a) / 2) ** 2 + np.cos(lat_a) * np.cos(lat_b) * np.sin((lon_b - lon_a) / 2) ** 2
    return float(2 * EARTH_RADIUS_M * np.arcsin(np.sqrt(min(1.0, h))))

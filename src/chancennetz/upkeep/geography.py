"""Points against outlines. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import shapely
from shapely.geometry import shape

#: Outlines are generalised; a place this close (degrees, about 150 m) to its town's border counts as inside.
TOLERANCE = 0.0015


def outside(points: Iterable[tuple[int, str, float, float]], outlines: Mapping[str, Any]) -> list[tuple[int, str]]:
    """Return (row, key) of points that lie outside of the outline with their key.

    `points` are (row, key, longitude, latitude); `outlines` GeoJSON geometries by key. Keys without outline are left
    out: nothing can be said about them.
    """
    shapes = {key: shapely.buffer(shape(outline), TOLERANCE) for key, outline in outlines.items()}
    for outline in shapes.values():
        shapely.prepare(outline)
    return [
        (row, key)
        for row, key, longitude, latitude in points
        if key in shapes and not shapes[key].covers(shapely.Point(longitude, latitude))
    ]

"""Polygons of areas from GeoJSON, and an equal-area plane to measure them in."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import shapely

from smallarea.errors import DataError

EARTH_RADIUS_M = 6_371_008.8


@dataclass(frozen=True, slots=True)
class PolygonSet:
    """Polygons by area key in degrees (WGS84, longitude first). ``findings`` name what had to be repaired."""

    keys: tuple[str, ...]
    shapes: tuple[Any, ...]
    findings: tuple[str, ...] = ()

    def __len__(self) -> int:
        return len(self.keys)

    def centre(self) -> tuple[float, float]:
        """Longitude and latitude of the middle of the bounding box."""
        west, south, east, north = shapely.total_bounds(np.array(self.shapes, dtype=object))
        return (float(west + east) / 2, float(south + north) / 2)

    def projected(self, centre: tuple[float, float]) -> list[Any]:
        """The polygons in metres on an equal-area plane around ``centre``."""
        return [shapely.transform(shape, lambda xy: equal_area(xy, centre)) for shape in self.shapes]

    def merged(self, group_of: Mapping[str, str]) -> PolygonSet:
        """The unions of areas with the same group; areas without a group are left out."""
        groups: dict[str, list[Any]] = {}
        for key, shape in zip(self.keys, self.shapes, strict=True):
            if key in group_of:
                groups.setdefault(group_of[key], []).append(shape)
        return PolygonSet(tuple(groups), tuple(shapely.union_all(shapes) for shapes in groups.values()))


def equal_area(
    lon_lat: np.ndarray[Any, np.dtype[np.float64]], centre: tuple[float, float]
) -> np.ndarray[Any, np.dtype[np.float64]]:
    """Lambert azimuthal equal-area projection on the sphere: degrees (n x 2) to metres (n x 2).

    Source: Snyder, Map Projections: A Working Manual (USGS 1395), equations 24-2 to 24-4.
    """
    lon, lat = np.radians(lon_lat[:, 0] - centre[0]), np.radians(lon_lat[:, 1])
    lat0 = np.radians(centre[1])
    inner = 1 + np.sin(lat0) * np.sin(lat) + np.cos(lat0) * np.cos(lat) * np.cos(lon)
    scale = EARTH_RADIUS_M * np.sqrt(2 / inner)
    x = scale * np.cos(lat) * np.sin(lon)
    y = scale * (np.cos(lat0) * np.sin(lat) - np.sin(lat0) * np.cos(lat) * np.cos(lon))
    return np.column_stack([x, y])


def polygon_set(pairs: Iterable[tuple[str, Any]], *, file: str | Path | None = None) -> PolygonSet:
    """Check and keep polygons; what has to be repaired is named in ``findings``.

    A self-crossing polygon is made valid, several parts with the same key are joined. Raises
    `DataError` for an empty polygon or a geometry that is no polygon.
    """
    parts: dict[str, list[Any]] = {}
    findings: list[str] = []
    for key, given in pairs:
        shape = given
        if not shape.is_valid:
            findings.append(f"Area '{key}': {shapely.is_valid_reason(shape)}; repaired.")
            shape = shapely.make_valid(shape)
        if shape.geom_type == "GeometryCollection":
            shape = shapely.union_all([part for part in shape.geoms if "Polygon" in part.geom_type])
        if "Polygon" not in shape.geom_type or shape.is_empty:
            raise DataError(f"the area '{key}' is no polygon.", file=file, cure="export polygons, not lines or points.")
        parts.setdefault(key, []).append(shape)
    if not parts:
        raise DataError("there is no polygon.", file=file, cure="check that it is the right file.")
    findings += [f"Area '{key}' has {len(found)} parts; joined." for key, found in parts.items() if len(found) > 1]
    shapes = tuple(found[0] if len(found) == 1 else shapely.union_all(found) for found in parts.values())
    return PolygonSet(tuple(parts), shapes, tuple(findings))


def read_polygons(path: str | Path, key: str) -> PolygonSet:
    """Read a GeoJSON FeatureCollection in WGS84; ``key`` names the property with the area key.

    Raises `DataError` for another coordinate system, a feature without the property, or coordinates
    that are no degrees.
    """
    try:
        content = json.loads(Path(path).read_text(encoding="utf-8-sig"))
    except json.JSONDecodeError as error:
        raise DataError(
            f"this is not valid JSON: {error.msg}.", file=path, row=error.lineno, cure="export the file again."
        ) from error
    if not isinstance(content, dict) or content.get("type") != "FeatureCollection":
        raise DataError("this is no GeoJSON FeatureCollection.", file=path, cure="export the areas as GeoJSON.")
    system = str(content.get("crs", {}).get("properties", {}).get("name", "EPSG:4326"))
    if not system.endswith(("4326", "CRS84")):
        raise DataError(f"the coordinate system is {system}.", file=path, cure="export in WGS84 (EPSG:4326).")
    pairs = []
    for number, feature in enumerate(content["features"], start=1):
        properties = feature.get("properties") or {}
        if key not in properties:
            raise DataError(
                f"feature {number} has no property '{key}'.", file=path, cure=f"use one of: {', '.join(properties)}."
            )
        if not isinstance(properties[key], str):
            raise DataError(
                f"the key of feature {number} is a number ({properties[key]}).",
                file=path,
                column=key,
                cure="store keys as text, so that leading zeros stay.",
            )
        pairs.append((properties[key], shapely.from_geojson(json.dumps(feature["geometry"]))))
    polygons = polygon_set(pairs, file=path)
    west, south, east, north = shapely.total_bounds(np.array(polygons.shapes, dtype=object))
    if west < -180 or east > 180 or south < -90 or north > 90:
        raise DataError("the coordinates are no degrees.", file=path, cure="export in WGS84 (EPSG:4326).")
    return polygons

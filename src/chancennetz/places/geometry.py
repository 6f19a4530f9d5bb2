"""Outlines of areas: checked, brought into one form, measured. Pure: shapely and arithmetic.

Outlines are GeoJSON geometries (RFC 7946): Polygon or MultiPolygon in WGS84, longitude first.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import shapely
from django.utils.translation import gettext as _
from shapely.geometry import mapping, shape
from shapely.geometry.base import BaseGeometry

#: Decimals of stored coordinates: 0.000001 degrees are about 0.1 m.
DECIMALS = 6
#: Semi-axis in kilometres and first eccentricity squared of the ellipsoid WGS84.
_AXIS = 6378.137
_E2 = 0.00669437999014
_E = math.sqrt(_E2)


class BadGeometry(ValueError):
    """An outline that cannot be used. `cure` says what to do."""

    def __init__(self, message: str, cure: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.cure = cure


def read(value: Any) -> BaseGeometry:
    """Return the outline in one form: two dimensions, rounded, rings turned as RFC 7946 asks, parts in fixed order.

    Raises BadGeometry when it is no polygon, leaves the earth, crosses itself or has holes in the wrong place.
    """
    if not isinstance(value, dict):
        raise BadGeometry(_("The outline is missing."))
    if value.get("type") not in ("Polygon", "MultiPolygon"):
        raise BadGeometry(_("An area needs a Polygon or MultiPolygon, not %(type)s.") % {"type": value.get("type")})
    try:
        outline = shapely.force_2d(shape(value))
    except (shapely.errors.GEOSException, ValueError, TypeError, IndexError, KeyError, AttributeError) as error:
        raise BadGeometry(_("The coordinates are no closed rings of pairs of numbers.")) from error
    if outline.is_empty:
        raise BadGeometry(_("The outline is empty."))
    _check_range(outline)
    if not outline.is_valid:
        reason = shapely.is_valid_reason(outline)
        raise BadGeometry(
            _("The outline is broken: %(reason)s.") % {"reason": reason},
            _("Repair it in a geographic information system, for example with “Fix geometries” in QGIS."),
        )
    return tidy(outline)


def tidy(outline: BaseGeometry) -> BaseGeometry:
    """Return an outline in the one form in which outlines are stored and compared."""
    rounded = shapely.transform(outline, lambda points: np.round(points, DECIMALS))
    if not rounded.is_valid:  # a sliver thinner than the rounding
        rounded = shapely.make_valid(rounded)
    return shapely.orient_polygons(shapely.normalize(rounded))


def _check_range(outline: BaseGeometry) -> None:
    west, south, east, north = outline.bounds
    if not all(math.isfinite(value) for value in (west, south, east, north)):
        raise BadGeometry(_("The coordinates are no closed rings of pairs of numbers."))
    if west < -180 or east > 180 or south < -90 or north > 90:
        raise BadGeometry(
            _("The coordinates are no degrees (%(x)s, %(y)s).") % {"x": round(west, 2), "y": round(south, 2)},
            _("Convert the file to WGS84 (EPSG:4326)."),
        )
    if west >= 47 and east <= 56 and south >= 5 and north <= 16:
        raise BadGeometry(
            _("Latitude and longitude seem to be swapped."), _("GeoJSON wants the longitude first (7.6, 51.5).")
        )


def as_json(outline: BaseGeometry) -> dict[str, Any]:
    """Return the outline as a GeoJSON geometry of plain lists."""

    def plain(value: Any) -> Any:
        return [plain(item) for item in value] if isinstance(value, list | tuple) else value

    found = mapping(outline)
    return {"type": found["type"], "coordinates": plain(found["coordinates"])}


def _equal_area(points: Any) -> Any:
    """Project degrees to kilometres by the cylindrical equal-area projection of the ellipsoid.

    x = a * longitude, y = a/2 * q(latitude), with q by Snyder, "Map projections: a working manual" (USGS Professional
    Paper 1395, 1987), equation 3-12. Areas are kept exactly; shapes are not, and need not be.
    """
    longitude, sine = np.radians(points[:, 0]), np.sin(np.radians(points[:, 1]))
    logarithm = np.log((1 - _E * sine) / (1 + _E * sine))
    q = (1 - _E2) * (sine / (1 - _E2 * sine**2) - logarithm / (2 * _E))
    return np.column_stack((_AXIS * longitude, _AXIS * q / 2))


def square_kilometres(outline: BaseGeometry) -> float:
    """Return the area in square kilometres on the ellipsoid WGS84."""
    return float(shapely.transform(outline, _equal_area).area)


def centre(outline: BaseGeometry) -> tuple[float, float]:
    """Return longitude and latitude of the middle; a point inside when the centroid lies outside."""
    point = outline.centroid
    if not outline.contains(point):
        point = outline.representative_point()
    return round(point.x, DECIMALS), round(point.y, DECIMALS)


def overlaps(outlines: list[BaseGeometry], share: float = 0.01) -> list[tuple[int, int]]:
    """Return pairs of positions whose outlines overlap by more than a share of the smaller one."""
    tree = shapely.STRtree(outlines)
    left, right = tree.query(outlines, predicate="intersects")
    found = []
    for first, second in zip(left.tolist(), right.tolist(), strict=True):
        if first < second:
            common = outlines[first].intersection(outlines[second]).area
            if common > share * min(outlines[first].area, outlines[second].area):
                found.append((first, second))
    return found

"""Maps without tiles: areas and places from our own geometry, a list with the same content beside them.

The server draws an SVG that works without script; with script the same content becomes a Leaflet map to zoom. No
request leaves the installation. Who made the boundaries stands on every map: `attribution` is compulsory.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import shapely
from django.conf import settings
from django.utils.functional import Promise
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from shapely.geometry import mapping, shape
from shapely.geometry.base import BaseGeometry

Text = str | Promise
WIDTH = 600.0
_PAD = 8.0
#: Steps of lightness an area may have; 0 draws it without a value.
LEVELS = range(6)
_LETTER_WIDTH = 7.2


class AttributionMissing(ValueError):
    """A map without the name of whoever made its geometry."""


@dataclass(frozen=True, slots=True)
class Area:
    """One area: GeoJSON geometry in WGS84, the value in words, its step (1 to 5; 0 for none), hidden values dashed."""

    name: str
    geometry: Mapping[str, Any]
    text: str = ""
    level: int = 0
    hidden: bool = False
    url: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """One point: longitude and latitude in WGS84. With a `count` it stands for so many things and shows the number."""

    name: str
    lon: float
    lat: float
    text: str = ""
    url: str = ""
    count: int = 0


@dataclass(frozen=True, slots=True)
class Tiles:
    """A tile server under the areas: address with {z}, {x}, {y}, and whom to name for it. Off unless configured."""

    url: str
    attribution: str


def tiles() -> Tiles | None:
    """Return the tile server of the installation, None where maps stay without (the default: no third party)."""
    url = str(getattr(settings, "MAP_TILES", ""))
    return Tiles(url, str(getattr(settings, "MAP_TILES_CREDIT", ""))) if url else None


@dataclass(frozen=True, slots=True)
class Item:
    """One line of the list beside the map."""

    name: str
    text: str
    url: str


@dataclass(frozen=True, slots=True)
class Map:
    """A finished map for ``{% map_with_list map %}``."""

    title: str
    svg: SafeString
    items: list[Item]
    attribution: str
    legend: list[tuple[str, str]]
    note: str
    data: str
    tiles: Tiles | None = None
    #: Where the script asks for the points that are seen (box=west,south,east,north and zoom); empty: those of `data`.
    points_url: str = ""


def build(
    title: str,
    *,
    attribution: str,
    areas: Sequence[Area] = (),
    places: Sequence[Place] = (),
    legend: Sequence[tuple[int, Text]] = (),
    note: str = "",
    tiles: Tiles | None = None,
    list_areas: bool = True,
) -> Map:
    """Draw a map of areas and places.

    `legend` names the steps ((1, "unter 5 %"), ...). `note` carries date, definition and source of the figures.
    `list_areas=False` keeps areas that are mere background out of the list.
    Raises `AttributionMissing` when nobody is named for the geometry.
    """
    if not attribution.strip():
        message = "A map names who made its boundaries: give attribution."
        raise AttributionMissing(message)
    shapes = [shape(area.geometry) for area in areas]
    items = [Item(a.name, a.text, a.url) for a in areas if list_areas] + [Item(p.name, p.text, p.url) for p in places]
    return Map(
        title=title,
        svg=_svg(areas, shapes, places),
        items=items,
        attribution=attribution,
        legend=[(_class(level, hidden=False), str(label)) for level, label in legend],
        note=note,
        data=_geojson(areas, shapes, places),
        tiles=tiles,
    )


def _class(level: int, *, hidden: bool) -> str:
    if hidden:
        return "cn-area cn-area--hidden"
    step = level if level in LEVELS else 0
    return f"cn-area cn-area--{step}" if step else "cn-area"


def _geojson(areas: Sequence[Area], shapes: Sequence[BaseGeometry], places: Sequence[Place]) -> str:
    """The content for Leaflet as GeoJSON text."""
    features: list[dict[str, Any]] = [
        {
            "type": "Feature",
            "geometry": mapping(shapely.set_precision(geometry, 0.00001)),
            "properties": {
                "name": area.name,
                "text": area.text,
                "url": area.url,
                "class": _class(area.level, hidden=area.hidden),
            },
        }
        for area, geometry in zip(areas, shapes, strict=True)
    ]
    features += [
        {
            "type": "Feature",
            "geometry": {"type": "Point", "coordinates": [place.lon, place.lat]},
            "properties": {
                "name": place.name,
                "text": place.text,
                "url": place.url,
                "class": "cn-point",
                "count": place.count,
            },
        }
        for place in places
    ]
    return json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False)


@dataclass(frozen=True, slots=True)
class _View:
    """Turns degrees into the drawing's units: true to angles in the middle of the map."""

    west: float
    north: float
    scale_x: float
    scale_y: float
    height: float

    def point(self, lon: float, lat: float) -> tuple[float, float]:
        return _PAD + (lon - self.west) * self.scale_x, _PAD + (self.north - lat) * self.scale_y


def _view(shapes: Sequence[BaseGeometry], places: Sequence[Place]) -> _View | None:
    boxes = [geometry.bounds for geometry in shapes if not geometry.is_empty]
    boxes += [(place.lon, place.lat, place.lon, place.lat) for place in places]
    if not boxes:
        return None
    west, south = min(box[0] for box in boxes), min(box[1] for box in boxes)
    east, north = max(box[2] for box in boxes), max(box[3] for box in boxes)
    shrink = math.cos(math.radians((south + north) / 2))
    scale = (WIDTH - 2 * _PAD) / max((east - west) * shrink, 0.001)
    height = max((north - south) * scale, 60.0) + 2 * _PAD
    if height > WIDTH * 1.4:  # a tall map would push the list out of sight
        scale *= WIDTH * 1.4 / height
        height = WIDTH * 1.4
    return _View(west, north, scale * shrink, scale, height)


def _rings(geometry: BaseGeometry) -> list[BaseGeometry]:
    polygons = [part for part in shapely.get_parts([geometry]) if part.geom_type == "Polygon"]
    return [ring for polygon in polygons for ring in (polygon.exterior, *polygon.interiors)]


def _path(geometry: BaseGeometry, view: _View) -> str:
    pieces = []
    for ring in _rings(geometry):
        points = [view.point(lon, lat) for lon, lat, *_ in ring.coords]
        pieces.append("M" + "L".join(f"{x:.1f},{y:.1f}" for x, y in points) + "Z")
    return "".join(pieces)


def _svg(areas: Sequence[Area], shapes: Sequence[BaseGeometry], places: Sequence[Place]) -> SafeString:
    """The drawing. Hidden from screen readers, because the list beside it says the same."""
    view = _view(shapes, places)
    if view is None:
        return SafeString("")
    simple = shapely.coverage_simplify(list(shapes), 0.4 / view.scale_y) if shapes else []
    parts = [_area(area, geometry, view) for area, geometry in zip(areas, simple, strict=True)]
    parts += [_name(area, geometry, view) for area, geometry in zip(areas, simple, strict=True)]
    parts += [_place(place, view) for place in places]
    head = format_html(
        '<svg viewBox="0 0 {} {}" xmlns="http://www.w3.org/2000/svg" aria-hidden="true" focusable="false">',
        f"{WIDTH:.0f}",
        f"{view.height:.0f}",
    )
    return mark_safe(head + "".join(parts) + "</svg>")  # noqa: S308 - every part is made by format_html


def _linked(drawing: SafeString, url: str) -> SafeString:
    return format_html('<a href="{}" tabindex="-1">{}</a>', url, drawing) if url else drawing


def _area(area: Area, geometry: BaseGeometry, view: _View) -> SafeString:
    label = f"{area.name}: {area.text}" if area.text else area.name
    drawing = format_html(
        '<path class="{}" fill-rule="evenodd" d="{}"><title>{}</title></path>',
        _class(area.level, hidden=area.hidden),
        _path(geometry, view),
        label,
    )
    return _linked(drawing, area.url)


def _name(area: Area, geometry: BaseGeometry, view: _View) -> SafeString:
    """The name inside the area, where there is room for it."""
    if geometry.is_empty:
        return SafeString("")
    west, _south, east, _north = geometry.bounds
    if (east - west) * view.scale_x < len(area.name) * _LETTER_WIDTH:
        return SafeString("")
    middle = geometry.representative_point()
    x, y = view.point(middle.x, middle.y)
    return format_html('<text class="cn-map__name" x="{}" y="{}">{}</text>', f"{x:.1f}", f"{y:.1f}", area.name)


def _place(place: Place, view: _View) -> SafeString:
    x, y = view.point(place.lon, place.lat)
    drawing = format_html(
        '<circle class="cn-point" cx="{}" cy="{}" r="{}"><title>{}</title></circle>',
        f"{x:.1f}",
        f"{y:.1f}",
        radius(place.count),
        conditional_escape(place.name),
    )
    if place.count:
        drawing += format_html(
            '<text class="cn-point__count" x="{}" y="{}">{}</text>', f"{x:.1f}", f"{y:.1f}", place.count
        )
    return _linked(drawing, place.url)


def radius(count: int) -> int:
    """Return how large a point is drawn: its area grows with what it stands for."""
    return min(10 + round(1.4 * math.sqrt(count)), 26) if count else 7

"""Reading areas: on a day, by key, with their history."""

from __future__ import annotations

import dataclasses
import datetime as dt
import math
import uuid
from typing import Any

import shapely
from django.db.models import QuerySet

from chancennetz.core.prepared import prepared
from chancennetz.places.constants import AreaLevel
from chancennetz.places.models import Area, TransitFeed, TransitStop
from chancennetz.places.transit import lines_in_order
from smallarea.geo.points import distance_m
from smallarea.reach import WalkRules


def areas_on(day: dt.date | None = None, level: AreaLevel | None = None) -> QuerySet[Area]:
    """Return the areas that are valid on a day (default: today), by name, with the area above; one query."""
    found: QuerySet[Area] = Area.objects.on(day).select_related("parent").order_by("name", "key")
    return found.filter(level=level) if level else found


def municipalities(day: dt.date | None = None, county: str = "") -> list[Area]:
    """Return the municipalities on a day, of one county when its key (5 digits) is given."""
    found = areas_on(day, AreaLevel.MUNICIPALITY)
    return list(found.filter(key__startswith=county) if county else found)


def find_area(key: str, day: dt.date | None = None) -> Area | None:
    """Return the area with this official key on a day, None when there is none."""
    return areas_on(day).filter(key=key).first()


def by_id(area_id: uuid.UUID) -> Area | None:
    """Return an area of any time, None when there is none."""
    return Area.objects.select_related("parent").filter(pk=area_id).first()


def history(area: Area) -> list[Area]:
    """Return all rows that ever described this area, the newest first."""
    return list(Area.objects.filter(level=area.level, key=area.key).order_by("-valid_from"))


def children(area: Area, day: dt.date | None = None) -> list[Area]:
    """Return the areas below this one on a day, by name, whatever row of its history they hang on."""
    found = Area.objects.on(day).filter(parent__level=area.level, parent__key=area.key)
    return list(found.order_by("name"))


def attribution(areas: list[Area]) -> str:
    """Return who made these outlines, each source once, as it must stand on a map."""
    return " · ".join(dict.fromkeys(area.source for area in areas if area.source))


def bounds() -> tuple[float, float, float, float] | None:
    """Return west, south, east, north of all outlines of today in degrees, None without any."""
    shapes = [shapely.geometry.shape(one) for one in areas_on().values_list("geometry", flat=True) if one]
    if not shapes:
        return None
    west, south, east, north = shapely.total_bounds(shapes)
    return float(west), float(south), float(east), float(north)


def transit_feeds() -> list[TransitFeed]:
    """Return the timetables without their content, by publisher (one query)."""
    return list(TransitFeed.objects.defer("content").order_by("publisher"))


@dataclasses.dataclass(frozen=True, slots=True)
class NearStop:
    """A stop near a place: minutes and metres on foot, lines that call, buses on call (see `TransitStop`)."""

    name: str
    minutes: int
    metres: int
    latitude: float
    longitude: float
    lines: tuple[str, ...]
    on_call: tuple[dict[str, Any], ...] = ()


def nearest_stops(latitude: float, longitude: float, *, limit: int = 3, metres: int = 900) -> list[NearStop]:
    """Return the nearest stops within `metres` on foot, nearest first (one query).

    Platforms of one stop are one entry with all their lines. Walking: great circle times 1.3 at 1.2 m/s.
    """
    walk = WalkRules(limit_m=metres)
    straight = metres / walk.detour
    by_name: dict[str, tuple[float, TransitStop, set[str], list[dict[str, Any]]]] = {}
    for stop in _stops_around(latitude, longitude, straight):
        away = distance_m((longitude, latitude), (stop.longitude, stop.latitude))
        if away > straight:
            continue
        nearest = by_name.get(stop.name)
        lines = set(stop.lines) | (nearest[2] if nearest else set())
        on_call = [*(nearest[3] if nearest else []), *stop.on_call]
        kept = nearest if nearest and nearest[0] <= away else (away, stop, lines, on_call)
        by_name[stop.name] = (kept[0], kept[1], lines, on_call)
    found = sorted(by_name.values(), key=lambda one: one[0])[:limit]
    return [
        NearStop(
            name=stop.name,
            minutes=max(1, math.ceil(walk.walk_seconds(away) / 60)),
            metres=int(round(away * walk.detour, -1)),
            latitude=stop.latitude,
            longitude=stop.longitude,
            lines=tuple(lines_in_order(lines)),
            on_call=tuple({str(sorted(one.items())): one for one in on_call}.values()),
        )
        for away, stop, lines, on_call in found
    ]


def _stops_around(latitude: float, longitude: float, straight_m: float) -> list[TransitStop]:
    """Return the stops in the square around a place."""
    rows = straight_m / 111_000
    columns = rows / max(math.cos(math.radians(latitude)), 0.05)
    return _stops_between(
        south=latitude - rows, north=latitude + rows, west=longitude - columns, east=longitude + columns
    )


@prepared
def _stops_between(*, south: float, north: float, west: float, east: float) -> QuerySet[TransitStop]:
    return TransitStop.objects.filter(latitude__range=(south, north), longitude__range=(west, east))


def has_stop_near(latitude: float, longitude: float, *, metres: int = 600) -> bool:
    """Tell whether a bus or train stops within `metres` on foot."""
    return bool(nearest_stops(latitude, longitude, limit=1, metres=metres))

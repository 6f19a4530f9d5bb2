"""The map of results: the county's outlines behind, one point per place, or one per town where there are too many."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from chancennetz.places import queries as places
from chancennetz.places.constants import AreaLevel
from chancennetz.publicmap.directory import Directory
from chancennetz.publicmap.finding import Found
from chancennetz.supportmap.models import Service
from chancennetz.ui import maps

if TYPE_CHECKING:
    from chancennetz.publicmap.views.common import Site

#: More points than this are drawn as one per town.
MOST_POINTS = 60


def results_map(site: Site, directory: Directory, found: Found) -> maps.Map:
    """Draw what was found. A point with several offers, and a town with many, leads to the list of them."""
    at: dict[tuple[float, float], list[int]] = defaultdict(list)
    town = found.wanted.town
    for position in (directory.position[id_] for id_ in found.ids):
        for latitude, longitude, key in directory.facts[position].points:
            if not town or key == town:
                at[round(latitude, 5), round(longitude, 5)].append(position)
    areas = [area for area in places.areas_on(level=AreaLevel.MUNICIPALITY) if area.geometry]
    if town:
        areas = [area for area in areas if area.key == town] or areas
    points = _single_points(site, directory, at) if len(at) <= MOST_POINTS else _town_points(site, directory, found)
    return maps.build(
        site.words["map"],
        attribution=places.attribution(areas) or site.words["county_wide"],
        areas=[maps.Area(area.name, area.geometry or {}) for area in areas],
        places=points,
        note="" if len(at) <= MOST_POINTS else site.words["map_more"],
        tiles=maps.tiles(),
        list_areas=False,
    )


def _single_points(site: Site, directory: Directory, at: dict[tuple[float, float], list[int]]) -> list[maps.Place]:
    names = dict(
        Service.objects.filter(pk__in=[directory.ids[one] for found in at.values() for one in found]).values_list(
            "pk", "name"
        )
    )
    points = []
    for (latitude, longitude), found in at.items():
        for one in found:
            id_ = directory.ids[one]
            if id_ in names:
                text = ", ".join(
                    directory.towns[key].name for key in directory.facts[one].towns if key in directory.towns
                )
                points.append(maps.Place(names[id_], longitude, latitude, text, site.url("offer", id_)))
    return sorted(points, key=lambda point: point.name)


def _town_points(site: Site, directory: Directory, found: Found) -> list[maps.Place]:
    wanted = found.wanted
    flags = dict.fromkeys(wanted.flags, "1")
    points = []
    for town in sorted(directory.towns.values(), key=lambda one: one.name):
        inside = directory.located[town.key]
        count = sum(bool(inside[directory.position[id_]]) for id_ in found.ids)
        if count:
            url = site.url(
                "find",
                q=wanted.query,
                town=town.key,
                topic=wanted.situation,
                speaks=wanted.speaks,
                view="map",
                **flags,
            )
            points.append(
                maps.Place(town.name, town.longitude, town.latitude, site.words.count(count), url, count=count)
            )
    return points

"""The map of results: the county's outlines behind, and points that group themselves by how near one looks.

The page itself carries one point per place, or one per town where there are many; that is the list beside the map too,
and the drawing without script. With script the map asks for the groups of its zoom (`groups`), so that 20,000 places
weigh on a phone no more than twenty.
"""

from __future__ import annotations

import dataclasses
import uuid
from collections import Counter
from typing import TYPE_CHECKING, Any

import numpy as np
from django.db.models import QuerySet
from numpy.typing import NDArray

from chancennetz.core import time
from chancennetz.core.prepared import prepared
from chancennetz.figures import maps
from chancennetz.mapsearch.directory import Directory
from chancennetz.mapsearch.finding import Found
from chancennetz.places import queries as places
from chancennetz.places.constants import AreaLevel
from chancennetz.publicmap import grouping
from chancennetz.publicmap.grouping import Box, Group
from chancennetz.supportmap.models import Service, ServiceAtLocation
from chancennetz.supportmap.queries.texts import Texts

if TYPE_CHECKING:
    from chancennetz.publicmap.views.common import Site

#: More places than this are drawn as one per town.
MOST_POINTS = 60
#: Groups in one answer; more do not fit on a screen.
_MOST_GROUPS = 400
#: Offers of one place that are named at its point.
_MOST_NAMED = 8
Chosen = NDArray[np.bool_]
Spot = tuple[uuid.UUID, float, float]


def _chosen(directory: Directory, found: Found) -> Chosen:
    """Tell which points of the directory belong to what was found, and lie in the town that was asked for."""
    fits = np.zeros(directory.size, np.bool_)
    fits[found.ids.positions] = True
    chosen = fits[directory.points.offer]
    return chosen & (directory.points.town == found.wanted.town) if found.wanted.town else chosen


def without_place(directory: Directory, found: Found) -> int:
    """Return how many of the offers found have no point on the map."""
    placed = np.zeros(directory.size, np.bool_)
    placed[directory.points.offer[_chosen(directory, found)]] = True
    return int(np.count_nonzero(~placed[found.ids.positions]))


def results_map(site: Site, directory: Directory, found: Found) -> maps.Map:
    """Draw what was found. A town with many offers leads to the map of them."""
    chosen, town = _chosen(directory, found), found.wanted.town
    areas = [area for area in places.areas_on(level=AreaLevel.MUNICIPALITY) if area.geometry]
    if town:
        areas = [area for area in areas if area.key == town] or areas
    spots = np.unique(_rounded(directory, chosen), axis=0)
    few = len(spots) <= MOST_POINTS
    drawn = maps.build(
        site.words["map"],
        attribution=places.attribution(areas) or site.words["county_wide"],
        areas=[maps.Area(area.name, area.geometry or {}) for area in areas],
        places=_single_points(site, directory, chosen) if few else _town_points(site, directory, found, chosen),
        note="" if few else site.words["map_more"],
        tiles=maps.tiles(),
        list_areas=False,
    )
    return dataclasses.replace(drawn, points_url=_search(site, found, "points"))


def _rounded(directory: Directory, chosen: Chosen) -> NDArray[np.float64]:
    points = directory.points
    where = np.column_stack((points.latitude[chosen], points.longitude[chosen]))
    return np.asarray(np.round(where, 5), np.float64)


def _search(site: Site, found: Found, name: str, **changes: str) -> str:
    """Return the address of the same search under another name."""
    wanted = found.wanted
    flags = dict.fromkeys(wanted.flags, "1")
    parts = {"q": wanted.query, "town": wanted.town, "topic": wanted.situation, "speaks": wanted.speaks} | flags
    return site.url(name, **(parts | changes))


@prepared
def _open_places(*, services: list[uuid.UUID], day: Any) -> QuerySet[ServiceAtLocation]:
    shown = ServiceAtLocation.objects.on(day).filter(location__confidential=False, location__latitude__isnull=False)
    return shown.filter(service__in=services).select_related("location")


@prepared
def _named(*, services: list[uuid.UUID], day: Any) -> QuerySet[Service]:
    return Service.objects.public(day).filter(pk__in=services).only("id", "name")


def _known(site: Site, ids: list[uuid.UUID]) -> tuple[dict[uuid.UUID, str], set[Spot]]:
    """Return names and points as they are at this moment: what has become secret or is gone is not among them."""
    if not ids:
        return {}, set()
    day = time.today()
    services = _named(services=ids, day=day)
    texts = Texts(site.language.content, services)
    spots = {
        (at.service_id, round(at.location.latitude, 5), round(at.location.longitude, 5))
        for at in _open_places(services=ids, day=day)
        if at.location.latitude is not None and at.location.longitude is not None
    }
    return {row.pk: texts.text(row, "name") for row in services}, spots


def _single_points(site: Site, directory: Directory, chosen: Chosen) -> list[maps.Place]:
    owners, where = directory.points.offer[chosen], _rounded(directory, chosen)
    names, spots = _known(site, [directory.ids[one] for one in dict.fromkeys(owners.tolist())])
    points = []
    for owner, (latitude, longitude) in zip(owners.tolist(), where.tolist(), strict=True):
        id_ = directory.ids[owner]
        if id_ in names and (id_, latitude, longitude) in spots:
            towns = directory.facts[owner].towns
            text = ", ".join(directory.towns[key].name for key in towns if key in directory.towns)
            points.append(maps.Place(names[id_], longitude, latitude, text, site.url("offer", id_)))
    return sorted(points, key=lambda point: point.name)


def _town_points(site: Site, directory: Directory, found: Found, chosen: Chosen) -> list[maps.Place]:
    pairs = {*zip(directory.points.town[chosen].tolist(), directory.points.offer[chosen].tolist(), strict=True)}
    counts = Counter(town for town, _offer in pairs)
    points = []
    for town in sorted(directory.towns.values(), key=lambda one: one.name):
        count = counts[town.key]
        if count:
            url = _search(site, found, "find", town=town.key, view="map")
            text = site.words.count(count)
            points.append(maps.Place(town.name, town.longitude, town.latitude, text, url, count=count))
    return points


def groups(site: Site, directory: Directory, found: Found, box: Box, zoom: float) -> list[dict[str, Any]]:
    """Return what the map draws of a piece of ground at a zoom.

    Each item has a point, a number and a label. A group has the `box` to come nearer to; a place names its `offers`.
    """
    points = directory.points
    inside = _chosen(directory, found) & box.holds(points.latitude, points.longitude)
    drawn = grouping.group(points.latitude[inside], points.longitude[inside], points.offer[inside], zoom)[:_MOST_GROUPS]
    town_of = dict(zip(points.offer[inside].tolist(), points.town[inside].tolist(), strict=True))
    at_places = [one for one in drawn if one.is_one_place]
    names, spots = _known(site, [directory.ids[member] for one in at_places for member in one.members[:_MOST_NAMED]])
    items = []
    for one in drawn:
        item = _place(site, directory, one, names, spots) if one.is_one_place else _group(site, directory, one, town_of)
        items += [item] if item else []
    return items


def _place(
    site: Site, directory: Directory, one: Group, names: dict[uuid.UUID, str], spots: set[Spot]
) -> dict[str, Any] | None:
    where = (round(one.latitude, 5), round(one.longitude, 5))
    ids = [directory.ids[member] for member in one.members[:_MOST_NAMED]]
    known = [id_ for id_ in ids if id_ in names and (id_, *where) in spots]
    if not known:
        return None
    count = len(known) if len(known) < _MOST_NAMED else len(one.members)
    label = names[known[0]] if count == 1 else site.words.count(count)
    offers = [{"name": names[id_], "url": site.url("offer", id_)} for id_ in known]
    return {"lat": where[0], "lon": where[1], "count": count, "label": label, "offers": offers}


def _group(site: Site, directory: Directory, one: Group, town_of: dict[int, str]) -> dict[str, Any]:
    commonest = Counter(town_of[member] for member in one.members).most_common(1)[0][0]
    town = directory.towns.get(commonest)
    words = site.words.count(len(one.members))
    return {
        "lat": round(one.latitude, 5),
        "lon": round(one.longitude, 5),
        "count": len(one.members),
        "label": f"{town.name}: {words}" if town else words,
        "box": [one.box.west, one.box.south, one.box.east, one.box.north],
    }

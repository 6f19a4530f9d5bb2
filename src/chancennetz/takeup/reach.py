"""Computing reachability: from the middle of each area to each place of an offer, by bus, train and on foot."""

from __future__ import annotations

import datetime as dt
import math
import uuid
from collections.abc import Iterable, Sequence

from chancennetz.places.models import Area, TransitFeed
from chancennetz.places.transit import on_disk, typical_days
from chancennetz.supportmap.models import Location
from chancennetz.supportmap.queries.offers import mappable
from chancennetz.takeup.constants import JOURNEY_TIMES, Journey
from chancennetz.takeup.models import Reach
from smallarea.geo.points import distance_m
from smallarea.reach import Timetable, WalkRules, earliest_arrivals, load_timetable

#: Nobody plans a walk of more than an hour, nor a journey of more than two.
LONGEST_WALK = 60
LONGEST_JOURNEY = 120
#: From the middle of an area people walk further to a stop than between two stops.
WALK = WalkRules()
FIRST_WALK_METRES = 1500.0
_Key = tuple[uuid.UUID, uuid.UUID, Journey]


def rows(areas: Sequence[Area], today: dt.date) -> list[Reach]:
    """Return one row for each area, place and time that is reachable within two hours (or one on foot)."""
    starts = [area for area in areas if area.centre_latitude is not None and area.centre_longitude is not None]
    places = list(mappable(today))
    walks = _walks(starts, places)
    best: dict[_Key, tuple[int, bool]] = {
        (area, place, journey): (minutes, True) for (area, place), minutes in walks.items() for journey in Journey
    }
    for timetables in _timetables(today):
        for journey, timetable in timetables.items():
            for key, minutes in _rides(starts, places, journey, timetable):
                if minutes < best.get(key, (LONGEST_JOURNEY + 1, False))[0]:
                    best[key] = (minutes, False)
    return [
        Reach(area_id=area, location_id=place, journey=journey.value, minutes=minutes, on_foot=on_foot)
        for (area, place, journey), (minutes, on_foot) in best.items()
    ]


def _walks(starts: Iterable[Area], places: Sequence[Location]) -> dict[tuple[uuid.UUID, uuid.UUID], int]:
    found = {}
    for area in starts:
        for place in places:
            straight = distance_m(_middle(area), _point(place))
            minutes = max(1, math.ceil(WALK.walk_seconds(straight) / 60))
            if minutes <= LONGEST_WALK:
                found[area.pk, place.pk] = minutes
    return found


def _middle(area: Area) -> tuple[float, float]:
    return float(area.centre_longitude or 0), float(area.centre_latitude or 0)


def _point(place: Location) -> tuple[float, float]:
    return float(place.longitude or 0), float(place.latitude or 0)


def _timetables(today: dt.date) -> Iterable[dict[Journey, Timetable]]:
    """Return the timetables of the typical days of each feed, one feed at a time (they are large)."""
    for feed in TransitFeed.objects.order_by("publisher"):
        tuesday, saturday, _sunday = typical_days(feed.first_day, feed.last_day, today)
        with on_disk(bytes(feed.content)) as path:
            weekday = load_timetable(path, tuesday, walk=WALK)
            weekend = load_timetable(path, saturday, walk=WALK)
        yield {
            journey: weekend if day == saturday.weekday() else weekday for journey, (day, _s) in JOURNEY_TIMES.items()
        }


def _rides(
    starts: Iterable[Area], places: Sequence[Location], journey: Journey, timetable: Timetable
) -> Iterable[tuple[_Key, int]]:
    departure = JOURNEY_TIMES[journey][1]
    stops_near = {place.pk: timetable.near(*_point(place)) for place in places}
    for area in starts:
        near = timetable.near(*_middle(area), limit_m=FIRST_WALK_METRES)
        if not near:
            continue
        begin = {timetable.stops[position].id: walk for position, walk in near}
        times = earliest_arrivals(timetable, begin, departure).times
        for place in places:
            arrivals = [times[position] + walk for position, walk in stops_near[place.pk]]
            minutes = math.ceil((min(arrivals, default=2**31) - departure) / 60)
            if minutes <= LONGEST_JOURNEY:
                yield (area.pk, place.pk, journey), max(1, minutes)

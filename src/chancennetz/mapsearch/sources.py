"""What the directory reads of the support map: a dozen queries, however many offers there are."""

from __future__ import annotations

import dataclasses
import datetime as dt
import math
import uuid
from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal

from django.db.models import Q

from chancennetz.mapsearch.hours import Hours, OpeningRules
from chancennetz.places.models import TransitStop
from chancennetz.supportmap.models import (
    Accessibility,
    Attribute,
    CostOption,
    Location,
    Schedule,
    ServiceArea,
    ServiceAtLocation,
    SpokenLanguage,
    Translation,
)
from chancennetz.supportmap.queries import offers as support

#: A stop within this distance as the crow flies counts as reachable by bus (metres).
BUS_METRES = 600
#: Key of the county profile for a place that a wheelchair gets into.
STEP_FREE = "step_free"
_METRES_PER_DEGREE = 111_320.0
_FIELDS = (
    "id",
    "name",
    "alternate_name",
    "description",
    "organisation__name",
    "by_appointment",
    "urgent_help",
)


@dataclasses.dataclass(slots=True)
class Offer:
    """One offer as the search needs it."""

    id: uuid.UUID
    name: str
    alternate_name: str
    description: str
    provider: str
    walk_in: bool
    urgent: bool
    free: bool = False
    bus: bool = False
    wheelchair: bool = False
    term_names: list[str] = dataclasses.field(default_factory=list)
    codes: set[str] = dataclasses.field(default_factory=set)
    languages: set[str] = dataclasses.field(default_factory=set)
    place_towns: set[str] = dataclasses.field(default_factory=set)
    areas: set[str] = dataclasses.field(default_factory=set)
    translated: list[tuple[str, str]] = dataclasses.field(default_factory=list)
    points: list[tuple[float, float, str]] = dataclasses.field(default_factory=list)


@dataclasses.dataclass(frozen=True, slots=True)
class Rows:
    """All public offers by name, with their opening hours by the same position."""

    offers: list[Offer]
    hours: Hours


def read(day: dt.date) -> Rows:
    """Read the offers that the public sees on a day."""
    offers = [
        Offer(id_, name, other, text, provider, not by_appointment, urgent)
        for id_, name, other, text, provider, by_appointment, urgent in support.public_services(day).values_list(
            *_FIELDS
        )
    ]
    by_id = {offer.id: offer for offer in offers}
    places = _places(by_id, day)
    _add_terms(by_id)
    _add_languages(by_id, places)
    _add_costs(by_id, day)
    _add_translations(by_id)
    for service, key in ServiceArea.objects.exclude(area_key="").values_list("service", "area_key"):
        if service in by_id:
            by_id[service].areas.add(key)
    return Rows(offers, _hours(offers, places))


def _places(by_id: dict[uuid.UUID, Offer], day: dt.date) -> dict[uuid.UUID, list[tuple[uuid.UUID, uuid.UUID]]]:
    """Put towns, position, stops and ramps into the offers. Returns service -> (its row at the place, the place)."""
    found: dict[uuid.UUID, list[tuple[uuid.UUID, uuid.UUID]]] = defaultdict(list)
    fields = ("pk", "municipality_key", "latitude", "longitude", "transportation")
    locations = {row[0]: row[1:] for row in Location.objects.on(day).values_list(*fields)}
    ramps = set(Accessibility.objects.filter(kind=STEP_FREE).values_list("location", flat=True))
    near_stop = _near_stops({pk: (row[1], row[2]) for pk, row in locations.items() if row[1] is not None})
    for pk, service, location in ServiceAtLocation.objects.on(day).values_list("pk", "service", "location"):
        offer = by_id.get(service)
        if offer is None or location not in locations:
            continue
        town, latitude, longitude, transportation = locations[location]
        found[service].append((pk, location))
        if town:
            offer.place_towns.add(town)
        offer.bus = offer.bus or bool(transportation) or location in near_stop
        offer.wheelchair = offer.wheelchair or location in ramps
        if latitude is not None:
            offer.points.append((latitude, longitude, town))
    return found


def _near_stops(points: dict[uuid.UUID, tuple[float, float]]) -> set[uuid.UUID]:
    """Return the places with a stop of public transport near (squares of half the distance first, then exact)."""
    cells: dict[tuple[int, int], list[tuple[float, float]]] = defaultdict(list)
    size = BUS_METRES / _METRES_PER_DEGREE
    for latitude, longitude in TransitStop.objects.values_list("latitude", "longitude"):
        cells[int(latitude // size), int(longitude // size)].append((latitude, longitude))
    return {pk for pk, point in points.items() if _has_near(point, cells, size)}


def _has_near(point: tuple[float, float], cells: dict[tuple[int, int], list[tuple[float, float]]], size: float) -> bool:
    latitude, longitude = point
    row, column = int(latitude // size), int(longitude // size)
    shrink = math.cos(math.radians(latitude))
    for near_row in (row - 1, row, row + 1):
        for near_column in range(column - 2, column + 3):  # a degree of longitude is shorter
            for stop in cells.get((near_row, near_column), ()):
                if math.hypot(stop[0] - latitude, (stop[1] - longitude) * shrink) <= size:
                    return True
    return False


def _add_terms(by_id: dict[uuid.UUID, Offer]) -> None:
    uses = Attribute.objects.filter(link_entity="service", term__isnull=False)
    for service, code, name in uses.values_list("link_id", "term__code", "term__name"):
        if service in by_id:
            by_id[service].term_names.append(name)
            by_id[service].codes.add(code)


def _add_languages(by_id: dict[uuid.UUID, Offer], places: dict[uuid.UUID, list[tuple[uuid.UUID, uuid.UUID]]]) -> None:
    at_place: dict[uuid.UUID, set[str]] = defaultdict(set)
    for service, location, code in SpokenLanguage.objects.exclude(code="").values_list("service", "location", "code"):
        if service in by_id:
            by_id[service].languages.add(code)
        if location:
            at_place[location].add(code)
    for service, found in places.items():
        for _row, location in found:
            by_id[service].languages |= at_place.get(location, set())


def _add_costs(by_id: dict[uuid.UUID, Offer], day: dt.date) -> None:
    holds = (Q(valid_from__isnull=True) | Q(valid_from__lte=day)) & (Q(valid_to__isnull=True) | Q(valid_to__gte=day))
    for service in CostOption.objects.filter(holds, amount=Decimal(0)).values_list("service", flat=True):
        if service in by_id:
            by_id[service].free = True


def _add_translations(by_id: dict[uuid.UUID, Offer]) -> None:
    wanted = Translation.objects.filter(table="service", field__in=("name", "description"))
    for service, field, text in wanted.values_list("object_id", "field", "text"):
        if service in by_id:
            by_id[service].translated.append((field, text))


def _hours(offers: list[Offer], places: dict[uuid.UUID, list[tuple[uuid.UUID, uuid.UUID]]]) -> Hours:
    """Return the opening rules per offer: those for the offer at a place win over the offer's, then the place's."""
    at: dict[uuid.UUID, list[Schedule]] = defaultdict(list)
    for schedule in Schedule.objects.all():
        for parent in (schedule.service_at_location_id, schedule.service_id, schedule.location_id):
            if parent is not None:
                at[parent].append(schedule)
    rules: list[tuple[OpeningRules, ...]] = []
    for offer in offers:
        rows: Iterable[list[Schedule]] = (
            at.get(row) or at.get(offer.id) or at.get(location, []) for row, location in places.get(offer.id, ())
        )
        chosen = [schedules for schedules in rows if schedules] or ([at[offer.id]] if offer.id in at else [])
        rules.append(tuple(dict.fromkeys(OpeningRules.of(schedules) for schedules in chosen)))
    return Hours(rules)

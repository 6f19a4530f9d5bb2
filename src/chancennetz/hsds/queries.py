"""Services around a point. Places without position, among them every confidential one, are near to nothing."""

from __future__ import annotations

import dataclasses
import math
import uuid

from django.db.models import Avg, QuerySet

from chancennetz.supportmap.models import Address, Location, Service, ServiceAtLocation
from chancennetz.supportmap.queries import offers
from smallarea.geo.points import distance_m

#: Id of a location -> metres from the point.
Distances = dict[uuid.UUID, float]
#: Metres of one degree of latitude; of longitude it is less by the cosine of the latitude.
_METRES_OF_DEGREE = 111_195.0


@dataclasses.dataclass(frozen=True, slots=True)
class Near:
    """A service at a place, and how far away it is as the crow flies."""

    service_id: uuid.UUID
    place_id: uuid.UUID
    metres: float


def at_postcode(postcode: str) -> QuerySet[ServiceAtLocation]:
    """Return services at places with this postcode today; a confidential place has none for anybody outside."""
    addresses = Address.objects.filter(postal_code=postcode, location__confidential=False)
    found: QuerySet[ServiceAtLocation] = ServiceAtLocation.objects.on().filter(
        location__in=addresses.values("location")
    )
    return found


def middle_of(postcode: str) -> tuple[float, float] | None:
    """Return latitude and longitude of the middle of the public places with this postcode, None when there are none."""
    if not postcode:
        return None
    addresses = Address.objects.filter(postal_code=postcode, location__confidential=False)
    middle = offers.mappable().order_by().filter(pk__in=addresses.values("location"))
    point = middle.aggregate(latitude=Avg("latitude"), longitude=Avg("longitude"))
    return None if point["latitude"] is None else (point["latitude"], point["longitude"])


def distances(latitude: float, longitude: float, limit: int | None) -> Distances:
    """Return the public places within `limit` metres of a point (all without limit) with their distance in metres.

    A box of degrees narrows what the database gives; the distance itself is that on the sphere.
    """
    places: QuerySet[Location] = offers.mappable().order_by()
    if limit is not None:
        high = limit / _METRES_OF_DEGREE * 1.01
        wide = high / max(math.cos(math.radians(min(abs(latitude) + high, 89.9))), 0.001)
        places = places.filter(latitude__range=(latitude - high, latitude + high))
        if wide < 180 and abs(longitude) + wide <= 180:  # a box across the date line is not worth a second query
            places = places.filter(longitude__range=(longitude - wide, longitude + wide))
    found = {
        pk: distance_m((longitude, latitude), (east, north))
        for pk, north, east in places.values_list("pk", "latitude", "longitude")
        if north is not None and east is not None
    }
    return {pk: metres for pk, metres in found.items() if limit is None or metres <= limit}


def nearest_places(rows: QuerySet[ServiceAtLocation], around: Distances) -> list[Near]:
    """Return services at places that lie around the point, the nearest first."""
    pairs = rows.filter(location__in=around).order_by().values_list("service", "pk", "location")
    found = [Near(service, place, around[location]) for service, place, location in pairs]
    return sorted(found, key=lambda near: (near.metres, str(near.place_id)))


def nearest_services(services: QuerySet[Service], around: Distances) -> list[Near]:
    """Return services that have a place around the point, each once with its nearest place, the nearest first."""
    rows = ServiceAtLocation.objects.on().filter(service__in=services.order_by())
    first: dict[uuid.UUID, Near] = {}
    for near in nearest_places(rows, around):
        first.setdefault(near.service_id, near)
    return list(first.values())

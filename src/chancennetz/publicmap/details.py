"""Offers with everything that hangs on them, for a page: a dozen prepared queries, however many offers.

It reads what the public may see and nothing else: released offers, places of today, no address of a confidential place
(`Address.objects` leaves those out).
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Iterable, Sequence

from django.db.models import Model, Q, QuerySet

from chancennetz.core import time
from chancennetz.core.prepared import prepared
from chancennetz.supportmap.models import (
    Accessibility,
    Address,
    ContactPoint,
    CostOption,
    Location,
    Phone,
    RequiredDocument,
    Schedule,
    Service,
    ServiceAtLocation,
    SpokenLanguage,
)

Ids = list[uuid.UUID]


@dataclasses.dataclass(frozen=True, slots=True)
class Details:
    """One offer with what hangs on it. The lists by id hold what belongs to a record, whatever record that is."""

    service: Service
    places: list[ServiceAtLocation]
    contacts: dict[uuid.UUID, list[ContactPoint]]
    phones: dict[uuid.UUID, list[Phone]]
    schedules: dict[uuid.UUID, list[Schedule]]
    languages: dict[uuid.UUID, list[SpokenLanguage]]
    addresses: dict[uuid.UUID, list[Address]]
    access: dict[uuid.UUID, list[Accessibility]]
    costs: dict[uuid.UUID, list[CostOption]]
    documents: dict[uuid.UUID, list[RequiredDocument]]

    def schedules_at(self, place: ServiceAtLocation) -> list[Schedule]:
        """Return the hours of the offer at a place: those for just this, else the offer's, else the place's."""
        for owner in (place.pk, self.service.pk, place.location_id):
            if owner in self.schedules:
                return self.schedules[owner]
        return []

    def records(self) -> list[Model]:
        """Return everything whose texts may be translated."""
        records: list[Model] = [self.service, *self.costs.get(self.service.pk, ())]
        records += self.documents.get(self.service.pk, ())
        for place in self.places:
            records += [place, place.location, *self.access.get(place.location_id, ())]
        return records


@prepared
def _services(*, ids: Ids, day: dt.date) -> QuerySet[Service]:
    return Service.objects.public(day).select_related("organisation").filter(pk__in=ids)


@prepared
def _places(*, services: Ids, day: dt.date) -> QuerySet[ServiceAtLocation]:
    shown = ServiceAtLocation.objects.on(day).filter(service__in=services, location__in=Location.objects.on(day))
    return shown.select_related("location").order_by("location__name", "id")


@prepared
def _contacts(*, owners: Ids) -> QuerySet[ContactPoint]:
    here = Q(service__in=owners) | Q(service_at_location__in=owners) | Q(location__in=owners)
    return ContactPoint.objects.filter(here).order_by("id")


@prepared
def _phones(*, owners: Ids) -> QuerySet[Phone]:
    here = Q(service__in=owners) | Q(service_at_location__in=owners) | Q(location__in=owners) | Q(contact__in=owners)
    return Phone.objects.filter(here).order_by("id")


@prepared
def _schedules(*, owners: Ids) -> QuerySet[Schedule]:
    here = Q(service__in=owners) | Q(service_at_location__in=owners) | Q(location__in=owners)
    return Schedule.objects.filter(here).order_by("id")


@prepared
def _languages(*, owners: Ids) -> QuerySet[SpokenLanguage]:
    return SpokenLanguage.objects.filter(Q(service__in=owners) | Q(location__in=owners)).exclude(code="")


@prepared
def _addresses(*, locations: Ids) -> QuerySet[Address]:
    return Address.objects.filter(location__in=locations).order_by("id")


@prepared
def _access(*, locations: Ids) -> QuerySet[Accessibility]:
    return Accessibility.objects.filter(location__in=locations).order_by("id")


@prepared
def _costs(*, services: Ids) -> QuerySet[CostOption]:
    return CostOption.objects.filter(service__in=services).order_by("id")


@prepared
def _documents(*, services: Ids) -> QuerySet[RequiredDocument]:
    return RequiredDocument.objects.filter(service__in=services).order_by("id")


@prepared
def _at_point(*, latitude: float, longitude: float, day: dt.date) -> QuerySet[ServiceAtLocation]:
    here = Location.objects.on(day).filter(
        latitude=latitude, longitude=longitude, confidential=False, approximate=False
    )
    return ServiceAtLocation.objects.on(day).filter(location__in=here).only("service").order_by("id")


def others_at(place: Location, besides: uuid.UUID) -> list[uuid.UUID]:
    """Return the offers that are found at the same point; none for a place that is secret or only roughly known."""
    if place.confidential or place.approximate or place.latitude is None or place.longitude is None:
        return []
    rows = _at_point(latitude=place.latitude, longitude=place.longitude, day=time.today())
    return [id_ for id_ in dict.fromkeys(row.service_id for row in rows) if id_ != besides]


def _by_owner(rows: Iterable[Model], *columns: str) -> dict[uuid.UUID, list[Model]]:
    """Sort rows by the records they hang on."""
    found: dict[uuid.UUID, list[Model]] = defaultdict(list)
    for row in rows:
        for column in columns:
            owner = getattr(row, column)
            if owner is not None:
                found[owner].append(row)
    return dict(found)


def of(ids: Sequence[uuid.UUID], day: dt.date | None = None) -> list[Details]:
    """Return the offers that are public, with all that hangs on them, in the order of the ids."""
    day = day or time.today()
    services = {row.pk: row for row in _services(ids=list(ids), day=day)}
    keys = list(services)
    if not keys:
        return []
    places = _places(services=keys, day=day)
    locations = list(dict.fromkeys(place.location_id for place in places))
    owners = [*keys, *locations, *(place.pk for place in places)]
    contacts = _contacts(owners=owners)
    hanging = ("service_id", "service_at_location_id", "location_id")
    shared = {
        "contacts": _by_owner(contacts, *hanging),
        "phones": _by_owner(_phones(owners=[*owners, *(row.pk for row in contacts)]), *hanging, "contact_id"),
        "schedules": _by_owner(_schedules(owners=owners), *hanging),
        "languages": _by_owner(_languages(owners=owners), "service_id", "location_id"),
        "addresses": _by_owner(_addresses(locations=locations), "location_id"),
        "access": _by_owner(_access(locations=locations), "location_id"),
        "costs": _by_owner(_costs(services=keys), "service_id"),
        "documents": _by_owner(_documents(services=keys), "service_id"),
    }
    at = _by_owner(places, "service_id")
    return [Details(services[id_], at.get(id_, []), **shared) for id_ in ids if id_ in services]  # type: ignore[arg-type]  # lists by the names of the fields


def one(service_id: uuid.UUID) -> Details | None:
    """Return one offer with everything, None when the public may not see it."""
    return next(iter(of([service_id])), None)

"""What hangs on organisations, services and places. As in HSDS one row may hang on several of them."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q

from chancennetz.core import time
from chancennetz.organisations.models import Organisation
from chancennetz.supportmap.constants import LINE, TEXT, AddressType, EligibilityKind
from chancennetz.supportmap.models.base import OpenRecord, Record
from chancennetz.supportmap.models.offers import Location, Service, ServiceAtLocation


def _parent(model: type[models.Model], name: str, *, required: bool = False) -> Any:
    return models.ForeignKey(model, null=not required, blank=not required, on_delete=models.CASCADE, related_name=name)


class ContactPoint(Record):
    """Whom to ask for: a function or department, perhaps with the name of an official contact (HSDS contact)."""

    organisation = _parent(Organisation, "+")
    service = _parent(Service, "contacts")
    service_at_location = _parent(ServiceAtLocation, "contacts")
    location = _parent(Location, "contacts")
    name = models.CharField(max_length=LINE, blank=True)
    title = models.CharField(max_length=LINE, blank=True)
    department = models.CharField(max_length=LINE, blank=True)
    email = models.EmailField(blank=True)

    class Catalogue(OpenRecord):
        """Published contacts of offices."""

        open = (
            "organisation",
            "service",
            "service_at_location",
            "location",
            "name",
            "title",
            "department",
            "email",
            "extra",
        )


class Phone(Record):
    """A telephone number (HSDS phone). `number` is written as people read it."""

    organisation = _parent(Organisation, "+")
    service = _parent(Service, "phones")
    service_at_location = _parent(ServiceAtLocation, "phones")
    location = _parent(Location, "phones")
    contact = _parent(ContactPoint, "phones")
    number = models.CharField(max_length=60)
    extension = models.CharField(max_length=20, blank=True)
    type = models.CharField(max_length=20, blank=True)
    description = models.TextField(max_length=TEXT, blank=True)

    class Catalogue(OpenRecord):
        """Published numbers of offices."""

        open = (
            "organisation",
            "service",
            "service_at_location",
            "location",
            "contact",
            "number",
            "extension",
            "type",
            "description",
            "extra",
        )


class OpenAddresses(models.Manager["Address"]):
    """Addresses that may be shown: none of a confidential place."""

    def get_queryset(self) -> models.QuerySet[Address]:
        """Leave the addresses of confidential places out, in relations and prefetches too."""
        return super().get_queryset().filter(Q(location__isnull=True) | Q(location__confidential=False))


class Address(Record):
    """A postal address (HSDS address). `objects` leaves out confidential places; `guarded` is for editing alone."""

    location = _parent(Location, "addresses")
    attention = models.CharField(max_length=LINE, blank=True)
    address_1 = models.CharField(max_length=LINE)
    address_2 = models.CharField(max_length=LINE, blank=True)
    city = models.CharField(max_length=100)
    region = models.CharField(max_length=100, blank=True)
    state_province = models.CharField(max_length=100, blank=True)
    postal_code = models.CharField(max_length=20, blank=True)
    country = models.CharField(max_length=2, default="DE")
    address_type = models.CharField(max_length=10, choices=AddressType, default=AddressType.PHYSICAL)

    objects = OpenAddresses()
    guarded = models.Manager["Address"]()

    class Catalogue(OpenRecord):
        """Published addresses of offices; those of confidential places never leave the editors."""

        open = (
            "location",
            "attention",
            "address_1",
            "address_2",
            "city",
            "region",
            "state_province",
            "postal_code",
            "country",
            "address_type",
            "extra",
        )


class Schedule(Record):
    """When it is open (HSDS schedule), for a period or for good.

    `opening_hours` is the text of OpenStreetMap (`Mo-Fr 09:00-12:00; PH off`), which knows holidays; it wins. Rows that
    came from elsewhere may carry the recurrence fields of HSDS instead (`freq`, `byday`, `opens_at` ...).
    """

    service = _parent(Service, "schedules")
    location = _parent(Location, "schedules")
    service_at_location = _parent(ServiceAtLocation, "schedules")
    opening_hours = models.CharField(max_length=1000, blank=True)
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)
    dtstart = models.DateField(null=True, blank=True)
    until = models.DateField(null=True, blank=True)
    count = models.PositiveIntegerField(null=True, blank=True)
    freq = models.CharField(max_length=10, blank=True)
    interval = models.PositiveIntegerField(null=True, blank=True)
    byday = models.CharField(max_length=LINE, blank=True)
    byweekno = models.CharField(max_length=LINE, blank=True)
    bymonthday = models.CharField(max_length=LINE, blank=True)
    byyearday = models.CharField(max_length=LINE, blank=True)
    opens_at = models.TimeField(null=True, blank=True)
    closes_at = models.TimeField(null=True, blank=True)
    description = models.TextField(max_length=TEXT, blank=True)
    schedule_link = models.URLField(max_length=2000, blank=True)
    attending_type = models.CharField(max_length=LINE, blank=True)
    notes = models.TextField(max_length=TEXT, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(valid_from__isnull=True) | Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="supportmap_schedule_period",
            )
        ]

    class Catalogue(OpenRecord):
        """Facts about offers."""

        open = (
            "service",
            "location",
            "service_at_location",
            "opening_hours",
            "valid_from",
            "valid_to",
            "dtstart",
            "until",
            "count",
            "freq",
            "interval",
            "byday",
            "byweekno",
            "bymonthday",
            "byyearday",
            "opens_at",
            "closes_at",
            "description",
            "schedule_link",
            "attending_type",
            "notes",
            "extra",
        )


class SpokenLanguage(Record):
    """A language in which help is given (HSDS language). `code` is ISO 639-1, ISO 639-3 where there is none."""

    service = _parent(Service, "languages")
    location = _parent(Location, "languages")
    phone = _parent(Phone, "languages")
    name = models.CharField(max_length=100, blank=True)
    code = models.CharField(max_length=10, blank=True, db_index=True)
    note = models.TextField(max_length=TEXT, blank=True)

    class Catalogue(OpenRecord):
        """Facts about offers."""

        open = ("service", "location", "phone", "name", "code", "note", "extra")


class Accessibility(Record):
    """Help for people with disabilities at a place (HSDS accessibility). `kind` is a key of the county profile."""

    location = _parent(Location, "accessibility")
    kind = models.CharField(max_length=40, blank=True, db_index=True)
    description = models.TextField(max_length=TEXT, blank=True)
    details = models.TextField(max_length=TEXT, blank=True)
    url = models.URLField(max_length=2000, blank=True)

    class Catalogue(OpenRecord):
        """Facts about places."""

        open = ("location", "kind", "description", "details", "url", "extra")


class CostOption(Record):
    """What it costs for whom, for a period or for good (HSDS cost_option). `amount` is in `currency`; 0 is free."""

    service = _parent(Service, "cost_options", required=True)
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)
    option = models.CharField(max_length=LINE, blank=True)
    currency = models.CharField(max_length=3, default="EUR", blank=True)
    amount = models.DecimalField(max_digits=10, decimal_places=2, null=True, blank=True)
    amount_description = models.CharField(max_length=LINE, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(amount__isnull=True) | Q(amount__gte=0), name="supportmap_cost_not_negative"
            )
        ]

    class Catalogue(OpenRecord):
        """Facts about offers."""

        open = (
            "service",
            "valid_from",
            "valid_to",
            "option",
            "currency",
            "amount",
            "amount_description",
            "extra",
        )


class Eligibility(Record):
    """One rule about who may use a service, readable by machines (county profile).

    `value` is a HouseholdForm, a BenefitKind, or an official area key (5 digits for the county, 8 for a town).
    """

    service = _parent(Service, "eligibility", required=True)
    kind = models.CharField(max_length=12, choices=EligibilityKind)
    value = models.CharField(max_length=40)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["service", "kind", "value"], name="supportmap_eligibility_once")
        ]

    class Catalogue(OpenRecord):
        """Facts about offers."""

        open = ("service", "kind", "value", "extra")


class RequiredDocument(Record):
    """A paper to bring along (HSDS required_document)."""

    service = _parent(Service, "required_documents")
    document = models.TextField(max_length=TEXT, blank=True)
    uri = models.URLField(max_length=2000, blank=True)

    class Catalogue(OpenRecord):
        """Facts about offers."""

        open = ("service", "document", "uri", "extra")


class ServiceArea(Record):
    """Where people must live to be served, in words or as an area (HSDS service_area); `area_key` is official."""

    service = _parent(Service, "areas")
    area_key = models.CharField(max_length=8, blank=True, db_index=True)
    name = models.TextField(max_length=TEXT, blank=True)
    description = models.TextField(max_length=TEXT, blank=True)
    extent = models.TextField(max_length=200_000, blank=True)
    extent_type = models.CharField(max_length=20, blank=True)
    uri = models.URLField(max_length=2000, blank=True)

    class Catalogue(OpenRecord):
        """Facts about offers."""

        open = ("service", "area_key", "name", "description", "extent", "extent_type", "uri", "extra")


class Capacity(Record):
    """Places of a service on a day: how many there are, are free, are waited for (HSDS 3.1 service_capacity).

    Each count is a row; the newest one holds. `unit` is what is counted, such as "places" or "appointments a week".
    """

    service = _parent(Service, "capacities", required=True)
    unit = models.CharField(max_length=60, blank=True)
    counted_on = models.DateField(default=time.today)
    places = models.PositiveIntegerField(null=True, blank=True)
    free = models.PositiveIntegerField(null=True, blank=True)
    waiting = models.PositiveIntegerField(null=True, blank=True)
    description = models.CharField(max_length=LINE, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["service", "unit", "counted_on"], name="supportmap_capacity_once_a_day"),
            models.CheckConstraint(
                condition=Q(places__isnull=True) | Q(free__isnull=True) | Q(free__lte=F("places")),
                name="supportmap_capacity_free_within_places",
            ),
        ]

    class Catalogue(OpenRecord):
        """Counts without persons."""

        open = ("service", "unit", "counted_on", "places", "free", "waiting", "description", "extra")

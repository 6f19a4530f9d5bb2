"""The core of HSDS: organisations, services, locations, and which service is found where."""

from __future__ import annotations

import datetime as dt
from typing import ClassVar, Self

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import F, Q

from chancennetz.core import time
from chancennetz.core.models import Dated, DatedQuerySet, Versioned, dated_constraint
from chancennetz.organisations.models import Organisation
from chancennetz.supportmap.constants import LINE, TEXT, LocationType, ServiceStatus
from chancennetz.supportmap.models.base import OpenRecord, Record


class OrganisationProfile(Record):
    """What the map adds to an organisation. `hsds_id` is its name in HSDS: its own id, or the one it came in with."""

    organisation = models.OneToOneField(Organisation, on_delete=models.CASCADE, related_name="+")
    hsds_id = models.UUIDField(unique=True)
    description = models.TextField(max_length=TEXT, blank=True)
    legal_status = models.CharField(max_length=LINE, blank=True)

    class Catalogue(OpenRecord):
        """Facts about bodies, not persons."""

        open = ("organisation", "hsds_id", "description", "legal_status", "extra")


class ServiceQuerySet(DatedQuerySet):
    """Services, narrowed to those that may be shown."""

    def public(self, day: dt.date | None = None) -> Self:
        """Return what the public sees on a day (default: today): released, not given up, of a living organisation."""
        day = day or time.today()
        shown = (ServiceStatus.ACTIVE, ServiceStatus.TEMPORARILY_CLOSED)
        alive = Q(organisation__valid_to__isnull=True) | Q(organisation__valid_to__gte=day)
        return self.on(day).filter(alive, is_released=True, status__in=shown)


class Service(Record, Versioned, Dated):
    """An offer of help: what it is, for whom, at what price, how to get it (HSDS service).

    `is_released` is False while a new offer waits for the editors. `minimum_age` and `maximum_age` are years, also
    parts of a year. `assured_date` is the day on which somebody last said "still correct". `keywords` is the
    normalised text, `search_vector` the German full text; both are kept by the actions.
    """

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=LINE)
    alternate_name = models.CharField(max_length=LINE, blank=True)
    description = models.TextField(max_length=TEXT, blank=True)
    url = models.URLField(max_length=2000, blank=True)
    email = models.EmailField(blank=True)
    status = models.CharField(max_length=20, choices=ServiceStatus, default=ServiceStatus.ACTIVE)
    interpretation_services = models.TextField(max_length=TEXT, blank=True)
    application_process = models.TextField(max_length=TEXT, blank=True)
    fees_description = models.TextField(max_length=TEXT, blank=True)
    wait_time = models.CharField(max_length=LINE, blank=True)
    accreditations = models.TextField(max_length=TEXT, blank=True)
    licenses = models.TextField(max_length=TEXT, blank=True)
    eligibility_description = models.TextField(max_length=TEXT, blank=True)
    minimum_age = models.FloatField(null=True, blank=True)
    maximum_age = models.FloatField(null=True, blank=True)
    alert = models.TextField(max_length=TEXT, blank=True)
    assured_date = models.DateField(null=True, blank=True)
    assurer_email = models.EmailField(blank=True)
    last_modified = models.DateTimeField(default=time.now)
    legal_basis = models.CharField(max_length=LINE, blank=True)
    by_appointment = models.BooleanField(default=False)
    urgent_help = models.BooleanField(default=False)
    is_released = models.BooleanField(default=True)
    source = models.CharField(max_length=100, blank=True)
    source_key = models.CharField(max_length=100, blank=True)
    keywords = models.TextField(blank=True, editable=False)
    search_vector = SearchVectorField(null=True, editable=False)

    objects = ServiceQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["source", "source_key"], condition=~Q(source_key=""), name="supportmap_service_source_once"
            ),
            models.CheckConstraint(
                condition=Q(minimum_age__isnull=True) | Q(minimum_age__range=(0, 150)),
                name="supportmap_service_minimum_age",
            ),
            models.CheckConstraint(
                condition=Q(maximum_age__isnull=True) | Q(maximum_age__range=(0, 150)),
                name="supportmap_service_maximum_age",
            ),
            models.CheckConstraint(
                condition=Q(minimum_age__isnull=True)
                | Q(maximum_age__isnull=True)
                | Q(minimum_age__lte=F("maximum_age")),
                name="supportmap_service_ages_in_order",
            ),
            dated_constraint("supportmap_service_period"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["is_released", "status", "name"], name="supportmap_service_shown"),
            models.Index(fields=["last_modified"], name="supportmap_service_modified"),
            models.Index(fields=["assured_date"], name="supportmap_service_assured"),
            GinIndex(fields=["search_vector"], name="supportmap_service_words"),
        ]

    class Catalogue(OpenRecord):
        """Facts about offers."""

        open = (
            "organisation",
            "name",
            "alternate_name",
            "description",
            "url",
            "email",
            "status",
            "interpretation_services",
            "application_process",
            "fees_description",
            "wait_time",
            "accreditations",
            "licenses",
            "eligibility_description",
            "minimum_age",
            "maximum_age",
            "alert",
            "assured_date",
            "assurer_email",
            "last_modified",
            "legal_basis",
            "by_appointment",
            "urgent_help",
            "is_released",
            "source",
            "source_key",
            "keywords",
            "search_vector",
            "valid_from",
            "valid_to",
            "extra",
        )

    def __str__(self) -> str:
        return self.name


class Location(Record, Versioned, Dated):
    """A place where help is given (HSDS location).

    A confidential place (a women's shelter) has no coordinates, and its addresses are kept out of every list, export
    and map: the database forbids the first, `Address.objects` sees to the second. `approximate` coordinates are the
    middle of an area. `municipality_key` is the official key (AGS, 8 digits) of the town.
    """

    organisation = models.ForeignKey(Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    location_type = models.CharField(max_length=10, choices=LocationType, default=LocationType.PHYSICAL)
    name = models.CharField(max_length=LINE, blank=True)
    alternate_name = models.CharField(max_length=LINE, blank=True)
    description = models.TextField(max_length=TEXT, blank=True)
    transportation = models.TextField(max_length=TEXT, blank=True)
    url = models.URLField(max_length=2000, blank=True)
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    approximate = models.BooleanField(default=False)
    confidential = models.BooleanField(default=False)
    municipality_key = models.CharField(max_length=8, blank=True)
    external_identifier = models.CharField(max_length=100, blank=True)
    external_identifier_type = models.CharField(max_length=100, blank=True)

    objects = DatedQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(latitude__isnull=True, longitude__isnull=True)
                | Q(latitude__range=(-90, 90), longitude__range=(-180, 180)),
                name="supportmap_location_place_in_pairs",
            ),
            models.CheckConstraint(
                condition=Q(confidential=False) | Q(latitude__isnull=True),
                name="supportmap_location_hidden_has_no_point",
            ),
            models.CheckConstraint(
                condition=Q(municipality_key="") | Q(municipality_key__regex=r"^\d{8}$"),
                name="supportmap_location_key_eight_digits",
            ),
            dated_constraint("supportmap_location_period"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["latitude", "longitude"], name="supportmap_location_point"),
            models.Index(fields=["municipality_key"], name="supportmap_location_town"),
            models.Index(
                fields=["external_identifier_type", "external_identifier"], name="supportmap_location_external"
            ),
        ]

    class Catalogue(OpenRecord):
        """Facts about places."""

        open = (
            "organisation",
            "location_type",
            "name",
            "alternate_name",
            "description",
            "transportation",
            "url",
            "latitude",
            "longitude",
            "approximate",
            "confidential",
            "municipality_key",
            "external_identifier",
            "external_identifier_type",
            "valid_from",
            "valid_to",
            "extra",
        )

    def __str__(self) -> str:
        return self.name


class ServiceAtLocation(Record, Dated):
    """A service at one place (HSDS service_at_location); its hours and contacts win over those of the service."""

    service = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="places")
    location = models.ForeignKey(Location, on_delete=models.CASCADE, related_name="services")
    description = models.TextField(max_length=TEXT, blank=True)

    objects = DatedQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["service", "location"], name="supportmap_service_at_location_once"),
            dated_constraint("supportmap_service_at_location_period"),
        ]

    class Catalogue(OpenRecord):
        """Facts about offers."""

        open = ("service", "location", "description", "valid_from", "valid_to", "extra")

"""Tables of organisations and their units."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower

from chancennetz.core.catalogue import LegalDomain, Retention
from chancennetz.core.models import Dated, DatedQuerySet, Entity, Versioned, dated_constraint
from chancennetz.organisations.constants import OrganisationKind


class Organisation(Entity, Versioned, Dated):
    """One record for everything an organisation is here: project partner, network member, provider on the map.

    `municipality_key` is the official municipality key (AGS, 8 digits) of its seat, empty when it has none here.
    """

    name = models.CharField(max_length=200)
    short_name = models.CharField(max_length=60, blank=True)
    sort_name = models.CharField(max_length=240, editable=False)
    kind = models.CharField(max_length=20, choices=OrganisationKind)
    municipality_key = models.CharField(max_length=8, blank=True)
    website = models.URLField(blank=True)
    phone = models.CharField(max_length=40, blank=True)
    email = models.EmailField(blank=True)
    note = models.TextField(max_length=2000, blank=True)

    objects = DatedQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(Lower("name"), name="organisations_name_once"),
            models.CheckConstraint(
                condition=Q(municipality_key="") | Q(municipality_key__regex=r"^\d{8}$"),
                name="organisations_key_eight_digits",
            ),
            dated_constraint("organisations_organisation_period"),
        ]

    class Catalogue:
        """Facts about bodies, not persons."""

        purpose = "organisation"
        domain = LegalDomain.OPERATION
        retention = Retention.NONE
        open = (
            "name",
            "short_name",
            "sort_name",
            "kind",
            "municipality_key",
            "website",
            "phone",
            "email",
            "note",
            "valid_from",
            "valid_to",
        )

    def __str__(self) -> str:
        return self.short_name or self.name


class Unit(Entity, Versioned, Dated):
    """A part of an organisation that people go to or write to: contact point, team, outpost."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="units")
    name = models.CharField(max_length=200)
    street = models.CharField(max_length=200, blank=True)
    postcode = models.CharField(max_length=5, blank=True)
    town = models.CharField(max_length=100, blank=True)
    phone = models.CharField(max_length=40, blank=True)
    email = models.EmailField(blank=True)
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)

    objects = DatedQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(F("organisation"), Lower("name"), name="organisations_unit_name_once"),
            models.CheckConstraint(
                condition=Q(latitude__isnull=True, longitude__isnull=True)
                | Q(latitude__range=(-90, 90), longitude__range=(-180, 180)),
                name="organisations_unit_place_in_pairs",
            ),
            dated_constraint("organisations_unit_period"),
        ]

    class Catalogue:
        """Facts about bodies, not persons."""

        purpose = "organisation"
        domain = LegalDomain.OPERATION
        retention = Retention.NONE
        open = (
            "organisation",
            "name",
            "street",
            "postcode",
            "town",
            "phone",
            "email",
            "latitude",
            "longitude",
            "valid_from",
            "valid_to",
        )

    def __str__(self) -> str:
        return self.name

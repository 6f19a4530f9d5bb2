"""Tables of areas."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from chancennetz.core.catalogue import LegalDomain, Retention
from chancennetz.core.models import Dated, DatedQuerySet, Entity, Versioned, dated_constraint
from chancennetz.places.constants import AreaLevel


class Area(Entity, Versioned, Dated):
    """An area with its outline, valid for a period. A changed outline is a new row; the old one is ended.

    `key` is the official key (AGS for municipalities, 5 digits for the county); `geometry` is a GeoJSON geometry
    (Polygon or MultiPolygon, WGS84, longitude first); `source` the compulsory attribution of the outline.
    """

    key = models.CharField(max_length=20)
    name = models.CharField(max_length=120)
    level = models.CharField(max_length=20, choices=AreaLevel)
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="children")
    geometry = models.JSONField(null=True)
    centre_latitude = models.FloatField(null=True)
    centre_longitude = models.FloatField(null=True)
    square_kilometres = models.FloatField(null=True)
    source = models.CharField(max_length=200, blank=True)

    objects = DatedQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["level", "key", "valid_from"], name="places_area_key_once_a_day"),
            models.UniqueConstraint(
                fields=["level", "key"], condition=models.Q(valid_to__isnull=True), name="places_area_one_current"
            ),
            dated_constraint("places_area_period"),
        ]

    class Catalogue:
        """Facts about the land."""

        purpose = "information"
        domain = LegalDomain.OPERATION
        retention = Retention.NONE
        open = (
            "key",
            "name",
            "level",
            "parent",
            "geometry",
            "centre_latitude",
            "centre_longitude",
            "square_kilometres",
            "source",
            "valid_from",
            "valid_to",
        )

    def __str__(self) -> str:
        return self.name


class Crosswalk(Entity):
    """What share of an old area's weight lies in a new one, so that series survive a change of boundaries."""

    old = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="crosswalks_out")
    new = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="crosswalks_in")
    weight = models.FloatField()
    method = models.CharField(max_length=60)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["old", "new"], name="places_crosswalk_once"),
            models.CheckConstraint(
                condition=models.Q(weight__gt=0, weight__lte=1), name="places_crosswalk_weight_is_share"
            ),
        ]

    class Catalogue:
        """Facts about the land."""

        purpose = "information"
        domain = LegalDomain.OPERATION
        retention = Retention.NONE
        open = ("old", "new", "weight", "method")

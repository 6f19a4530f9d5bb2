"""Tables of areas."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
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


class TransitFeed(Entity):
    """A timetable (GTFS) of public transport, cut to the county. A newer feed of the same publisher replaces it.

    `content` is the zip that reachability is computed from; `first_day` and `last_day` are its validity.
    """

    publisher = models.CharField(max_length=200, unique=True)
    version = models.CharField(max_length=100, blank=True)
    first_day = models.DateField()
    last_day = models.DateField()
    content = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    stop_count = models.PositiveIntegerField()
    line_count = models.PositiveIntegerField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(last_day__gte=models.F("first_day")), name="places_feed_ends_after_start"
            ),
        ]

    class Catalogue:
        """Published timetables."""

        purpose = "information"
        domain = LegalDomain.OPERATION
        retention = Retention.NONE
        open = (
            "publisher",
            "version",
            "first_day",
            "last_day",
            "content",
            "sha256",
            "stop_count",
            "line_count",
        )

    def __str__(self) -> str:
        return self.publisher


class TransitStop(Entity):
    """A stop with the lines that call there, and the buses on call that can be booked to it.

    `on_call` is a list of {"line", "from", "to", "phone", "message", "notice_minutes", "days"}: times as "17:30", days
    as numbers of weekdays (Monday is 0).
    """

    feed = models.ForeignKey(TransitFeed, on_delete=models.CASCADE, related_name="stops")
    stop_id = models.CharField(max_length=120)
    name = models.CharField(max_length=200)
    latitude = models.FloatField()
    longitude = models.FloatField()
    lines = ArrayField(models.CharField(max_length=60), default=list)
    on_call = models.JSONField(default=list)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["feed", "stop_id"], name="places_stop_once_in_a_feed"),
        ]
        indexes: ClassVar = [models.Index(fields=["latitude", "longitude"], name="places_stop_place")]

    class Catalogue:
        """Published timetables."""

        purpose = "information"
        domain = LegalDomain.OPERATION
        retention = Retention.NONE
        open = ("feed", "stop_id", "name", "latitude", "longitude", "lines", "on_call")

    def __str__(self) -> str:
        return self.name

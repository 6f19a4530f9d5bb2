"""Tables of take-up. No table here knows a person: only offers, days, areas and numbers."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from chancennetz.core.catalogue import LegalDomain, Retention
from chancennetz.core.models import Entity, Versioned
from chancennetz.places.models import Area
from chancennetz.supportmap.models import Location, Service
from chancennetz.takeup.constants import LONGEST_TOPIC, AgeBand, Journey, ReferralEvent, SignalKind


class _Counts:
    """Counts for planning."""

    purpose = "monitoring"
    domain = LegalDomain.OPERATION
    retention = Retention.NONE


class TakeUp(Entity, Versioned):
    """What a provider says of an offer at the end of a quarter: places, how many were used, who waits, who was turned
    away. `quarter` is its first day; an empty number means "not known", never zero.
    """

    service = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="+")
    quarter = models.DateField()
    places = models.PositiveIntegerField(null=True, blank=True)
    used = models.PositiveIntegerField(null=True, blank=True)
    waiting = models.PositiveIntegerField(null=True, blank=True)
    turned_away = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["service", "quarter"], name="takeup_once_a_quarter"),
            models.CheckConstraint(
                condition=Q(quarter__day=1, quarter__month__in=[1, 4, 7, 10]), name="takeup_quarter"
            ),
        ]

    class Catalogue(_Counts):
        """No personal data."""

        open = ("service", "quarter", "places", "used", "waiting", "turned_away")


class ReferralCount(Entity):
    """A count from referrals: on this day, for this offer, so many. Append-only; a correction is a negative row."""

    service = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="+")
    day = models.DateField()
    event = models.CharField(max_length=10, choices=ReferralEvent)
    number = models.IntegerField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["service", "day"], name="takeup_referral_day")]
        constraints: ClassVar = [models.CheckConstraint(condition=~Q(number=0), name="takeup_referral_counts")]

    class Catalogue(_Counts):
        """No personal data."""

        open = ("service", "day", "event", "number")


class DemandSignal(Entity):
    """A sign of need in a month: what, in which town, how often. `topic` is a term of ours, never free text."""

    month = models.DateField()
    kind = models.CharField(max_length=10, choices=SignalKind)
    topic = models.CharField(max_length=LONGEST_TOPIC)
    municipality_key = models.CharField(max_length=8, blank=True)
    service = models.ForeignKey(Service, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    number = models.PositiveIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["month", "kind", "topic", "municipality_key", "service"],
                nulls_distinct=False,
                name="takeup_signal_once_a_month",
            ),
            models.CheckConstraint(condition=Q(month__day=1), name="takeup_signal_month"),
        ]

    class Catalogue(_Counts):
        """No personal data."""

        open = ("month", "kind", "topic", "municipality_key", "service", "number")


class ChildrenCount(Entity):
    """How many children of an age live in an area on a day, from the register, rounded or protected by its source."""

    area_key = models.CharField(max_length=20)
    age_band = models.CharField(max_length=6, choices=AgeBand)
    day = models.DateField()
    number = models.PositiveIntegerField()
    source = models.CharField(max_length=200)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["area_key", "age_band", "day"], name="takeup_children_once_a_day")
        ]

    class Catalogue(_Counts):
        """No personal data."""

        open = ("area_key", "age_band", "day", "number", "source")


class Reach(Entity):
    """How many minutes it takes from the middle of an area to a place at a typical time. No row: not reachable.

    Computed by a job from timetables (connection scan) and on foot; replaced as a whole.
    """

    area = models.ForeignKey(Area, on_delete=models.CASCADE, related_name="+")
    location = models.ForeignKey(Location, on_delete=models.CASCADE, related_name="+")
    journey = models.CharField(max_length=10, choices=Journey)
    minutes = models.PositiveSmallIntegerField()
    on_foot = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["area", "location", "journey"], name="takeup_reach_once"),
        ]

    class Catalogue(_Counts):
        """No personal data."""

        open = ("area", "location", "journey", "minutes", "on_foot")

"""Tables of programmes, partners, targets, and the counts without persons."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from chancennetz.core.catalogue import LegalDomain, Retention
from chancennetz.core.models import Dated, DatedQuerySet, Entity, Versioned, dated_constraint
from chancennetz.monitoring.constants import PartnerRole, What
from chancennetz.organisations.models import Organisation


class _Facts:
    """Catalogue of tables without personal data."""

    purpose = "monitoring"
    domain = LegalDomain.PROJECT
    retention = Retention.NONE


class Programme(Entity, Versioned, Dated):
    """A funded project in which people are counted."""

    name = models.CharField(max_length=80, unique=True)
    title = models.CharField(max_length=200, blank=True)
    funding_notice = models.CharField(max_length=400, blank=True)

    objects = DatedQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [dated_constraint("monitoring_programme_period")]

    class Catalogue(_Facts):
        """No personal data."""

        open = ("name", "title", "funding_notice", "valid_from", "valid_to")

    def __str__(self) -> str:
        return self.name


class Module(Entity):
    """A part of a programme with hours per participant: basic 23 h, take-up +10 h, employment +10 h."""

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="modules")
    key = models.SlugField(max_length=20)
    label = models.CharField(max_length=120)
    hours_each = models.PositiveSmallIntegerField()
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering: ClassVar = ["position"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["programme", "key"], name="monitoring_module_once"),
            models.CheckConstraint(condition=Q(hours_each__gt=0), name="monitoring_module_has_hours"),
        ]

    class Catalogue(_Facts):
        """No personal data."""

        open = ("programme", "key", "label", "hours_each", "position")


class Partner(Entity, Dated):
    """An organisation takes part in a programme in a role; `site` is the town in which it works."""

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="partners")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=16, choices=PartnerRole)
    site = models.CharField(max_length=80, blank=True)

    objects = DatedQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["programme", "organisation", "role"], name="monitoring_partner_once"),
            dated_constraint("monitoring_partner_period"),
        ]

    class Catalogue(_Facts):
        """No personal data."""

        open = ("programme", "organisation", "role", "site", "valid_from", "valid_to")


class Staffing(Entity):
    """Planned posts of a partner by function, in full-time equivalents."""

    partner = models.ForeignKey(Partner, on_delete=models.CASCADE, related_name="staffing")
    function = models.CharField(max_length=80)
    fte = models.DecimalField(max_digits=5, decimal_places=2)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["partner", "function"], name="monitoring_staffing_once"),
            models.CheckConstraint(condition=Q(fte__gt=0), name="monitoring_staffing_positive"),
        ]

    class Catalogue(_Facts):
        """No personal data."""

        open = ("partner", "function", "fte")


class Target(Entity):
    """How many participants and hours a module shall reach by the end: of the programme, or of one partner."""

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="targets")
    partner = models.ForeignKey(Partner, null=True, blank=True, on_delete=models.CASCADE, related_name="targets")
    module = models.ForeignKey(Module, on_delete=models.CASCADE, related_name="+")
    participants = models.PositiveIntegerField()
    hours = models.PositiveIntegerField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["programme", "partner", "module"], nulls_distinct=False, name="monitoring_target_once"
            )
        ]

    class Catalogue(_Facts):
        """No personal data."""

        open = ("programme", "partner", "module", "participants", "hours")


class Tally(Entity):
    """A count without a person: on this day, at this partner, so many. Append-only; a correction is a negative row."""

    day = models.DateField()
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="+")
    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="+")
    module = models.CharField(max_length=20, blank=True)
    case_type = models.CharField(max_length=20, blank=True)
    what = models.CharField(max_length=12, choices=What)
    number = models.IntegerField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["programme", "what", "day"], name="monitoring_tally_what")]
        constraints: ClassVar = [models.CheckConstraint(condition=~Q(number=0), name="monitoring_tally_counts")]

    class Catalogue(_Facts):
        """No personal data: only partner, day and kind."""

        open = ("day", "programme", "partner", "module", "case_type", "what", "number")

"""Who takes part in a programme. Every row lies in a family file."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from chancennetz.access.protected import InFile
from chancennetz.core.catalogue import LegalDomain, Retention
from chancennetz.core.models import Versioned
from chancennetz.monitoring.models import Partner, Programme
from chancennetz.people.models import Person


class Participant(InFile, Versioned):
    """A person takes part in a programme at a partner, from entry to exit, in modules with planned hours.

    `module_starts` holds the day from which each module of `modules` counts, in the same order. `partner` is with whom
    the person began; when the file goes to another organisation, `later_partners` and `later_starts` grow by an entry.
    """

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="+")
    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="+")
    modules = ArrayField(models.CharField(max_length=20))
    module_starts = ArrayField(models.DateField())
    later_partners = ArrayField(models.UUIDField(), default=list, blank=True)
    later_starts = ArrayField(models.DateTimeField(), default=list, blank=True)
    entry_on = models.DateField()
    exit_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            # One person counts once per project (reference 0.2).
            models.UniqueConstraint(fields=["person", "programme"], name="participation_participant_once"),
            models.CheckConstraint(
                condition=Q(exit_on__isnull=True) | Q(exit_on__gte=F("entry_on")),
                name="participation_participant_period",
            ),
            models.CheckConstraint(
                condition=Q(modules__len=F("module_starts__len")), name="participation_participant_module_has_start"
            ),
            models.CheckConstraint(
                condition=Q(later_partners__len=F("later_starts__len")),
                name="participation_participant_partner_has_start",
            ),
        ]

    class Catalogue:
        """Participation in the funded project: proof that the funder may audit."""

        purpose = "project"
        domain = LegalDomain.PROJECT
        retention = Retention.LAST_PAYMENT
        open = ("programme", "partner", "modules", "later_partners")
        personal = ("file", "person", "module_starts", "later_starts", "entry_on", "exit_on")

"""Table of versions of the plan. Every row lies in a family file."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from chancennetz.access.models import User
from chancennetz.access.protected import InFile
from chancennetz.casework.models import InCase
from chancennetz.core.fields import SealedTextField
from chancennetz.core.models import Versioned
from chancennetz.planversions.constants import PlanAgreement, PlanState


class PlanVersion(InFile, Versioned):
    """A version of the family's plan (Hilfeplan): prepared, proposed, approved, in force, replaced.

    `content` is the plan as JSON, frozen when it is proposed (`plan_content`). Exactly one version is in force
    at a time, and at most one is on its way; the database holds both.
    """

    number = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=10, choices=PlanState, default=PlanState.DRAFT)
    content = SealedTextField(max_characters=400_000)
    comment = SealedTextField(max_characters=2000)
    written_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField(null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    agreed_on = models.DateField(null=True, blank=True)
    agreement = models.CharField(max_length=10, choices=PlanAgreement, blank=True)
    active_from = models.DateTimeField(null=True, blank=True)
    revised_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["file", "number"], name="planversions_number_once"),
            models.UniqueConstraint(fields=["file"], condition=Q(state="active"), name="planversions_one_current"),
            models.UniqueConstraint(
                fields=["file"],
                condition=Q(state__in=["draft", "proposed", "approved"]),
                name="planversions_one_coming",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["active", "revised"]) | Q(agreed_on__isnull=False, active_from__isnull=False),
                name="planversions_agreed_before_active",
            ),
        ]

    class Catalogue(InCase):
        """The plan at a time."""

        open = ("number", "state", "agreement")
        personal = (
            "file",
            "written_by",
            "proposed_at",
            "decided_at",
            "decided_by",
            "agreed_on",
            "active_from",
            "revised_at",
        )
        sensitive = ("content", "comment")

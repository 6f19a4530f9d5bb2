"""Tables of discharge card and aftercare. Every row lies in a family file."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from chancennetz.access.protected import InFile
from chancennetz.closure.constants import LONGEST_LINE, AftercareSlot, CardReason, CardSection, StillWorking
from chancennetz.core.catalogue import LegalDomain, Retention
from chancennetz.core.fields import SealedTextField
from chancennetz.core.models import Versioned


class _InCase:
    """Catalogue of this room."""

    purpose = "counselling"
    domain = LegalDomain.VOLUNTARY
    retention = Retention.CASE_CLOSED


class DischargeCard(InFile, Versioned):
    """The discharge card of a family (Entlasskarte): what to watch, what to pay, whom to call."""

    reason = models.CharField(max_length=20, choices=CardReason)
    starts_on = models.DateField()
    printed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["file"], name="closure_one_card_per_file")]

    class Catalogue(_InCase):
        """When the card was made."""

        open = ("reason", "printed_at")
        personal = ("file", "starts_on")


class CardLine(InFile, Versioned):
    """A line of a discharge card. `key` names the line of the catalogue it came from, empty for one's own."""

    card = models.ForeignKey(DischargeCard, on_delete=models.CASCADE, related_name="lines")
    section = models.CharField(max_length=10, choices=CardSection)
    key = models.CharField(max_length=40, blank=True)
    text = SealedTextField(max_characters=LONGEST_LINE)
    due_on = models.DateField(null=True, blank=True)
    done_on = models.DateField(null=True, blank=True)
    task_id = models.UUIDField(null=True, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["card", "section", "position"], name="closure_line_on_card")]

    class Catalogue(_InCase):
        """What the card says."""

        open = ("section", "key", "position", "due_on", "done_on")
        personal = ("file", "card", "task_id")
        sensitive = ("text",)


class AftercareContact(InFile, Versioned):
    """A planned contact after the end: when, was somebody reached, how is it, still in work?"""

    slot = models.CharField(max_length=10, choices=AftercareSlot)
    due_on = models.DateField()
    task_id = models.UUIDField(null=True, blank=True)
    held_on = models.DateField(null=True, blank=True)
    reached = models.BooleanField(null=True, blank=True)
    still_working = models.CharField(max_length=10, choices=StillWorking, blank=True)
    note = SealedTextField(max_characters=4000)
    recorded_by = models.UUIDField(null=True, blank=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["file", "due_on"], name="closure_aftercare_in_file")]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(held_on__isnull=True, reached__isnull=True)
                | Q(held_on__isnull=False, reached__isnull=False),
                name="closure_aftercare_held_has_result",
            )
        ]

    class Catalogue(_InCase):
        """Aftercare."""

        open = ("slot", "reached")
        personal = ("file", "due_on", "held_on", "task_id", "recorded_by")
        sensitive = ("still_working", "note")

"""Tables of casework. Every row lies in a family file."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from chancennetz.access.models import User
from chancennetz.access.protected import InFile
from chancennetz.casework.constants import LONGEST_NOTE, CaseType, Channel
from chancennetz.core.catalogue import LegalDomain, Retention
from chancennetz.core.fields import SealedTextField
from chancennetz.core.models import Versioned


class InCase:
    """What the tables of a case have in common in the catalogue, those of the rooms above too."""

    purpose = "counselling"
    domain = LegalDomain.VOLUNTARY
    retention = Retention.CASE_CLOSED


class Case(InFile, Versioned):
    """The work with a family: one per file. Lead and team are relations of `access`; the phase is computed."""

    channel = models.CharField(max_length=16, choices=Channel)
    channel_place = SealedTextField(max_characters=200)
    first_contact_on = models.DateField()
    concern = SealedTextField(max_characters=4000)
    case_type = models.CharField(max_length=16, choices=CaseType, blank=True)
    assessed_on = models.DateField(null=True, blank=True)
    assessment = SealedTextField(max_characters=20_000)
    exit_on = models.DateField(null=True, blank=True)
    exit_reason = models.CharField(max_length=40, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["file"], name="casework_one_case_per_file"),
            models.CheckConstraint(
                condition=Q(exit_on__isnull=True) | Q(exit_on__gte=F("first_contact_on")),
                name="casework_case_ends_after_start",
            ),
        ]

    class Catalogue(InCase):
        """What the family came with."""

        open = ("channel", "case_type", "exit_reason")
        personal = ("file", "channel_place", "first_contact_on", "assessed_on", "exit_on")
        sensitive = ("concern", "assessment")


class EntrustedNote(InFile, Versioned):
    """Something entrusted in confidence (s. 65 SGB VIII): readable by this counsellor in person, by nobody else."""

    bound_to = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    text = SealedTextField(max_characters=LONGEST_NOTE)

    class Catalogue(InCase):
        """Entrusted."""

        domain = LegalDomain.SGB_VIII
        personal = ("file", "bound_to")
        entrusted = ("text",)


class Revision(InFile):
    """How a record looked at a version (JSON, sealed): for "as of", undo, and both versions side by side."""

    object_type = models.CharField(max_length=40)
    object_id = models.UUIDField()
    number = models.PositiveIntegerField()
    content = SealedTextField(max_characters=2_200_000)
    made_by = models.UUIDField(null=True)
    made_by_name = models.CharField(max_length=120, blank=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["object_id", "-number"], name="casework_revision_of")]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["object_id", "number"], name="casework_revision_number_once")
        ]

    class Catalogue(InCase):
        """Earlier content of records."""

        open = ("object_type", "object_id", "number")
        personal = ("file", "made_by", "made_by_name")
        sensitive = ("content",)

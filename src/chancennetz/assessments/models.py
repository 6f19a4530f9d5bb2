"""Tables of assessments: versions of forms, and answers in family files."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from chancennetz.access.constants import Facet
from chancennetz.access.models import User
from chancennetz.access.protected import InFile
from chancennetz.assessments.constants import LONGEST_CONTENT, FormState, Stage
from chancennetz.core.catalogue import LegalDomain, Retention
from chancennetz.core.fields import SealedTextField
from chancennetz.core.models import Entity, Versioned
from chancennetz.people.models import Person


class FormDefinition(Entity):
    """One version of a form (Formular). A published version never changes: answers keep the one they were given in."""

    key = models.CharField(max_length=40)
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=10, choices=FormState, default=FormState.DRAFT)
    content = models.JSONField()
    content_hash = models.CharField(max_length=64)
    published_at = models.DateTimeField(null=True, blank=True)
    retired_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["key", "number"], name="assessments_form_version_once"),
            models.UniqueConstraint(
                fields=["key"], condition=Q(state=FormState.PUBLISHED), name="assessments_one_form_in_use"
            ),
            models.UniqueConstraint(
                fields=["key"], condition=Q(state=FormState.DRAFT), name="assessments_one_draft_of_form"
            ),
            models.CheckConstraint(
                condition=Q(state=FormState.DRAFT) | Q(published_at__isnull=False),
                name="assessments_form_published_at",
            ),
        ]

    class Catalogue:
        """Questions, no answers."""

        purpose = "organisation"
        domain = LegalDomain.OPERATION
        retention = Retention.NONE
        open = ("key", "number", "state", "content", "content_hash", "published_at", "retired_at")


class _InFile:
    """Catalogue of assessments."""

    purpose = "counselling"
    domain = LegalDomain.VOLUNTARY
    retention = Retention.CASE_CLOSED


class Assessment(InFile, Versioned):
    """A form filled in with a family or one person (Anamnese, Kompetenzfeststellung): stage and information date."""

    definition = models.ForeignKey(FormDefinition, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    stage = models.CharField(max_length=8, choices=Stage, default=Stage.ENTRY)
    informed_on = models.DateField()
    finished_on = models.DateField(null=True, blank=True)
    started_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        indexes: ClassVar = [models.Index(fields=["file", "-informed_on"], name="assessments_in_file")]

    class Catalogue(_InFile):
        """Which form, when, about whom."""

        open = ("definition", "stage")
        personal = ("file", "person", "informed_on", "finished_on", "started_by")


class SectionAnswers(InFile, Versioned):
    """The answers of one section (JSON, sealed). Each section is a row of its own with the part of the file it is
    released with, so that opening one part never opens another."""

    assessment = models.ForeignKey(Assessment, on_delete=models.CASCADE, related_name="sections")
    section = models.CharField(max_length=40)
    facet = models.CharField(max_length=16, choices=Facet)
    content = SealedTextField(max_characters=LONGEST_CONTENT)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["assessment", "section"], name="assessments_section_once")
        ]

    class Catalogue(_InFile):
        """What the family told us."""

        open = ("assessment", "section", "facet")
        personal = ("file",)
        sensitive = ("content",)


class AnswerVersion(InFile):
    """How the answers of a section looked at a version (JSON, sealed): nothing that was saved is lost."""

    answers = models.ForeignKey(SectionAnswers, on_delete=models.CASCADE, related_name="+")
    number = models.PositiveIntegerField()
    content = SealedTextField(max_characters=LONGEST_CONTENT)
    made_by = models.UUIDField(null=True)
    made_by_name = models.CharField(max_length=120, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["answers", "number"], name="assessments_answer_version_once")
        ]

    class Catalogue(_InFile):
        """Earlier answers."""

        open = ("answers", "number")
        personal = ("file", "made_by", "made_by_name")
        sensitive = ("content",)

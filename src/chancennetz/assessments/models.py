"""Tables of assessments: versions of forms, answers in family files, the resource map and its versions."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from chancennetz.access.constants import Facet
from chancennetz.access.models import User
from chancennetz.access.protected import InFile
from chancennetz.assessments.constants import LONGEST_CONTENT, FormState, Rater, Stage
from chancennetz.casework.constants import LifeArea
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


class ResourceMap(InFile, Versioned):
    """The resource map of a family (Ressourcenkarte). `version` is the number of its newest version."""

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["file"], name="assessments_one_map_per_file")]

    class Catalogue(_InFile):
        """That there is a map."""

        personal = ("file",)


class MapVersion(InFile):
    """What a life area looked like from a version of the map on (JSON, sealed): state, resources, fine goals.

    A version of the map is, for each area, the newest row up to its number. Rows are added, never changed.
    """

    map = models.ForeignKey(ResourceMap, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    area = models.CharField(max_length=8, choices=LifeArea)
    content = SealedTextField(max_characters=LONGEST_CONTENT)
    restores = models.PositiveIntegerField(null=True, blank=True)
    made_by = models.UUIDField(null=True)
    made_by_name = models.CharField(max_length=120, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["map", "number", "area"], name="assessments_map_version_once")
        ]
        indexes: ClassVar = [models.Index(fields=["file", "area", "-number"], name="assessments_map_area")]

    class Catalogue(_InFile):
        """State, resources and fine goals of a life area."""

        open = ("map", "number", "area", "restores")
        personal = ("file", "made_by", "made_by_name")
        sensitive = ("content",)


class AreaRating(InFile):
    """How the family or the counsellor sees a life area on a day, from 1 (very difficult) to 5 (very good)."""

    area = models.CharField(max_length=8, choices=LifeArea)
    rater = models.CharField(max_length=8, choices=Rater)
    value = SealedTextField(max_characters=2)
    rated_on = models.DateField()
    made_by = models.UUIDField(null=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["file", "area", "-rated_on"], name="assessments_rating")]

    class Catalogue(_InFile):
        """Two views of the same life area."""

        open = ("area", "rater")
        personal = ("file", "rated_on", "made_by")
        sensitive = ("value",)

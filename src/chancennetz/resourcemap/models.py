"""Tables of the resource map: its versions by life area, and how both sides see each area."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from chancennetz.access.protected import InFile
from chancennetz.assessments.constants import LONGEST_CONTENT
from chancennetz.casework.constants import LifeArea
from chancennetz.core.catalogue import LegalDomain, Retention
from chancennetz.core.fields import SealedTextField
from chancennetz.core.models import Versioned
from chancennetz.resourcemap.constants import Rater


class _InFile:
    """Catalogue of the resource map."""

    purpose = "counselling"
    domain = LegalDomain.VOLUNTARY
    retention = Retention.CASE_CLOSED


class ResourceMap(InFile, Versioned):
    """The resource map of a family (Ressourcenkarte). `version` is the number of its newest version."""

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["file"], name="resourcemap_one_map_per_file")]

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
            models.UniqueConstraint(fields=["map", "number", "area"], name="resourcemap_map_version_once")
        ]
        indexes: ClassVar = [models.Index(fields=["file", "area", "-number"], name="resourcemap_map_area")]

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
        indexes: ClassVar = [models.Index(fields=["file", "area", "-rated_on"], name="resourcemap_rating")]

    class Catalogue(_InFile):
        """Two views of the same life area."""

        open = ("area", "rater")
        personal = ("file", "rated_on", "made_by")
        sensitive = ("value",)

"""Vocabulary of the resource map."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from chancennetz.access.constants import Facet
from chancennetz.casework.constants import LifeArea


class Rater(models.TextChoices):
    """Who rates a life area."""

    SELF = "self", _("The family")
    COACH = "coach", _("The counsellor")


class ResourceLevel(models.IntegerChoices):
    """The four levels of resources, nearest first (Lüttringhaus)."""

    SELF = 1, _("Ourselves and who lives with us")
    CLOSE = 2, _("Relatives and friends")
    AREA = 3, _("Neighbourhood, clubs, day care, school")
    INSTITUTION = 4, _("Offices and professional services")


#: Levels that belong to the family's own world. The first look goes here.
OWN_LEVELS = frozenset({ResourceLevel.SELF, ResourceLevel.CLOSE})
#: Life areas whose content is guarded by a part of the file of its own.
AREA_FACETS = {area: Facet.HEALTH if area is LifeArea.HEALTH else Facet.INTAKE for area in LifeArea}

LOWEST_RATING, HIGHEST_RATING = 1, 5
MOST_RESOURCES = 60
MOST_LINES = 60

"""Vocabulary of persons and their groups."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Gender(models.TextChoices):
    """Gender as the funder's form asks it (Annex I Regulation 2021/1057); empty = not said."""

    FEMALE = "f", _("female")
    MALE = "m", _("male")
    DIVERSE = "d", _("diverse")


class FileRole(models.TextChoices):
    """As what a person belongs to a family file."""

    ADULT = "adult", _("Adult")
    CHILD = "child", _("Child")
    OTHER = "other", _("Further person")


class GroupKind(models.TextChoices):
    """Three different things that are easily mixed up."""

    HOUSEHOLD = "household", _("Household (same front door)")
    BENEFIT_HOUSEHOLD = "benefit_household", _("Benefit household (Bedarfsgemeinschaft, s. 7(3) SGB II)")
    FAMILY = "family", _("Family (parents and children, wherever they live)")


class GroupType(models.TextChoices):
    """What kind of household or family it is."""

    SINGLE = "single", _("One person")
    COUPLE = "couple", _("Couple without children")
    COUPLE_CHILDREN = "couple_children", _("Couple with children")
    SINGLE_PARENT = "single_parent", _("Single parent")
    PATCHWORK = "patchwork", _("Patchwork family")
    GENERATIONS = "generations", _("Several generations")
    OTHER = "other", _("Other")


class RelationshipKind(models.TextChoices):
    """How two persons belong together, read from the first to the second."""

    PARENT = "parent", _("is a parent of")
    GUARDIAN = "guardian", _("has custody of")
    PARTNER = "partner", _("lives as a couple with")
    SPOUSE = "spouse", _("is married to")
    SIBLING = "sibling", _("is a sibling of")
    GRANDPARENT = "grandparent", _("is a grandparent of")
    FORMER_PARTNER = "former_partner", _("was the partner of")
    OTHER = "other", _("belongs to")


class KeyKind(models.TextChoices):
    """Kinds of blind-index keys by which persons are found without reading names in the database."""

    NAME = "name", _("name")
    PHONETIC = "phonetic", _("sound of the name")
    BIRTH_DATE = "birth_date", _("birth date")
    IDENTITY = "identity", _("name and birth date together")

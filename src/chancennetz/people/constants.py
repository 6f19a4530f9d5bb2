"""Vocabulary of persons and their groups."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Gender(models.TextChoices):
    """Gender as the funder's form asks it (Annex I Regulation 2021/1057); empty = not said."""

    FEMALE = "f", _("female")
    MALE = "m", _("male")
    DIVERSE = "d", _("diverse")


class ContactWay(models.TextChoices):
    """How one gets in touch with a person."""

    PHONE = "phone", _("Phone call")
    VOICEMAIL = "voicemail", _("Message on the answering machine")
    MESSAGE = "message", _("Text message")
    EMAIL = "email", _("E-mail")
    LETTER = "letter", _("Letter")
    VISIT = "visit", _("Visit at home")


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
    LETTERS = "letters", _("letters of the name in any order")
    PREFIX = "prefix", _("beginning of the name")
    BIRTH_DATE = "birth_date", _("birth date")
    IDENTITY = "identity", _("name and birth date together")


class MatchReason(models.TextChoices):
    """Why a search shows a person. Said beside each result, so that nobody has to guess."""

    SAME_NAME = "same_name", _("same name")
    SOUNDS_ALIKE = "sounds_alike", _("sounds alike")
    SIMILAR_SPELLING = "similar", _("similar spelling")
    NAME_BEGINS = "begins", _("name begins like this")
    BIRTH_NAME = "birth_name", _("name at birth")
    ORDER_SWAPPED = "swapped", _("given and family name swapped")
    SAME_BIRTH_DATE = "same_birth_date", _("same birth date")
    DAY_MONTH_SWAPPED = "day_month", _("birth date with day and month swapped")
    BIRTH_DATE_SLIP = "date_slip", _("birth date nearly the same")


#: Kinds of relationship that read the same from both sides; they are kept once per pair.
SYMMETRIC_KINDS = frozenset(
    {
        RelationshipKind.PARTNER,
        RelationshipKind.SPOUSE,
        RelationshipKind.SIBLING,
        RelationshipKind.FORMER_PARTNER,
        RelationshipKind.OTHER,
    }
)
ADULT_AGE = 18
#: A parent is at least this much older than the child; less is a slip of the finger.
LEAST_PARENT_YEARS = 10
#: How many candidates the database hands over for scoring, and how many a page shows.
CANDIDATES = 40
SHOWN_RESULTS = 12

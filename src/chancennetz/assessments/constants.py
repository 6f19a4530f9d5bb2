"""Vocabulary of assessments."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from chancennetz.access.constants import Facet


class FormState(models.TextChoices):
    """State of one version of a form."""

    DRAFT = "draft", _("Draft")
    PUBLISHED = "published", _("In use")
    RETIRED = "retired", _("Retired")


class FormAbout(models.TextChoices):
    """Whom a form asks about."""

    FAMILY = "family", _("the whole family")
    PERSON = "person", _("one person")


class QuestionKind(models.TextChoices):
    """How a question is answered."""

    TEXT = "text", _("a line of text")
    LONG_TEXT = "long_text", _("text of several lines")
    CHOICE = "choice", _("one of several answers")
    SEVERAL = "several", _("any of several answers")
    NUMBER = "number", _("a number")
    DATE = "date", _("a day")
    SCALE = "scale", _("a step on a scale")
    YES_NO = "yes_no", _("yes or no")


class Stage(models.TextChoices):
    """At which point of the work an assessment was made."""

    ENTRY = "entry", _("At the beginning")
    UPDATE = "update", _("In between")
    EXIT = "exit", _("At the end")
    AFTER = "after", _("After the end")


#: Answers of a yes-no question, and the answer "don't know" where a question allows it.
YES, NO, UNKNOWN = "yes", "no", "unknown"
#: Parts of a file to which the answers of a section may belong.
SECTION_FACETS = (Facet.INTAKE, Facet.HEALTH, Facet.BENEFITS, Facet.EMPLOYMENT, Facet.CHILDCARE)

LONGEST_LINE = 500
LONGEST_TEXT = 100_000
LONGEST_CONTENT = 1_500_000

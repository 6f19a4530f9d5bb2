"""Vocabulary of "May I share this?"."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from chancennetz.access.constants import Facet
from chancennetz.consent.constants import RELEASABLE, SPECIAL_FACETS, ReleasePurpose, SpecialCategory


class ShareVerdict(models.TextChoices):
    """What a rule says about passing something on."""

    STATUTE = "statute", _("The law allows it")
    CONSENT = "consent", _("Only with a release")
    DANGER = "danger", _("Without consent only when a child is in danger")
    FORBIDDEN = "forbidden", _("Never")


class ShareAnswer(models.TextChoices):
    """The answer to "May I share this?" at one moment."""

    INSIDE = "inside", _("Within our own organisation")
    STATUTE = "statute", _("Allowed by law")
    RELEASE = "release", _("Allowed by release")
    DANGER = "danger", _("Only when a child is in danger")
    MISSING = "missing", _("Ask first")
    REFUSED = "refused", _("The family said no")
    FORBIDDEN = "forbidden", _("Do not share")


class ShareWhy(models.TextChoices):
    """What is missing when a release does not (yet) cover something; the nearest miss is named."""

    NONE = "none", _("There is no release for this office.")
    OFFICE_ROLE = "role", _("The release names another role at this office.")
    EXPIRED = "expired", _("The release has ended.")
    WITHDRAWN = "withdrawn", _("The release was withdrawn.")
    UPCOMING = "upcoming", _("The release has not begun yet.")
    SPEAKER = "speaker", _("The release names one colleague in person; nobody else may pass it on.")
    DIRECTION = "direction", _("The release opens the other direction only.")
    PURPOSE = "purpose", _("The release was given for another purpose.")
    CATEGORY = "category", _("The release does not name this part.")
    SPECIAL = "special", _("This special category was not ticked on its own.")


class Flow(models.TextChoices):
    """Which way something goes, seen from the organisation that keeps the file."""

    OUT = "out", _("We tell them")
    IN = "in", _("They tell us")


class TableState(models.TextChoices):
    """Life of a table of rules: written, proposed, approved by somebody else, replaced."""

    DRAFT = "draft", _("Draft")
    PROPOSED = "proposed", _("Proposed")
    IN_FORCE = "in_force", _("In force")
    RETIRED = "retired", _("Retired")


#: What is asked about besides the parts of a file.
CHILD_PROTECTION = "child_protection"
PROJECT_DATA = "project_data"
#: Everything that one can ask about: code -> label. Codes are facets, special categories, and the two above.
SHARE_CATEGORIES: dict[str, Any] = (
    {facet.value: facet.label for facet in RELEASABLE}
    | {one.value: one.label for one in SpecialCategory if one.value not in SPECIAL_FACETS}
    | {
        Facet.ENTRUSTED.value: Facet.ENTRUSTED.label,
        PROJECT_DATA: _("Mandatory data of the funded project"),
        CHILD_PROTECTION: _("Signs that a child is in danger"),
    }
)
#: A release for a purpose covers talks for these purposes too.
COVERS_PURPOSE: dict[str, frozenset[str]] = {
    ReleasePurpose.COORDINATION: frozenset({ReleasePurpose.COORDINATION, ReleasePurpose.CONFERENCE}),
}

"""Vocabulary of consent and release."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from chancennetz.access.constants import Facet, Role


class ConsentForm(models.TextChoices):
    """In which form a declaration was given (s. 67b(2) SGB X: written or electronic)."""

    PAPER = "paper", _("Signed on paper")
    ELECTRONIC = "electronic", _("Signed on the device")


class GivenBy(models.TextChoices):
    """Who declares: below 15 the guardian, from 15 as a rule the young person too (s. 36 SGB I)."""

    SELF = "self", _("the person")
    GUARDIAN = "guardian", _("a guardian")
    BOTH = "both", _("the person and a guardian")


class Direction(models.TextChoices):
    """Which way a release opens."""

    ONE_WAY = "one_way", _("We may tell the recipient")
    MUTUAL = "mutual", _("We may tell each other")


class ReleasePurpose(models.TextChoices):
    """What a release is for."""

    CONFERENCE = "conference", _("Case conference")
    BENEFIT = "benefit", _("Application for a benefit")
    PLACEMENT = "placement", _("Work or training")
    REFERRAL = "referral", _("Referral to another service")
    AFTERCARE = "aftercare", _("Aftercare")
    COORDINATION = "coordination", _("Working together in the family's interest")


class TextKind(models.TextChoices):
    """Which declaration a text belongs to."""

    PROCESSING = "processing", _("Consent to processing")
    RELEASE = "release", _("Release from confidentiality")


class ConsentState(models.TextChoices):
    """State of a declaration, computed from its dates, never stored."""

    UPCOMING = "upcoming", _("begins later")
    VALID = "valid", _("valid")
    ENDING = "ending", _("ends soon")
    EXPIRED = "expired", _("expired")
    WITHDRAWN = "withdrawn", _("withdrawn")
    REFUSED = "refused", _("refused")


#: A release ends after twelve months at the latest unless the county decides otherwise (reference 4.1, proposal).
LONGEST_RELEASE_MONTHS = 12
#: From this age on a young person signs too; below, the guardian declares (s. 36 SGB I).
AGE_OF_INSIGHT = 15
ADULT_AGE = 18
#: How long before its end a declaration shows up in lists.
ENDING_SOON = dt.timedelta(days=30)
#: A form is offered in these languages, each under its own name; the German text is the one that counts.
TEXT_LANGUAGES = {
    "de": "Deutsch",
    "en": "English",
    "tr": "Türkçe",
    "ar": "العربية",
    "uk": "Українська",
    "ru": "Русский",
    "ro": "Română",
    "bg": "Български",
}
RTL_LANGUAGES = frozenset({"ar"})


class SpecialCategory(models.TextChoices):
    """Special categories of personal data (Art. 9(1) DSGVO). Each is ticked on its own, never all at once."""

    HEALTH = "health", _("Health, disability, addiction")
    ORIGIN = "origin", _("Ethnic origin, history of flight")
    BELIEF = "belief", _("Religion or belief")
    SEXUALITY = "sexuality", _("Sexual orientation")


#: What a release can open. Entrusted notes, notes of the team lead and the read log are never released.
RELEASABLE = (
    Facet.IDENTITY,
    Facet.HOUSEHOLD,
    Facet.TEAM,
    Facet.INTAKE,
    Facet.PLAN,
    Facet.CONTACT,
    Facet.BENEFITS,
    Facet.EMPLOYMENT,
    Facet.HEALTH,
    Facet.CHILDCARE,
    Facet.DOCUMENT,
    Facet.TASK,
    Facet.REFERRAL,
    Facet.CONFERENCE,
)
#: Parts of the file that hold a special category: released only when that category is ticked too.
SPECIAL_FACETS = {Facet.HEALTH: SpecialCategory.HEALTH}
#: In every release: number and state of the file, so that the recipient knows what it is about.
ALWAYS_OPEN = Facet.FRAME
#: Roles that may read by release on this platform.
RECIPIENT_ROLES = (Role.COORDINATOR, Role.JOB_CENTRE)
#: What each purpose usually needs; the form ticks it beforehand, the family decides.
USUAL_FACETS: dict[ReleasePurpose, tuple[Facet, ...]] = {
    ReleasePurpose.CONFERENCE: (Facet.IDENTITY, Facet.HOUSEHOLD, Facet.PLAN, Facet.CONFERENCE),
    ReleasePurpose.BENEFIT: (Facet.IDENTITY, Facet.HOUSEHOLD, Facet.BENEFITS),
    ReleasePurpose.PLACEMENT: (Facet.IDENTITY, Facet.EMPLOYMENT, Facet.PLAN),
    ReleasePurpose.REFERRAL: (Facet.IDENTITY, Facet.REFERRAL),
    ReleasePurpose.AFTERCARE: (Facet.IDENTITY, Facet.PLAN),
    ReleasePurpose.COORDINATION: (Facet.IDENTITY, Facet.HOUSEHOLD, Facet.PLAN, Facet.TEAM),
}


class SingleAuthority(models.TextChoices):
    """Why one person with custody signs alone although two are entered."""

    POWER = "power", _("The other person has given written authority")
    COURT = "court", _("A court has decided so")
    DAILY = "daily", _("An everyday matter of the parent with whom the child lives (s. 1687 BGB)")
    UNREACHABLE = "unreachable", _("The other person cannot act (s. 1678 BGB)")


class ToldHow(models.TextChoices):
    """How somebody was told."""

    PHONE = "phone", _("by telephone")
    LETTER = "letter", _("by letter")
    MAIL = "mail", _("by e-mail, without names")
    TALK = "talk", _("in a talk")
    PLATFORM = "platform", _("on this platform")


# --- may I share this? -----------------------------------------------------------------------------------------------


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
#: A note that says something, in characters.
SHORTEST_NOTE = 5
#: A sheet signed on paper is entered within this time; older ones are signed again.
LATEST_ENTRY = dt.timedelta(days=28)

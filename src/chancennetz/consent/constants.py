"""Vocabulary of consent and release."""

from __future__ import annotations

import datetime as dt

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


#: A note that says something, in characters.
SHORTEST_NOTE = 5
#: A sheet signed on paper is entered within this time; older ones are signed again.
LATEST_ENTRY = dt.timedelta(days=28)

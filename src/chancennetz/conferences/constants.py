"""Vocabulary of case conferences."""

from __future__ import annotations

import datetime as dt

from django.db import models
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from chancennetz.access.constants import Facet, Role


class ConferenceState(models.TextChoices):
    """How far a case conference (Fallkonferenz) has come."""

    PLANNED = "planned", pgettext_lazy("case conference", "Being prepared")
    INVITED = "invited", _("Invited")
    HELD = "held", pgettext_lazy("case conference", "Held")
    SENT = "sent", _("Minutes handed over")
    CLOSED = "closed", pgettext_lazy("case conference", "Closed")
    CANCELLED = "cancelled", pgettext_lazy("case conference", "Called off")


#: Allowed changes of a conference's state.
TRANSITIONS: dict[str, frozenset[str]] = {
    ConferenceState.PLANNED: frozenset({ConferenceState.INVITED, ConferenceState.HELD, ConferenceState.CANCELLED}),
    ConferenceState.INVITED: frozenset({ConferenceState.INVITED, ConferenceState.HELD, ConferenceState.CANCELLED}),
    ConferenceState.HELD: frozenset({ConferenceState.SENT}),
    ConferenceState.SENT: frozenset({ConferenceState.SENT, ConferenceState.CLOSED}),
    ConferenceState.CLOSED: frozenset(),
    ConferenceState.CANCELLED: frozenset(),
}
#: Conferences that took place.
TOOK_PLACE = (ConferenceState.HELD, ConferenceState.SENT, ConferenceState.CLOSED)
#: Conferences whose content may still be written.
WRITABLE = (ConferenceState.PLANNED, ConferenceState.INVITED, ConferenceState.HELD, ConferenceState.SENT)
BEFORE_IT = (ConferenceState.PLANNED, ConferenceState.INVITED)


class PartyKind(models.TextChoices):
    """As what somebody sits at the table."""

    TEAM = "team", _("Case team")
    ORGANISATION = "organisation", _("Another organisation")
    FAMILY = "family", _("The family")


class Attendance(models.TextChoices):
    """What an invited party answered."""

    OPEN = "open", _("no answer yet")
    CONFIRMED = "confirmed", _("comes")
    DECLINED = "declined", _("cannot come")


class ConsentCheck(models.TextChoices):
    """What a party may know, at the moment it was asked. Kept with the invitation."""

    OWN = "own", _("own file")
    RELEASED = "released", _("released by the family")
    ANONYMOUS = "anonymous", _("anonymised")
    MISSING = "missing", _("no release")


class ItemKind(models.TextChoices):
    """What a piece of a conference is."""

    INFORMATION = "information", _("Information beforehand")
    AGENDA = "agenda", _("Point of the agenda")
    RESULT = "result", _("Result")
    AGREEMENT = "agreement", _("Agreement")


class Audience(models.TextChoices):
    """Whom the writer wants to reach; the family's releases decide who of them may know it."""

    ALL = "all", _("everybody at the table who may know it")
    TEAM = "team", _("only the case team that keeps the file")


class ConferenceTaskState(models.TextChoices):
    """How a task of a conference stands. A task is never deleted."""

    OPEN = "open", pgettext_lazy("task", "Open")
    DONE = "done", pgettext_lazy("task", "Done")
    MOVED = "moved", _("Goes on in the next conference")
    CANCELLED = "cancelled", pgettext_lazy("task", "Dropped")


#: Allowed changes of a task's state.
TASK_TRANSITIONS: dict[str, frozenset[str]] = {
    ConferenceTaskState.OPEN: frozenset(
        {ConferenceTaskState.DONE, ConferenceTaskState.MOVED, ConferenceTaskState.CANCELLED}
    ),
    ConferenceTaskState.DONE: frozenset({ConferenceTaskState.OPEN}),
    ConferenceTaskState.MOVED: frozenset(),
    ConferenceTaskState.CANCELLED: frozenset(),
}

#: What a piece of a conference can be about. Entrusted notes, notes of the team lead and the log never come here.
CATEGORIES = (
    Facet.CONFERENCE,
    Facet.IDENTITY,
    Facet.HOUSEHOLD,
    Facet.INTAKE,
    Facet.PLAN,
    Facet.CONTACT,
    Facet.BENEFITS,
    Facet.EMPLOYMENT,
    Facet.HEALTH,
    Facet.CHILDCARE,
    Facet.REFERRAL,
)


def category_label(facet: str) -> str:
    """Return how a category is called at the table; the part "conference" is what everybody there has to know."""
    return gettext("General, for everybody at the table") if facet == Facet.CONFERENCE else str(Facet(facet).label)


def category_choices() -> list[tuple[str, str]]:
    """Return the categories for a form."""
    return [(facet.value, category_label(facet)) for facet in CATEGORIES]


#: Who of another organisation can read here what was passed on. The empty role: nobody, it goes by letter or by word.
RECEIVING_ROLES = (Role.JOB_CENTRE, Role.COORDINATOR, Role.COUNSELLOR, Role.TEAM_LEAD, Role.PROVIDER)
#: How long a party can read after the day of the conference, and after the minutes were handed over.
READABLE_AFTER = dt.timedelta(days=60)
#: A party that still has a task can read this much longer than its last day.
READABLE_AFTER_TASK = dt.timedelta(days=14)
#: Information beforehand should be there this long before the day.
PREINFO_BEFORE = dt.timedelta(days=7)
DEFAULT_MINUTES = 60

"""Casework's own entries of the timeline, those of the consents below it included."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from chancennetz.access.constants import RelationKind
from chancennetz.access.models import Relation
from chancennetz.casework.constants import CLOSED_GOALS, ExitReason, GoalState, Medium, TimelineKind
from chancennetz.casework.models import Case, ContactEntry, Goal, Participant, Step
from chancennetz.casework.timeline_events import TimelineEvent, TimelineSource, Words, register
from chancennetz.consent.models import ConfidentialityRelease, Consent
from chancennetz.core import time

_EXCERPT = 240
_TEAM = Q(kind__in=[RelationKind.CASE_LEAD, RelationKind.CASE_TEAM, RelationKind.DEPUTY, RelationKind.EMERGENCY])
_Writer = Callable[[Any, str], Words]


def _excerpt(text: str) -> str:
    return text if len(text) <= _EXCERPT else text[:_EXCERPT].rsplit(" ", 1)[0] + " …"


def _contact(row: ContactEntry, names: str) -> Words:
    medium = str(Medium(row.medium).label)
    minutes = time.format_minutes(row.minutes)
    title = f"{medium}, {minutes}" if row.reached else _("%(medium)s: nobody reached") % {"medium": medium}
    note = _excerpt(row.note)
    return Words(title, f"{names}: {note}" if names and note else names or note, row.counsellor.display_name)


def _titled(sentence: str) -> _Writer:
    return lambda row, _names: Words(_(sentence) % {"goal": row.title})


def _closed(row: Goal, _names: str) -> Words:
    return Words(f"{row.title}: {GoalState(row.state).label}")


def _team(*, ended: bool) -> _Writer:
    def words(row: Relation, _names: str) -> Words:
        label = str(RelationKind(row.kind).label)
        return Words(_("No longer: %(role)s") % {"role": label} if ended else label, row.reason, str(row.user))

    return words


def _declared(sentence: str, *, given: bool = False) -> _Writer:
    def words(row: Any, names: str) -> Words:
        title = _("Not agreed to") if given and row.refused else _(sentence)
        recipient = f" · {row.recipient}" if hasattr(row, "recipient") else ""
        return Words(title, f"{names}{recipient}".removeprefix(" · "))

    return words


def _case(sentence: str) -> _Writer:
    return lambda _row, _names: Words(_(sentence))


def _exit(row: Case, _names: str) -> Words:
    reason = str(ExitReason(row.exit_reason).label) if row.exit_reason in ExitReason.values else ""
    return Words(_("Case ended"), reason)


def _participation(sentence: str) -> _Writer:
    return lambda row, names: Words(_(sentence), f"{names} · {row.partner.organisation}".removeprefix(" · "))


SOURCES = (
    TimelineSource(
        ContactEntry,
        TimelineKind.CONTACT,
        (TimelineEvent("contact", "happened_at", _contact, Q(deleted_at__isnull=True)),),
        related=("counsellor",),
        persons="persons__person_id",
    ),
    TimelineSource(
        Goal,
        TimelineKind.GOAL,
        (
            TimelineEvent(
                "written", "created_at", _titled(gettext_noop("Goal noted: %(goal)s")), Q(agreed_on__isnull=True)
            ),
            TimelineEvent("agreed", "agreed_on", _titled(gettext_noop("Goal agreed: %(goal)s")), day_only=True),
            TimelineEvent("closed", "closed_on", _closed, Q(state__in=CLOSED_GOALS), day_only=True),
        ),
    ),
    TimelineSource(
        Step,
        TimelineKind.STEP,
        (TimelineEvent("done", "done_on", _titled(gettext_noop("Step done: %(goal)s")), day_only=True),),
    ),
    TimelineSource(
        Relation,
        TimelineKind.TEAM,
        (
            TimelineEvent("began", "starts_at", _team(ended=False), _TEAM),
            TimelineEvent("ended", "ends_at", _team(ended=True), _TEAM & Q(ends_at__lte=Now())),
        ),
        related=("user",),
    ),
    TimelineSource(
        Consent,
        TimelineKind.CONSENT,
        (
            TimelineEvent("given", "signed_on", _declared(gettext_noop("Consent given"), given=True), day_only=True),
            TimelineEvent("withdrawn", "withdrawn_at", _declared(gettext_noop("Consent withdrawn"))),
        ),
        person="person",
    ),
    TimelineSource(
        ConfidentialityRelease,
        TimelineKind.CONSENT,
        (
            TimelineEvent(
                "released",
                "signed_on",
                _declared(gettext_noop("Released from confidentiality"), given=True),
                day_only=True,
            ),
            TimelineEvent("release_withdrawn", "withdrawn_at", _declared(gettext_noop("Release withdrawn"))),
        ),
        related=("recipient",),
        person="person",
    ),
    TimelineSource(
        Case,
        TimelineKind.CASE,
        (
            TimelineEvent("first_contact", "first_contact_on", _case(gettext_noop("First contact")), day_only=True),
            TimelineEvent(
                "assessed",
                "assessed_on",
                _case(gettext_noop("Assessment finished")),
                ~Q(assessment=b""),  # texts from before there were forms; a form has an entry of its own
                day_only=True,
            ),
            TimelineEvent("exit", "exit_on", _exit, day_only=True),
        ),
    ),
    TimelineSource(
        Participant,
        TimelineKind.PARTICIPATION,
        (
            TimelineEvent("entry", "entry_on", _participation(gettext_noop("Began in the programme")), day_only=True),
            TimelineEvent("left", "exit_on", _participation(gettext_noop("Left the programme")), day_only=True),
        ),
        related=("partner__organisation",),
        person="person",
    ),
)


def register_own() -> None:
    """Enter casework's own tables."""
    for source in SOURCES:
        register(source)

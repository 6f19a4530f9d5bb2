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
from chancennetz.casework.constants import ExitReason, TimelineKind
from chancennetz.casework.models import Case
from chancennetz.casework.timeline_events import TimelineEvent, TimelineSource, Words, register
from chancennetz.consent.models import ConfidentialityRelease, Consent

_TEAM = Q(kind__in=[RelationKind.CASE_LEAD, RelationKind.CASE_TEAM, RelationKind.DEPUTY, RelationKind.EMERGENCY])
_Writer = Callable[[Any, str], Words]


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


SOURCES = (
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
)


def register_own() -> None:
    """Enter casework's own tables."""
    for source in SOURCES:
        register(source)

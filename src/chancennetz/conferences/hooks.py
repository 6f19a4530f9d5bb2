"""What this room tells the rooms below at start-up."""

from __future__ import annotations

import uuid

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from chancennetz.access.constants import Facet, Role
from chancennetz.access.file_parts import FilePart
from chancennetz.access.file_parts import register as register_part
from chancennetz.casework import timeline_events
from chancennetz.casework.constants import TimelineKind
from chancennetz.casework.timeline_events import TimelineEvent, TimelineSource, Words
from chancennetz.conferences.actions.common import OWNER_CONFERENCE, OWNER_TASK
from chancennetz.conferences.actions.tasks import twin_done
from chancennetz.conferences.actions.withdrawal import revoke
from chancennetz.conferences.constants import TOOK_PLACE, Attendance
from chancennetz.conferences.models import Conference
from chancennetz.conferences.queries import places_of
from chancennetz.consent.hooks import register_on_withdrawal
from chancennetz.core.actor import Actor
from chancennetz.tasks.hooks import Notice, register_notices, register_on_done, register_owner


def _conference_address(conference_id: uuid.UUID, file_id: uuid.UUID | None) -> str:
    return reverse("conferences:conference", args=[file_id, conference_id]) if file_id is not None else ""


def _task_address(_task_id: uuid.UUID, file_id: uuid.UUID | None) -> str:
    return reverse("conferences:list", args=[file_id]) if file_id is not None else ""


def _held(row: Conference, _names: str) -> Words:
    """Say that there was a conference; what was said stands on its own page, category by category."""
    anonymised = _("anonymised") if row.anonymised else ""
    return Words(_("Case conference"), anonymised, row.moderator.display_name)


_EVENT = TimelineEvent("conference_held", "starts_at", _held, condition=Q(state__in=[one.value for one in TOOK_PLACE]))


_GUESTS = frozenset({Role.JOB_CENTRE.value, Role.COORDINATOR.value, Role.PROVIDER.value})


def _waiting(actor: Actor) -> list[Notice]:
    """Say on My day that an invitation waits for an answer; no names."""
    waiting = sum(
        place.attendance == Attendance.OPEN and place.conference.held_at is None for place in places_of(actor)
    )
    if not waiting:
        return []
    text = ngettext(
        "An invitation to a case conference waits for your answer.",
        "%(number)s invitations to case conferences wait for your answer.",
        waiting,
    )
    return [Notice(text % {"number": waiting}, reverse("conferences:received"))]


def register() -> None:
    """Enter everything."""
    register_part(FilePart(gettext_lazy("Case conferences"), "conferences:list", Facet.CONFERENCE, order=50))
    register_owner(OWNER_CONFERENCE, _conference_address)
    register_owner(OWNER_TASK, _task_address)
    register_on_done(OWNER_TASK, twin_done)
    register_notices(_waiting)
    register_on_withdrawal(revoke)
    timeline_events.register(
        TimelineSource(
            model=Conference,
            kind=TimelineKind.CONFERENCE,
            events=(_EVENT,),
            related=("moderator",),
            url_name="conferences:conference",
        )
    )

"""What this room tells the rooms below at start-up."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import ngettext

from chancennetz.conferences.actions.withdrawal import revoke
from chancennetz.conferences.constants import Attendance
from chancennetz.conferences.queries import places_of
from chancennetz.consent.hooks import register_on_withdrawal
from chancennetz.core.actor import Actor
from chancennetz.tasks.hooks import Notice, register_notices


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
    register_notices(_waiting)
    register_on_withdrawal(revoke)

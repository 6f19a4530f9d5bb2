"""Papers of one party: each print is a row in the log."""

from __future__ import annotations

from chancennetz.access.constants import Action, Facet
from chancennetz.audit.actions import record
from chancennetz.audit.constants import EntryKind
from chancennetz.conferences import queries
from chancennetz.conferences.actions.common import require_own
from chancennetz.conferences.models import Conference, ConferenceParty
from chancennetz.core.action import action
from chancennetz.core.actor import Actor
from chancennetz.core.errors import NotAllowed


@action
def note_print(*, by: Actor, conference: Conference, party: ConferenceParty, what: str) -> None:
    """Log that a paper for a party was printed or downloaded. An office does so from its inbox."""
    if by.is_system or by.organisation_id == conference.organisation_id:
        require_own(by, conference.file, Action.EXPORT)
    elif queries.place_of(by, party.pk) is None:
        raise NotAllowed("no place at this table")
    record(
        kind=EntryKind.EXPORT,
        by=by,
        action=f"conferences.{what}.print",
        object_type="conferenceparty",
        object_id=party.pk,
        subjects=[conference.file_id, *conference.about],
        facet=Facet.CONFERENCE,
        basis=party.check_result,
    )

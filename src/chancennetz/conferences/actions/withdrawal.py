"""A family withdraws a release while a conference is under way: the office is cut off, and the moderator is told."""

from __future__ import annotations

from django.utils.translation import gettext as _

from chancennetz.conferences import queries, rules
from chancennetz.conferences.actions.common import OWNER_CONFERENCE, log
from chancennetz.conferences.constants import ConferenceState, ConsentCheck, PartyKind
from chancennetz.conferences.models import ConferenceParty
from chancennetz.consent.hooks import Recipient, Withdrawal
from chancennetz.core import time
from chancennetz.core.actor import Actor
from chancennetz.tasks import actions as tasks
from chancennetz.tasks.constants import TaskKind
from chancennetz.tasks.hooks import owner_reference


def revoke(*, by: Actor, withdrawal: Withdrawal) -> list[Recipient]:
    """Mark the places of the office as cut (called by consent inside the withdrawal); returns who has read something.

    The mark is for the moderator. Access ends without it: both walls ask for the release at every look.
    """
    if withdrawal.recipient_id is None:
        return []  # the releases of the same person follow, each with its own call
    places = ConferenceParty.objects.filter(
        file=withdrawal.file,
        kind=PartyKind.ORGANISATION,
        organisation_id=withdrawal.recipient_id,
        invited_at__isnull=False,
        cut_at__isnull=True,
        conference__anonymised=False,
    ).exclude(conference__state=ConferenceState.CANCELLED)
    circle, told, moderators = None, [], {}
    for place in places.select_related("conference__file", "organisation"):
        circle = circle or queries.circle_of(withdrawal.file)
        table = queries.table_of(place.conference)
        if place.opened_at or place.minutes_at:
            told.append(Recipient(place.organisation, place.role))
        if rules.check(queries.fact_of(place, circle), table) is not ConsentCheck.MISSING:
            continue
        place.cut_at = time.now()
        place.save_version(expected=place.version, fields=["cut_at"])
        log(by, place, "cut", basis="release withdrawn")
        if place.conference.state != ConferenceState.CLOSED:
            moderators[place.conference_id] = (place.conference, place.organisation)
    for conference, organisation in moderators.values():
        tasks.add_task(
            by=by,
            user_id=conference.moderator_id,
            file=conference.file,
            title=_("Case conference: the family has withdrawn its release to %(office)s") % {"office": organisation},
            due_on=time.today(),
            kind=TaskKind.SYSTEM,
            owner=owner_reference(OWNER_CONFERENCE, conference.pk),
        )
    return told

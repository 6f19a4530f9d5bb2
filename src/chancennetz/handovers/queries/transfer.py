"""Transfers between organisations: what is offered, what the release must cover, who waits for an answer."""

from __future__ import annotations

import uuid

from django.db.models import QuerySet

from chancennetz.access.constants import Facet, Role
from chancennetz.access.models import FamilyFile
from chancennetz.consent.constants import RELEASABLE
from chancennetz.consent.models import ConfidentialityRelease
from chancennetz.consent.queries import releases_in_force
from chancennetz.core import time
from chancennetz.core.actor import Actor
from chancennetz.handovers.constants import CASE_WORKERS, TransferState
from chancennetz.handovers.models import Transfer

#: What the family must release so that its file can go to another organisation: everything that it told. A release for
#: really everything would not be valid (`consent.rules`); who worked with the family and what was to be done are no
#: secrets of the family.
TRANSFERRED = tuple(facet for facet in RELEASABLE if facet not in {Facet.TEAM, Facet.TASK})
_NAMES = ("from_organisation", "to_organisation", "offered_by", "decided_by", "new_lead")


def uncovered(release: ConfidentialityRelease) -> list[Facet]:
    """Return the parts of a file that a release does not name, though they go along with it."""
    return [facet for facet in TRANSFERRED if facet.value not in release.facets]


def releases_for_transfer(file: FamilyFile) -> list[tuple[ConfidentialityRelease, list[Facet]]]:
    """Return the releases to other organisations that hold today, each with the parts that it does not name."""
    today = time.today()
    held = [
        one for one in releases_in_force(file) if one.valid_from <= today and one.recipient_id != file.organisation_id
    ]
    return [(one, uncovered(one)) for one in held]


def transfers_of(file_id: uuid.UUID) -> list[Transfer]:
    """Return all transfers of a file, the newest first."""
    return list(Transfer.objects.filter(file_id=file_id).select_related(*_NAMES).order_by("-created_at"))


def _seen() -> QuerySet[Transfer]:
    found: QuerySet[Transfer] = Transfer.objects.select_related(*_NAMES)
    return found


def offered_to(actor: Actor) -> list[Transfer]:
    """Return the offers that wait for an answer by the actor's organisation, the oldest first."""
    if actor.role not in CASE_WORKERS or actor.organisation_id is None:
        return []
    found = _seen().filter(to_organisation_id=actor.organisation_id, state=TransferState.OFFERED)
    return list(found.order_by("created_at"))


def sent_by(actor: Actor) -> list[Transfer]:
    """Return what the actor's organisation has offered or given away, the newest first; for its team leads."""
    if actor.role != Role.TEAM_LEAD or actor.organisation_id is None:
        return []
    return list(_seen().filter(from_organisation_id=actor.organisation_id).order_by("-created_at"))


def find_offer(actor: Actor, transfer_id: uuid.UUID) -> Transfer | None:
    """Return an offer to the actor's organisation that waits for an answer."""
    return next((one for one in offered_to(actor) if one.pk == transfer_id), None)

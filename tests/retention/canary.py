"""A deletion that was asked for, and a hold, in a family of the crawl. Their words are meant for the officer."""

from __future__ import annotations

from typing import Any

from chancennetz.access.context import working_as
from chancennetz.access.models import FamilyFile
from chancennetz.core import time
from chancennetz.people.models import Person
from chancennetz.retention import actions
from chancennetz.retention.constants import HoldReason
from tests.universe import Universe


def plant(universe: Universe, lead: str, file: FamilyFile, person: Person) -> dict[str, Any]:
    """Ask for the deletion of one person, then let the officer keep the file until today."""
    with working_as(universe.actor(lead)) as by:
        asked = actions.request_deletion(
            by=by, file_id=file.pk, person=person, file=file, reason="Am Telefon darum gebeten, Brief folgt."
        )
    with working_as(universe.actor("dora")) as officer:
        hold = actions.place_hold(
            by=officer, file_id=file.pk, reason=HoldReason.CLAIM, note="Klage ist anhängig", ends_on=time.today()
        )
    return {"proposal_id": asked.pk, "hold_id": hold.pk}

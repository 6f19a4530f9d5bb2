"""Objects of this room for the crawl: handovers, a plan, an offer to another organisation, full of a word."""

from __future__ import annotations

import datetime as dt
from typing import Any

from chancennetz.access.context import working_as
from chancennetz.access.models import FamilyFile
from chancennetz.consent import actions as consent
from chancennetz.consent.constants import ReleasePurpose
from chancennetz.core import time
from chancennetz.handovers import actions
from chancennetz.handovers.queries.transfer import TRANSFERRED
from chancennetz.people.models import Person
from tests.universe import Universe, missing_id

#: What only one of the two families has is replaced by an id that nothing has.
MISSING = {"lead_change_id": missing_id(), "transfer_id": missing_id(), "move_id": missing_id()}


def plant_at_home(universe: Universe, file: FamilyFile, person: Person, word: str) -> dict[str, Any]:
    """Let Werkhof's team lead plan a handover and hand over twice, and Anna offer the file to Brückenhaus."""
    tina, anna = universe.actor("tina"), universe.actor("anna")
    with working_as(tina):
        move = actions.plan_move(by=tina, leaver=universe.users["anna"])
        there = actions.hand_over(by=tina, file=file, user=universe.users["ben"], note=f"Übergabe {word}")
        actions.hand_over(by=tina, file=file, user=universe.users["anna"], note=f"Zurück {word}")
    with working_as(anna):
        release = consent.record_release(
            by=anna,
            file=file,
            person=person,
            recipient=universe.organisations["brueckenhaus"],
            recipient_role="",
            facets=list(TRANSFERRED),
            special_categories=["health"],
            purpose=ReleasePurpose.COORDINATION,
            valid_to=time.today() + dt.timedelta(days=30),
        )
        transfer = actions.offer(by=anna, file=file, release=release, note=f"Wechsel {word}")
    return {
        "lead_change_id": there.pk,
        "transfer_id": transfer.pk,
        "move_id": move.pk,
    }

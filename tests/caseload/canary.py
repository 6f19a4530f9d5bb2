"""Objects of this room for the crawl: a card, aftercare, notes, an offer to another organisation, full of a word."""

from __future__ import annotations

import datetime as dt
from typing import Any

from chancennetz.access.context import working_as
from chancennetz.access.models import FamilyFile
from chancennetz.caseload import actions
from chancennetz.caseload.constants import CardReason, CardSection
from chancennetz.caseload.queries.transfer import TRANSFERRED
from chancennetz.consent import actions as consent
from chancennetz.consent.constants import ReleasePurpose
from chancennetz.core import time
from chancennetz.core.actor import Actor
from chancennetz.people.models import Person
from tests.universe import Universe, missing_id


def plant(by: Actor, file: FamilyFile, word: str) -> dict[str, Any]:
    """Make a card and an aftercare contact; returns their ids by the names used in addresses."""
    today = time.today()
    card = actions.make_card(by=by, file=file, reason=CardReason.JOB, starts_on=today, keys=["letters"])
    line = actions.add_line(by=by, card=card, section=CardSection.MONEY, text=f"Rate {word}")
    aftercare = actions.add_aftercare(by=by, file=file, due_on=today + dt.timedelta(days=9))
    # What only one of the two families has is replaced by an id that nothing has.
    return {
        "line_id": line.pk,
        "aftercare_id": aftercare.pk,
        "lead_change_id": missing_id(),
        "supervision_note_id": missing_id(),
        "transfer_id": missing_id(),
        "move_id": missing_id(),
    }


def plant_at_home(universe: Universe, file: FamilyFile, person: Person, word: str) -> dict[str, Any]:
    """Let Werkhof's team lead note something and plan a handover, and Anna offer the file to Brückenhaus."""
    tina, anna = universe.actor("tina"), universe.actor("anna")
    with working_as(tina):
        note = actions.add_note(by=tina, file=file, text=f"Teamleitung {word}", look_again_on=time.today())
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
        "supervision_note_id": note.pk,
        "transfer_id": transfer.pk,
        "move_id": move.pk,
    }

"""A case conference full of one word, for the crawl: parties, texts and tasks, open to the job centre's inbox."""

from __future__ import annotations

import datetime as dt
from typing import Any

from chancennetz.access.constants import Role
from chancennetz.access.models import FamilyFile
from chancennetz.conferences.constants import ItemKind
from chancennetz.core import time
from chancennetz.core.actor import Actor
from chancennetz.moderation import actions
from chancennetz.moderation.actions import ConferenceValues, ItemValues, TaskValues
from chancennetz.organisations.models import Organisation
from chancennetz.people.models import Person


def plant(by: Actor, file: FamilyFile, person: Person, office: Organisation, word: str) -> dict[str, Any]:
    """Plan, invite, write and give tasks; returns ids by the names used in addresses (inside `working_as`).

    Anonymised, so that the office needs no release, which would open the file to it as well.
    """
    values = ConferenceValues(
        question=f"Frage {word}", about=[person.pk], starts_at=time.now() + dt.timedelta(hours=2), place=f"Ort {word}"
    )
    conference = actions.plan_conference(by=by, file=file, values=values, anonymised=True)
    party = actions.add_office(
        by=by, conference=conference, organisation=office, role=Role.JOB_CENTRE.value, contact=f"Frau {word}"
    )
    actions.add_family_member(by=by, conference=conference, person_id=person.pk)
    item = None
    for kind in ItemKind:
        item = actions.add_item(by=by, conference=conference, kind=kind, values=ItemValues(f"{kind.label} {word}"))
    actions.invite(by=by, conference=conference)
    given = TaskValues(f"Auftrag {word}", party.pk, time.today() + dt.timedelta(days=9))
    task = actions.give_task(by=by, conference=conference, values=given)
    assert item is not None
    return {
        "conference_id": conference.pk,
        "party_id": party.pk,
        "item_id": item.pk,
        "conference_task_id": task.pk,
    }

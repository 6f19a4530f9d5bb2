"""Tasks and appointments of this week in the demo county."""

from __future__ import annotations

import datetime as dt
import random
from typing import Any

from chancennetz.access import queries as access_queries
from chancennetz.access.constants import FileState, RelationKind
from chancennetz.access.context import working_as
from chancennetz.access.models import FamilyFile, Membership, Relation
from chancennetz.casework import actions as casework
from chancennetz.core import time
from chancennetz.core.actor import Actor
from chancennetz.demo.staff import County, Progress
from chancennetz.tasks import actions as tasks

SEED = 2027


def _workday(day: dt.date) -> dt.date:
    return day + dt.timedelta(days=7 - day.weekday()) if day.weekday() > 4 else day


def load(county: County, texts: dict[str, Any], progress: Progress) -> None:
    """Enter tasks and appointments of this week, each by the counsellor to whom they belong."""
    chooser = random.Random(SEED)  # noqa: S311 - invented data, not a secret
    counsellors = [user for site in county.sites for user in site.counsellors]
    for done, user in enumerate(counsellors, start=1):
        membership = Membership.objects.select_related("user", "organisation").get(user=user)
        actor = access_queries.actor_from(membership)
        with working_as(actor):
            led = Relation.objects.at().filter(user=user, kind=RelationKind.CASE_LEAD, file__state=FileState.OPEN)
            files = FamilyFile.objects.filter(pk__in=led.values("file_id")).order_by("created_at", "pk")
            _week_of(actor, chooser, list(files), texts)
        progress(done, len(counsellors), "weeks")


def _week_of(actor: Actor, chooser: random.Random, files: list[FamilyFile], texts: dict[str, Any]) -> None:
    today = time.today()
    assert actor.user_id is not None  # noqa: S101 - counsellors have accounts
    for file in chooser.sample(files, min(5, len(files))):
        tasks.add_task(
            by=actor,
            user_id=actor.user_id,
            file=file,
            title=chooser.choice(texts["tasks"]["all"]),
            due_on=today + dt.timedelta(days=chooser.randint(-3, 6)),
        )
    tasks.add_task(by=actor, user_id=actor.user_id, title=chooser.choice(texts["tasks"]["own"]), due_on=today)
    for place, file in enumerate(chooser.sample(files, min(6, len(files)))):
        day = today if place < 3 else _workday(today + dt.timedelta(days=chooser.randint(1, 7)))
        start = dt.datetime.combine(day, dt.time(9 + 2 * (place % 4), 30), time.BERLIN)
        tasks.add_appointment(
            by=actor,
            user_id=actor.user_id,
            file=file,
            title=chooser.choice(texts["tasks"]["appointments"]),
            starts_at=start,
            place=chooser.choice(texts["notes"]["places"]),
        )
    for file in files[:1]:
        casework.add_entrusted_note(by=actor, file=file, text="Im Vertrauen erzählt, bleibt bei mir.")

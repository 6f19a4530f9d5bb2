"""Short cuts for tests of the pages of a case, whichever room shows them."""

from __future__ import annotations

import datetime as dt
import uuid

from django.test import Client
from django.urls import reverse

from chancennetz.core import time
from tests.casework.world import World


def sign_in(client: Client, world: World, name: str) -> Client:
    client.force_login(world.universe.users[name])
    return client


def page(world: World, name: str, *more: uuid.UUID) -> str:
    return reverse(name, args=[world.file.id, *more])


def contact_data(world: World, **changes: object) -> dict[str, object]:
    now = time.now().astimezone(time.BERLIN) - dt.timedelta(hours=1)
    return {
        "persons": [str(world.person_ids[0])],
        "minutes": "45",
        "medium": "home_visit",
        "reached": "yes",
        "topics": ["home"],
        "note": "Über die Miete gesprochen.",
        "day": now.date().isoformat(),
        "clock": f"{now:%H:%M}",
        "place": "",
        "travel_minutes": "",
        "next_title": "",
        "next_due": "",
        "next_owner": "counsellor",
    } | changes

"""A county with 20,000 services: imported in bulk, found, listed and given out in bounded time."""

from __future__ import annotations

import time
import uuid
from typing import Any

import pytest
from django.test import Client

from chancennetz.access.context import working_as
from chancennetz.core.actor import system_actor
from chancennetz.hsds.actions import import_hsds
from chancennetz.hsds.nesting import Tables
from chancennetz.supportmap.queries import offers
from chancennetz.upkeep import duplicates
from tests.universe import Universe

SERVICES = 20_000
WORDS = ("Beratung", "Treffpunkt", "Kurs", "Hilfe", "Gruppe", "Sprechstunde", "Lernhilfe", "Frühstück")


def _id(kind: str, number: int) -> str:
    return str(uuid.uuid5(uuid.NAMESPACE_URL, f"{kind}/{number}"))


def _big() -> Tables:
    tables: Tables = {"organization": {}, "service": {}, "location": {}, "service_at_location": {}, "schedule": {}}
    for number in range(200):
        key = _id("organization", number)
        tables["organization"][key] = {"id": key, "name": f"Träger {number}", "description": "Träger"}
    for number in range(SERVICES):
        service, location, place, schedule = (_id(kind, number) for kind in ("s", "l", "p", "t"))
        words = f"{WORDS[number % 8]} {WORDS[number // 8 % 8]} Nummer {number}"
        tables["service"][service] = {
            "id": service,
            "organization_id": _id("organization", number % 200),
            "name": words,
            "description": f"{words} für Familien in schwierigen Zeiten.",
            "status": "active",
        }
        latitude, longitude = 51.4 + number % 100 / 500, 7.5 + number // 100 % 100 / 500
        tables["location"][location] = {
            "id": location, "location_type": "physical", "latitude": latitude, "longitude": longitude,
        }  # fmt: skip
        tables["service_at_location"][place] = {"id": place, "service_id": service, "location_id": location}
        tables["schedule"][schedule] = {
            "id": schedule, "service_at_location_id": place, "de_opening_hours": "Mo-Fr 09:00-12:00; PH off",
        }  # fmt: skip
    return tables


def _seconds(work: Any) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


@pytest.mark.slow
def test_twenty_thousand_services(universe: Universe, capsys: pytest.CaptureFixture[str]) -> None:
    system = system_actor()
    with working_as(system):
        imported = _seconds(lambda: import_hsds(by=system, tables=_big()))
    client, staff = Client(), Client()
    staff.force_login(universe.users["nele"])
    staff.get("/offers/")
    took = {
        "import": imported,
        "search": _seconds(lambda: list(offers.with_words(offers.public_services(), "Lernhilfe 777")[:50])),
        "api page": _seconds(lambda: client.get("/hsds/services", {"page": 100, "full": "true"})),
        "list": _seconds(lambda: staff.get("/offers/?search=Frühstück")),
        "duplicates": _seconds(
            lambda: duplicates.pairs(
                duplicates.Entry(row.pk, row.name, row.organisation.name) for row in offers.public_services()
            )
        ),
    }
    with capsys.disabled():
        print({name: round(seconds, 2) for name, seconds in took.items()})
    assert offers.public_services().count() == SERVICES
    assert took["import"] < 300
    assert took["search"] < 2
    assert took["api page"] < 5
    assert took["list"] < 5
    assert took["duplicates"] < 60

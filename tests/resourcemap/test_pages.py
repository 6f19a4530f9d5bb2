"""Pages of the map through the client. What map and assessment share is tested with the assessments."""

from __future__ import annotations

import pytest
from django.test import Client

from chancennetz.access.context import working_as
from chancennetz.core import time
from chancennetz.plans.models import Goal
from chancennetz.resourcemap.constants import ResourceLevel
from tests.assessments.test_pages import page, sign_in, text_of
from tests.assessments.world import World
from tests.resourcemap.test_map import line, resource


@pytest.fixture
def anna(client: Client, world: World) -> Client:
    return sign_in(client, world, "anna")


def test_the_map_by_hand(anna: Client, world: World) -> None:
    assert "noch leer" in text_of(anna.get(page(world, "map")))
    area = page(world, "map_area", "family")
    answer = anna.post(area, {"version": "0", "state": "Elif ist oft allein.", "own": "2", "coach": "4",
                              "rated_on": time.today().isoformat()})  # fmt: skip
    assert answer.url == area
    assert "2 Stufen" in text_of(anna.get(area))
    anna.post(page(world, "map_resource_new", "family"), {"version": "1", "name": "Oma Fatma", "level": "2"})
    grandmother = world.area().resources[0].id
    anna.post(
        page(world, "map_line_new", "family"),
        {"version": "2", "goal": "Oma holt Elif ab", "resource_ids": [grandmother], "timing": "ab Montag"},
    )
    text = text_of(anna.get(page(world, "map")))
    for words in ("1 von 1", "100", "Oma Fatma", "Oma holt Elif ab", "ab Montag", "Elif ist oft allein."):
        assert words in text, words
    one = world.area().lines[0].id
    plan = page(world, "map_plan", "family", one)
    assert anna.get(plan).status_code == 200
    assert anna.post(plan, {"goal": ""}).url == page(world, "map")
    with working_as(world.actor):
        assert Goal.objects.get(file=world.file).title == "Oma holt Elif ab"
    assert "Im Plan" in text_of(anna.get(page(world, "map")))


def test_two_tabs_in_the_map_see_both_versions(anna: Client, world: World) -> None:
    one = resource(world, "Nachbarin", ResourceLevel.AREA)
    url = page(world, "map_resource", "family", one)
    assert anna.post(url, {"version": "1", "name": "Nachbarin Petra", "level": "3"}).status_code == 302
    answer = anna.post(url, {"version": "1", "name": "Nachbarin Ute", "level": "2"})
    assert answer.status_code == 409
    assert "Nachbarin Petra" in text_of(answer)
    assert anna.post(url, {"version": "2", "name": "Nachbarin Ute", "level": "2"}).status_code == 302
    assert world.area().resources[0].name == "Nachbarin Ute"


def test_versions_of_the_map_are_compared_and_brought_back(anna: Client, world: World) -> None:
    world.do("write_state", state="Erst so.")
    world.do("write_state", state="Dann so.")
    text = text_of(anna.get(page(world, "map_versions")))
    assert "Erst so." in text
    assert "Dann so." in text
    assert "Erst so." in text_of(anna.get(page(world, "map") + "?version=1"))
    assert anna.get(page(world, "map") + "?version=99").status_code == 200
    for wrong in ("", "1", "1/x", "1/2/3", "²/2", "9" * 20 + "/2"):
        assert anna.post(page(world, "map_restore"), {"number": wrong}).status_code == 404
    anna.post(page(world, "map_restore"), {"number": "1/2"})
    assert world.area().state == "Erst so."
    assert anna.post(page(world, "map_restore"), {"number": "1/2"}).status_code == 302
    assert world.area().state == "Erst so."


def test_taking_out_needs_the_version_that_was_seen(anna: Client, world: World) -> None:
    one = resource(world, "Verein", ResourceLevel.AREA)
    goal = line(world, "Probetraining", one)
    assert anna.get(page(world, "map_resource_remove", "family", one)).status_code == 405
    anna.post(page(world, "map_resource_remove", "family", one), {"number": "1"})
    assert len(world.area().resources) == 1
    anna.post(page(world, "map_resource_remove", "family", one), {"number": "2"})
    assert world.area().resources == ()
    anna.post(page(world, "map_line_remove", "family", goal), {"number": "3"})
    assert world.area().lines == ()

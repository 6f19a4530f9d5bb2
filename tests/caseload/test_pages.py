"""Pages through the client: the team at a glance, notes of its lead, what is missing."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from chancennetz.access.context import working_as
from chancennetz.caseload.models import SupervisionNote
from chancennetz.caseload.queries.supervision import team
from chancennetz.caseopening.actions import NewFamily, NewPerson
from chancennetz.closure.actions import add_aftercare
from chancennetz.core import time
from tests.casework import world as worlds
from tests.casework.world import World
from tests.universe import Universe


def page(world: World, name: str, *more: Any) -> str:
    return reverse(name if ":" in name else f"caseload:{name}", args=[world.file.pk, *more])


@pytest.mark.parametrize("name", ["anna", "jan", "paul", "dora"])
def test_the_teams_pages_are_for_its_lead(sign_in: Any, world: World, name: str) -> None:
    client = sign_in(name)
    for one in ("supervision", "continuity"):
        assert client.get(reverse(f"caseload:{one}")).status_code == 404, one
    assert client.get(page(world, "notes")).status_code == 404
    assert client.post(page(world, "notes"), {"text": "x"}).status_code == 404


def test_notes_of_the_team_lead_are_hidden_from_the_counsellor(sign_in: Any, world: World) -> None:
    client = sign_in("tina")
    today = time.today().isoformat()
    assert client.post(page(world, "notes"), {"text": " ", "look_again_on": ""}).status_code == 422
    assert client.post(page(world, "notes"), {"text": "Im Auge behalten", "look_again_on": today}).status_code == 302
    assert "Im Auge behalten" in client.get(page(world, "notes")).content.decode()
    with working_as(world.universe.actor("tina")):
        note = SupervisionNote.objects.get()
    assert "Kaya" in client.get(reverse("caseload:supervision")).content.decode()
    assert client.get(page(world, "note", note.pk)).status_code == 200
    data = {"text": "Erledigt sich", "look_again_on": "", "version": "1"}
    assert client.post(page(world, "note", note.pk), data).status_code == 302
    assert client.post(page(world, "note", note.pk), data).status_code == 422
    assert client.post(page(world, "note_settle", note.pk)).status_code == 302
    anna = sign_in("anna")
    for name in ("note", "note_settle", "note_remove"):
        assert anna.post(page(world, name, note.pk), data).status_code == 404
    assert "Erledigt sich" not in anna.get(page(world, "handovers:overview")).content.decode()
    with working_as(world.actor):
        assert not SupervisionNote.objects.exists()
    assert sign_in("tina").post(page(world, "note_remove", note.pk)).status_code == 302


def test_the_team_at_a_glance(sign_in: Any, world: World) -> None:
    world.log(90)
    text = sign_in("tina").get(reverse("caseload:supervision")).content.decode()
    assert "Anna" in text
    assert "1 Std. 30 Min." in text
    assert "Kaya" not in text  # nothing is overdue: no name is opened
    assert sign_in("tina").get(reverse("caseload:continuity")).status_code == 200


def test_the_hours_of_another_month_or_quarter(sign_in: Any, world: World) -> None:
    begun = time.today().replace(day=1)
    before = begun - dt.timedelta(days=1)
    moment = dt.datetime.combine(before, dt.time(12), time.BERLIN)
    world.log(90)
    world.log(35, happened_at=moment)
    address, tina = reverse("caseload:supervision"), sign_in("tina")
    assert "35 Min." not in tina.get(address).content.decode()
    month = tina.get(address, {"period": f"{before:%Y-%m}"}).content.decode()
    assert "35 Min." in month
    assert "1 Std. 30 Min." not in month
    assert f"Beratung im Zeitraum {time.format_month(before, language='de')}" in month
    quarter = f"{before.year}-Q{(before.month + 2) // 3}"
    both = (before.month + 2) // 3 == (begun.month + 2) // 3
    shown = tina.get(address, {"period": quarter}).content.decode()
    assert ("2 Std. 5 Min." if both else "35 Min.") in shown
    assert f'<option value="{quarter}" selected>' in shown
    assert "1 Std. 30 Min." in tina.get(address, {"period": "1999-13"}).content.decode()


def test_the_teams_page_costs_the_same_for_one_family_and_for_six(universe: Universe, world: World) -> None:
    def cost() -> int:
        with working_as(universe.actor("tina")) as tina, CaptureQueriesContext(connection) as queries:
            team(tina)
        return len(queries)

    before = cost()
    for place in range(5):
        worlds.open_case(universe, "anna", NewFamily(persons=[NewPerson(f"Kim{place}", "Berg")]))
    assert cost() <= before
    assert before < 20


def test_what_is_missing_leads_to_where_it_is_mended(sign_in: Any, world: World) -> None:
    client = sign_in("anna")
    text = client.get(reverse("caseload:quality")).content.decode()
    assert reverse("casework:assessment", args=[world.file.pk]) in text  # 60 days without an assessment
    assert "Kaya" in text
    narrow = client.get(reverse("caseload:quality") + "?severity=urgent").content.decode()
    assert reverse("casework:assessment", args=[world.file.pk]) not in narrow
    assert client.get(reverse("caseload:quality") + "?check=unsinn&page=99&lead=x").status_code == 200
    assert "Kaya" in sign_in("tina").get(reverse("caseload:quality")).content.decode()
    assert "Kaya" not in sign_in("ben").get(reverse("caseload:quality")).content.decode()
    assert sign_in("jan").get(reverse("caseload:quality")).status_code == 404


def test_the_page_of_a_family_carries_the_cards_of_the_rooms_above(sign_in: Any, world: World) -> None:
    """Which cards stand on "Handover and end", in their order; handovers itself knows none of them."""
    with working_as(world.actor) as by:
        add_aftercare(by=by, file=world.file, due_on=time.today() + dt.timedelta(days=9))
    gap, notes = reverse("casework:assessment", args=[world.file.pk]), page(world, "notes")
    card, aftercare, end = (page(world, f"closure:{name}") for name in ("card_new", "aftercare", "end"))
    expected = {"anna": [gap, card, aftercare, end], "tina": [aftercare, notes]}
    for name, cards in expected.items():
        text = sign_in(name).get(page(world, "handovers:overview")).content.decode()
        places = [text.find(f'href="{address}"') for address in cards]
        assert -1 not in places, (name, places)
        assert places == sorted(places), name
        assert all(f'href="{one}"' not in text for one in {card, end, notes} - set(cards)), name
        assert "Was fehlt" in text, name

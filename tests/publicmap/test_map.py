"""Points on the map group themselves by zoom; nothing secret or gone is among them."""

from __future__ import annotations

import datetime as dt
from typing import Any

import numpy as np
import pytest
from django.test import Client

from chancennetz.core.time import BERLIN
from chancennetz.mapsearch.directory import shelf
from chancennetz.mapsearch.hours import Line, OpeningRules, together
from chancennetz.publicmap.grouping import group
from chancennetz.supportmap.models import Location, Service
from tests.mapsearch.conftest import KAMEN
from tests.supportmap.conftest import make_offer
from tests.universe import Universe

Offers = dict[str, Service]
COUNTY = "box=7.3,51.3,8.0,51.9"


def _groups(points: list[tuple[float, float]], zoom: float) -> list[tuple[int, ...]]:
    where = np.array(points)
    return [one.members for one in group(where[:, 0], where[:, 1], np.arange(len(points), dtype=np.int32), zoom)]


def test_near_points_are_one_from_far_and_part_when_one_comes_nearer() -> None:
    unna, also_unna, kamen = (51.5347, 7.6889), (51.5360, 7.6899), (51.5917, 7.6636)
    assert _groups([unna, also_unna, kamen], 5) == [(0, 1, 2)]
    assert _groups([unna, also_unna, kamen], 11) == [(2,), (0, 1)]
    assert _groups([unna, also_unna, kamen], 17) == [(2,), (1,), (0,)]
    assert _groups([unna, unna], 18) == [(0, 1)]  # the same point never parts


def test_an_offer_with_two_places_in_a_group_counts_once() -> None:
    where = np.array([51.5, 51.5001])
    (one,) = group(where, np.array([7.6, 7.6]), np.array([4, 4], np.int32), 10)
    assert one.members == (4,)
    assert not one.is_one_place
    assert one.latitude == pytest.approx(51.50005)


def _items(client: Client, query: str) -> list[dict[str, Any]]:
    answer = client.get(f"/map/de/find/points/?{query}")
    assert answer.status_code == 200
    items: list[dict[str, Any]] = answer.json()["items"]
    return items


def test_from_far_a_number_from_near_the_offers(client: Client, offers: Offers) -> None:
    (far,) = _items(client, f"{COUNTY}&zoom=8")
    assert far["count"] == 3  # the shelter has no point
    assert far["label"].endswith(": 3 Angebote")
    west, south, east, north = far["box"]
    assert west < east
    assert south < north
    near = _items(client, f"{COUNTY}&zoom=14")
    assert [(one["count"], one["label"]) for one in near] == [(1, "Tafel Kamen"), (2, "2 Angebote")]
    assert [one["name"] for one in near[1]["offers"]] == ["Bildungs- und Teilhabepaket", "Schuldnerberatung"]
    assert near[0]["offers"][0]["url"] == f"/map/de/offer/{offers['food'].id}/"


def test_points_answer_the_same_search_as_the_list(client: Client, offers: Offers) -> None:
    assert [one["label"] for one in _items(client, f"q=Lebensmittel&{COUNTY}&zoom=14")] == ["Tafel Kamen"]
    assert [one["label"] for one in _items(client, f"town={KAMEN}&{COUNTY}&zoom=14")] == ["Tafel Kamen"]
    assert _items(client, "box=9,50,9.1,50.1&zoom=14") == []


def test_a_place_that_becomes_secret_is_off_the_map_though_the_directory_is_older(
    client: Client, offers: Offers, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = shelf.current()
    monkeypatch.setattr(shelf, "current", lambda: old)
    place = Location.objects.get(services__service=offers["food"])
    Location.objects.filter(pk=place.pk).update(confidential=True, latitude=None, longitude=None)
    assert [one["label"] for one in _items(client, f"{COUNTY}&zoom=14")] == ["2 Angebote"]
    assert "Tafel Kamen" not in client.get("/map/de/find/?view=map").content.decode()


@pytest.mark.parametrize(
    "wrong", ["", "box=a,b,c,d&zoom=3", "box=1,2,3&zoom=3", "box=1,2,3,nan&zoom=3", "box=1,2,3,4&zoom=99"]
)
def test_a_wrong_piece_of_map_is_not_found(client: Client, offers: Offers, wrong: str) -> None:
    assert client.get(f"/map/de/find/points/?{wrong}").status_code == 404


def test_offers_without_a_place_are_named_under_the_map(client: Client, offers: Offers) -> None:
    page = client.get("/map/de/find/?view=map").content.decode()
    assert "Ohne festen Ort, nur in der Liste: 1 Angebot" in page


def _rules(text: str) -> OpeningRules:
    return OpeningRules((Line(text, None, None, None),))


def test_when_two_offers_are_open_at_the_same_time() -> None:
    thursday = dt.datetime(2026, 11, 19, 10, 30, tzinfo=BERLIN)
    morning, afternoon, long = _rules("Mo-Fr 09:00-12:00"), _rules("Mo-Fr 13:00-15:00"), _rules("Mo,Th 11:00-14:00")
    assert together([morning], [afternoon], thursday, 7) is None
    start, end = together([morning], [long], thursday, 7) or (thursday, thursday)
    assert (start.hour, end.hour, start.date()) == (11, 12, thursday.date())
    later = thursday.replace(hour=12)
    start, end = together([morning], [long], later, 7) or (later, later)
    assert start == dt.datetime(2026, 11, 23, 11, 0, tzinfo=BERLIN)


def test_an_offer_names_its_neighbours_and_when_both_are_open(
    client: Client, universe: Universe, offers: Offers
) -> None:
    make_offer(universe, name="Kleiderkammer", opening_hours="Mo-Fr 11:00-14:00")
    make_offer(universe, name="Nachtcafé", opening_hours="Mo-Fr 20:00-23:00")
    page = client.get(f"/map/de/offer/{offers['debt'].id}/").content.decode()
    near = page[page.index("Am selben Ort") :]
    assert near.index("Kleiderkammer") < near.index("Nachtcafé")  # open at the same time comes first
    assert "Gleichzeitig offen: " in near
    assert ", 11 bis 12 Uhr" in near
    assert "Tafel Kamen" not in near
    food = client.get(f"/map/de/offer/{offers['food'].id}/").content.decode()
    assert "Am selben Ort" not in food


def test_a_shelter_has_no_neighbours_and_is_nobodys(client: Client, universe: Universe, offers: Offers) -> None:
    make_offer(universe, name="Zweites Haus", confidential=True, latitude="", longitude="", location_name="Schutzort")
    assert "Am selben Ort" not in client.get(f"/map/de/offer/{offers['shelter'].id}/").content.decode()


def test_an_offer_without_a_number_says_whom_to_ask(client: Client, universe: Universe, offers: Offers) -> None:
    silent = make_offer(universe, name="Spielkreis", phone="")
    page = client.get(f"/map/de/offer/{silent.id}/").content.decode()
    assert "Hier fehlt noch eine Telefonnummer. Fragen Sie bitte direkt nach: Brückenhaus" in page
    assert "fehlt noch eine Telefonnummer" not in client.get(f"/map/de/offer/{offers['debt'].id}/").content.decode()


def test_marks_that_would_be_drawn_over_each_other_are_one() -> None:
    pixel = 360 / (256 * 2**10)  # degrees of longitude of a pixel at zoom 10
    edge = -180 + 72 * 1_960 * pixel  # where two squares meet
    west, east = (51.5, edge - 10 * pixel), (51.5, edge + 10 * pixel)
    assert _groups([west, east, east], 10) == [(0, 1, 2)]
    far = (51.5, edge + 60 * pixel)
    assert _groups([west, far, far], 10) == [(0,), (1, 2)]

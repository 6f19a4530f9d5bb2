"""Pages of areas: who gets them, map with attribution, history, import."""

from __future__ import annotations

import datetime as dt
import io
from typing import Any

import pytest
from django.test import Client

from chancennetz.core.actor import system_actor
from chancennetz.places import queries
from chancennetz.places.actions import import_areas
from chancennetz.places.models import Area
from tests.places.test_import import content, feature, square
from tests.universe import STAFF, Universe, missing_id

pytestmark = pytest.mark.django_db
ATTRIBUTION = "© GeoBasis-DE / BKG (Daten verändert)"


@pytest.fixture
def areas(universe: Universe) -> None:
    two = content(feature(), feature("05978008", "Bönen", square(7.8)), attribution=ATTRIBUTION)
    import_areas(by=system_actor(), data=two, valid_from=dt.date(2020, 1, 1))


def get(client: Client, universe: Universe, name: str, path: str) -> Any:
    client.force_login(universe.users[name])
    return client.get(path)


@pytest.mark.parametrize("name", STAFF)
def test_everybody_on_the_staff_sees_areas_and_two_import_them(
    client: Client, universe: Universe, areas: None, name: str
) -> None:
    page = get(client, universe, name, "/places/")
    assert page.status_code == 200
    assert ATTRIBUTION in page.content.decode()
    may = name in {"admin", "stefan"}
    assert client.get("/places/import/").status_code == (200 if may else 404)
    assert ("/places/import/" in page.content.decode()) is may


def test_the_list_has_a_map_and_says_the_same_in_words(client: Client, universe: Universe, areas: None) -> None:
    text = get(client, universe, "pia", "/places/").content.decode()
    assert "2 Städte und Gemeinden" in text
    assert "Bönen" in text
    assert "Kreis Unna" in text


def test_an_empty_list_says_how_to_begin(client: Client, universe: Universe) -> None:
    text = get(client, universe, "admin", "/places/").content.decode()
    assert "Noch keine Gebiete" in text
    assert "/places/import/" in text


def test_an_area_with_its_history(client: Client, universe: Universe, areas: None) -> None:
    changed = content(feature(geometry=square(7.6, size=0.12)), attribution=ATTRIBUTION)
    import_areas(by=system_actor(), data=changed, valid_from=dt.date(2024, 7, 1))
    area = queries.find_area("05978004")
    assert area is not None
    text = get(client, universe, "anna", f"/places/{area.pk}/").content.decode()
    assert "Mo, 1. Juli 2024" in text
    assert "01.01.2020" in text
    assert ATTRIBUTION in text
    old = queries.history(area)[1]
    assert "nicht mehr gültig" in client.get(f"/places/{old.pk}/").content.decode()
    assert client.get(f"/places/{missing_id()}/").status_code == 404


def test_a_county_shows_what_belongs_to_it(client: Client, universe: Universe, areas: None) -> None:
    county = queries.find_area("05978")
    assert county is not None
    text = get(client, universe, "anna", f"/places/{county.pk}/").content.decode()
    assert "Bergkamen" in text
    assert ATTRIBUTION in text


def test_the_import_page(client: Client, universe: Universe) -> None:
    client.force_login(universe.users["admin"])

    def upload(data: bytes) -> Any:
        file = io.BytesIO(data)
        file.name = "gebiete.geojson"
        return client.post("/places/import/", {"file": file})

    broken = upload(content(feature("5978004")))
    assert broken.status_code == 422
    assert "05978004" in broken.content.decode()
    assert upload(b"").status_code == 422
    assert client.post("/places/import/", {}).status_code == 422
    checked = upload(content(feature()))
    assert not Area.objects.exists()
    assert client.post("/places/import/", {"packed": checked.context["packed"]}).status_code == 302
    assert Area.objects.count() == 2
    assert "2 Einträge importiert" in client.get("/places/").content.decode()


def test_the_number_of_queries_does_not_grow(
    client: Client, universe: Universe, areas: None, django_assert_max_num_queries: Any
) -> None:
    many = [feature(f"0597{8100 + n}", f"Ort {n}", square(7 + n / 5, 52)) for n in range(30)]
    import_areas(by=system_actor(), data=content(*many))
    get(client, universe, "anna", "/places/")
    with django_assert_max_num_queries(10):
        client.get("/places/")

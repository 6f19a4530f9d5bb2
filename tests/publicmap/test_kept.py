"""Finished pages are kept for the rest of their minute, and never a moment longer than they are true."""

from __future__ import annotations

import datetime as dt
import gzip
import re
from typing import Any
from unittest import mock

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from chancennetz.core import time
from chancennetz.mapsearch.directory import shelf
from chancennetz.organisations.models import Organisation
from chancennetz.publicmap.answers import Answer, Answers
from chancennetz.publicmap.basket import short
from chancennetz.supportmap.models import Location, Service, ServiceAtLocation
from chancennetz.takeup.models import DemandSignal
from tests.mapsearch.conftest import THURSDAY, UNNA
from tests.universe import START, Universe

Offers = dict[str, Service]
SEARCH = "/map/de/find/?q=Beratung"


@pytest.fixture
def clock(offers: Offers) -> Any:
    """The clock stands still on a Thursday morning; `clock.return_value` sets it. The offers are older than that."""
    for model in (Service, Location, ServiceAtLocation):
        model.objects.update(valid_from=START)
    with mock.patch.object(time, "now", return_value=THURSDAY) as now:
        yield now


def test_a_kept_page_asks_only_whether_something_has_changed(
    client: Client, offers: Offers, clock: Any, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for address in ("/map/de/", SEARCH, f"/map/de/offer/{offers['debt'].id}/", "/map/de/find/?view=map"):
        shelf.current()
        first = client.get(address)
        with django_assert_num_queries(1):
            again = client.get(address)
        assert again.content == first.content
        assert again.headers == first.headers


def test_open_now_holds_to_the_minute(client: Client, offers: Offers, clock: Any) -> None:
    clock.return_value = dt.datetime(2026, 11, 19, 11, 59, 40, tzinfo=time.BERLIN)
    before = client.get("/map/de/find/?q=Schulden")
    assert "Heute geöffnet bis 12 Uhr" in before.content.decode()
    assert before.headers["Cache-Control"] == "public, max-age=20"
    clock.return_value = dt.datetime(2026, 11, 19, 12, 0, 0, tzinfo=time.BERLIN)
    after = client.get("/map/de/find/?q=Schulden")
    assert "Heute geöffnet" not in after.content.decode()
    assert after.headers["Cache-Control"] == "public, max-age=60"
    assert after.headers["ETag"] != before.headers["ETag"]


def test_a_withdrawn_offer_is_gone_at_once(client: Client, offers: Offers, clock: Any) -> None:
    addresses = [f"/map/de/offer/{offers['debt'].id}/", SEARCH, "/map/de/find/?view=map", "/map/de/embed/"]
    for address in addresses:
        assert "Schuldnerberatung" in client.get(address).content.decode(), address
    Service.objects.filter(pk=offers["debt"].pk).update(is_released=False)
    for address in addresses:
        page = client.get(address)
        assert "Schuldnerberatung" not in page.content.decode() or page.status_code == 404, address


def test_the_offers_of_a_closed_organisation_are_gone_at_once(client: Client, offers: Offers, clock: Any) -> None:
    assert client.get(f"/map/de/offer/{offers['debt'].id}/").status_code == 200
    Organisation.objects.filter(pk=offers["debt"].organisation_id).update(valid_to=START)
    assert client.get(f"/map/de/offer/{offers['debt'].id}/").status_code == 404


def test_an_address_that_becomes_secret_is_gone_at_once(client: Client, offers: Offers, clock: Any) -> None:
    address = f"/map/de/offer/{offers['food'].id}/"
    assert "Markt 3" in client.get(address).content.decode()
    place = Location.objects.get(services__service=offers["food"])
    Location.objects.filter(pk=place.pk).update(confidential=True, latitude=None, longitude=None)
    page = client.get(address).content.decode()
    assert "Markt 3" not in page
    assert "zum Schutz geheim" in page


def test_a_search_without_result_is_counted_each_time(client: Client, offers: Offers, clock: Any) -> None:
    for _time in range(3):
        page = client.get(f"/map/de/find/?q=Hebamme&town={UNNA}")
        assert page.headers["Cache-Control"] == "private, no-cache"
    assert DemandSignal.objects.get().number == 3


def test_pages_of_one_reader_are_never_kept(client: Client, universe: Universe, offers: Offers, clock: Any) -> None:
    assert "Zurück zur Arbeit" not in client.get("/map/de/").content.decode()
    staff = Client()
    staff.force_login(universe.users["anna"])
    assert "Zurück zur Arbeit" in staff.get("/map/de/").content.decode()
    assert "Zurück zur Arbeit" not in client.get("/map/de/").content.decode()
    form = f"/map/de/offer/{offers['debt'].id}/report/"
    tokens = {re.search(r'csrfmiddlewaretoken" value="(\w+)"', Client().get(form).content.decode())[1] for _ in "ab"}  # type: ignore[index]
    assert len(tokens) == 2


def test_the_card_the_colours_and_the_host_make_another_page(client: Client, offers: Offers, clock: Any) -> None:
    plain = client.get("/map/de/").content.decode()
    assert "Meine Karte (1)" in client.get(f"/map/de/?card={short(offers['debt'].id)}").content.decode()
    client.cookies["chancennetz_theme"] = "dark"
    assert 'data-kern-theme="dark"' in client.get("/map/de/").content.decode()
    del client.cookies["chancennetz_theme"]
    assert client.get("/map/de/").content.decode() == plain
    address = f"/map/de/offer/{offers['debt'].id}/"
    assert "http://localhost/map" in client.get(address, headers={"host": "localhost"}).content.decode()
    assert "http://127.0.0.1/map" in client.get(address, headers={"host": "127.0.0.1"}).content.decode()
    assert client.get(address, headers={"host": "elsewhere.example"}).status_code == 400


def test_the_language_of_the_browser_changes_nothing_of_a_page(client: Client, offers: Offers, clock: Any) -> None:
    pages = {
        client.get(f"/map/de/find/?q=Beratung&n={code}", headers={"accept-language": code})
        .content.decode()
        .replace(f"n={code}", "")
        for code in ("de", "en", "ar")
    }
    assert len(pages) == 1


def test_headers_say_what_a_page_depends_on(client: Client, offers: Offers, clock: Any) -> None:
    packed = client.get(SEARCH, headers={"accept-encoding": "gzip, br"})
    plain = client.get(SEARCH)
    assert packed.headers["Vary"] == plain.headers["Vary"] == "Accept-Encoding, Cookie"
    assert packed.headers["Content-Encoding"] == "gzip"
    assert "Content-Encoding" not in plain.headers
    assert gzip.decompress(packed.content) == plain.content
    assert len(packed.content) * 3 < len(plain.content)
    assert plain.headers["Content-Security-Policy"]
    assert plain.headers["X-Frame-Options"] == "DENY"
    same = client.get(SEARCH, headers={"if-none-match": packed.headers["ETag"]})
    assert (same.status_code, same.content) == (304, b"")
    assert same.headers["Cache-Control"] == packed.headers["Cache-Control"]


def test_memory_is_bounded_and_forgets_with_the_moment() -> None:
    page = Answer.of(b"a" * 400, {})
    kept = Answers(most=3 * page.size)
    for number in range(5):
        kept.keep("10:30", number, page)
    assert [kept.find("10:30", number) is not None for number in range(5)] == [True, True, True, False, False]
    assert kept.find("10:31", 0) is None
    kept.keep("10:31", 9, page)
    assert kept.find("10:30", 0) is None

"""The pages as visitors get them: languages, caching, no cookie, secrets kept, other sites, machines."""

from __future__ import annotations

import gzip
import json
import re
from pathlib import Path
from typing import Any

import pytest
from django.contrib.staticfiles import finders
from django.test import Client

from chancennetz.offerediting.actions import translate
from chancennetz.publicmap.answers import answers
from chancennetz.publicmap.constants import LANGUAGES
from chancennetz.supportmap.models import Service
from chancennetz.upkeep.models import ErrorReport
from tests.mapsearch.conftest import UNNA
from tests.universe import Universe, missing_id

Offers = dict[str, Service]


@pytest.mark.parametrize(
    ("accepted", "language"),
    [("tr-TR,tr;q=0.9,de;q=0.5", "tr"), ("fr,en;q=0.4", "en"), ("", "de"), ("ja", "de"), ("ar-SY", "ar")],
)
def test_the_door_leads_to_the_browsers_language(client: Client, db: None, accepted: str, language: str) -> None:
    answer = client.get("/map/", headers={"accept-language": accepted})
    assert answer.headers["Location"] == f"/map/{language}/"
    assert "Accept-Language" in answer.headers["Vary"]


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_language_opens_with_its_direction(client: Client, offers: Offers, code: str) -> None:
    for address in (f"/map/{code}/", f"/map/{code}/find/?q=Schulden", f"/map/{code}/offer/{offers['debt'].id}/"):
        page = client.get(address)
        direction = "rtl" if code == "ar" else "ltr"
        assert page.status_code == 200
        assert f'<html lang="{LANGUAGES[code].html}" dir="{direction}"' in page.content.decode()
        assert page.headers["Content-Language"] == LANGUAGES[code].html


def test_unknown_languages_and_offers_are_not_found(client: Client, offers: Offers) -> None:
    for address in ("/map/xx/", f"/map/de/offer/{missing_id()}/", f"/map/de/offer/{missing_id()}/report/"):
        assert client.get(address).status_code == 404


def test_reading_sets_no_cookie_and_may_be_kept(client: Client, offers: Offers) -> None:
    for address in ("/map/de/", "/map/de/find/?q=Schulden", f"/map/de/offer/{offers['debt'].id}/", "/map/de/card/"):
        page = client.get(address)
        assert page.cookies == {}, address
        kept = re.fullmatch(r"public, max-age=(\d+)", page.headers["Cache-Control"])
        assert kept is not None
        assert 0 < int(kept[1]) <= 60
        again = client.get(address, headers={"if-none-match": page.headers["ETag"]})
        assert again.status_code == 304


def test_pages_of_signed_in_people_are_not_kept(client: Client, universe: Universe, offers: Offers) -> None:
    client.force_login(universe.users["anna"])
    page = client.get("/map/de/")
    assert page.headers["Cache-Control"] == "private, no-store"
    assert "Zurück zur Arbeit" in page.content.decode()


def test_the_start_page_weighs_less_than_100_kilobytes(client: Client, offers: Offers) -> None:
    page = client.get("/map/de/").content
    weight = len(page)
    linked = set(re.findall(rb'(?:href|src)="/static/([^"#]+)', page))
    assert linked
    for name in linked:
        found = finders.find(name.decode())
        assert isinstance(found, str)
        weight += len(gzip.compress(Path(found).read_bytes(), 6))  # WhiteNoise sends style sheets and scripts packed
    assert weight < 100_000


def test_a_secret_address_is_on_no_page(client: Client, offers: Offers) -> None:
    for address in (
        "/map/de/find/?q=Frauenhaus",
        "/map/de/find/?view=map",
        f"/map/de/offer/{offers['shelter'].id}/",
        f"/map/de/offer/{offers['shelter'].id}/hours.ics",
        "/map/de/embed/?q=Frauenhaus",
    ):
        assert "Verborgener Weg" not in client.get(address).content.decode(), address
    assert "zum Schutz geheim" in client.get(f"/map/de/offer/{offers['shelter'].id}/").content.decode()


def test_filters_show_their_counts_and_no_result_is_not_the_end(client: Client, offers: Offers) -> None:
    page = client.get(f"/map/de/find/?q=Lebensmittel&town={UNNA}&free=1").content.decode()
    assert "0 Angebote" in page
    assert "In der Nähe" in page
    assert "Tafel Kamen" in page
    assert "116 111" in page
    assert "Kamen (0)" in page or "Kamen (1)" in page


def test_strange_input_is_left_out(client: Client, offers: Offers) -> None:
    strange = "/map/de/find/?town=%00&topic=<x>&speaks=zz&page=999&card=....x.&open=2&q=" + "a" * 5000
    assert client.get(strange).status_code == 200
    assert client.get("/map/de/find/?q=%00%C3%28<script>").status_code == 200


def test_a_translation_is_shown_and_an_outdated_one_is_marked(
    client: Client, universe: Universe, offers: Offers
) -> None:
    nele, service = universe.actor("nele"), offers["debt"]
    translate(by=nele, service=service, field="name", language="tr", text="Borç danışmanlığı")
    translate(by=nele, service=service, field="description", language="tr", text="Borçlarınızı düzenliyoruz.")
    address = f"/map/tr/offer/{service.id}/"
    assert "Borçlarınızı düzenliyoruz." in client.get(address).content.decode()
    service.refresh_from_db()
    service.description = "Jetzt nur noch nach Anruf."
    service.save()
    page = client.get(address).content.decode()
    assert "Çeviri güncel değil" in page
    assert '<div lang="de" dir="ltr"><p>Jetzt nur noch nach Anruf.</p></div>' in page


def test_a_search_in_another_language_finds_the_offer(client: Client, offers: Offers) -> None:
    for typed in ("borç", "долги", "ديون", "debts", "datorii"):
        assert "Schuldnerberatung" in client.get("/map/de/find/", {"q": typed}).content.decode(), typed


def test_schema_org_data_is_complete_and_cannot_break_out(client: Client, universe: Universe, offers: Offers) -> None:
    service = offers["debt"]
    service.name = "Beratung </script><script>alert(1)</script>"
    service.save()
    page = client.get(f"/map/de/offer/{service.id}/").content.decode()
    block = re.search(r'<script type="application/ld\+json">(.*?)</script>', page)
    assert block is not None
    data = json.loads(block[1])
    assert data["name"] == service.name
    place = data["availableChannel"][0]["serviceLocation"]
    assert place["address"]["addressLocality"] == "Unna"
    assert place["openingHoursSpecification"][0]["opens"] == "09:00"
    assert page.count("<script") == 1


def test_the_calendar_file_holds_open_hours_in_utc(client: Client, offers: Offers) -> None:
    answer = client.get(f"/map/de/offer/{offers['food'].id}/hours.ics")
    text = answer.content.decode()
    assert answer.headers["Content-Type"].startswith("text/calendar")
    assert text.startswith("BEGIN:VCALENDAR\r\nVERSION:2.0\r\n")
    assert 3 <= text.count("BEGIN:VEVENT") <= 4  # four Thursdays, one may be a holiday
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    assert "LOCATION:Markt 3\\, 59423 Kamen" in text


def test_a_report_reaches_the_editors_without_a_name(client: Client, offers: Offers) -> None:
    address = f"/map/de/offer/{offers['debt'].id}/report/"
    assert client.get(address).headers["Cache-Control"] == "private, no-cache"
    empty = client.post(address, {"kind": ""})
    assert empty.status_code == 422
    assert "Bitte wählen Sie aus" in empty.content.decode()
    sent = client.post(address, {"kind": "hours", "text": "Donnerstags zu", "website": ""})
    assert sent.status_code == 302
    report = ErrorReport.objects.get()
    assert (report.kind, report.text) == ("hours", "Donnerstags zu")
    assert "127.0.0.1" not in report.sender
    assert "Danke. Wir prüfen das." in client.get(sent.headers["Location"]).content.decode()


def test_only_allowed_sites_may_frame_the_embedded_list(client: Client, offers: Offers, settings: Any) -> None:
    closed = client.get("/map/de/embed/")
    assert closed.headers["X-Frame-Options"] == "DENY"
    assert "frame-ancestors 'none'" in closed.headers["Content-Security-Policy"]
    answers.forget()  # settings do not change while a server runs
    settings.EMBED_HOSTS = ["https://www.stadt.example"]
    opened = client.get("/map/de/embed/")
    assert "X-Frame-Options" not in opened.headers
    assert "frame-ancestors 'self' https://www.stadt.example" in opened.headers["Content-Security-Policy"]
    assert client.get("/map/de/").headers["X-Frame-Options"] == "DENY"
    code = client.get(f"/map/de/embed/code/?town={UNNA}&topic=money").content.decode()
    assert f"/map/de/embed/?town={UNNA}&amp;amp;topic=money" in code


def test_search_engines_find_offers_and_nothing_else(client: Client, offers: Offers) -> None:
    sitemap = client.get("/map/sitemap.xml").content.decode()
    assert f"/map/de/offer/{offers['debt'].id}/</loc>" in sitemap
    assert 'hreflang="ar"' in sitemap
    robots = client.get("/robots.txt").content.decode()
    assert "Disallow: /\n" in robots
    assert "Allow: /map/" in robots


def test_a_tile_server_is_named_only_when_configured(client: Client, offers: Offers, settings: Any) -> None:
    address = "/map/de/find/?view=map"
    assert "data-map-tiles" not in client.get(address).content.decode()
    answers.forget()
    settings.MAP_TILES, settings.MAP_TILES_CREDIT = "https://karte.example/{z}/{x}/{y}.png", "© Kreis"
    page = client.get(address).content.decode()
    assert 'data-map-tiles="https://karte.example/{z}/{x}/{y}.png"' in page
    assert "© GeoBasis-DE / BKG" in page


def test_all_public_pages_take_few_queries(
    client: Client, offers: Offers, django_assert_max_num_queries: object
) -> None:
    client.get("/map/de/find/?q=Beratung")
    with django_assert_max_num_queries(6):  # type: ignore[operator]
        client.get("/map/de/find/?q=Beratung&free=1")

"""Families in a real Chromium: on a phone, with and without script, by keyboard; nothing from elsewhere; axe."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from chancennetz.core.actor import ANONYMOUS
from chancennetz.publicmap.actions import keep_card
from chancennetz.publicmap.basket import Basket
from chancennetz.supportmap import taxonomy_store
from chancennetz.supportmap.models import Service
from tests.mapsearch.conftest import KAMEN, UNNA, make_offers, make_towns
from tests.universe import build

pytestmark = pytest.mark.browser
PHONE = {"width": 360, "height": 740}
DESKTOP = {"width": 1280, "height": 900}
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


@pytest.fixture(scope="module")
def site(live_url: str) -> tuple[str, dict[str, Service]]:
    taxonomy_store.ensure()
    make_towns()
    return live_url, make_offers(build())


@pytest.fixture
def visit(site: tuple[str, dict[str, Service]], browser: Any) -> Iterator[Callable[..., Any]]:
    """Open a page as a visitor. Script errors and any request to somewhere else fail the test."""
    contexts, wrong = [], []

    def opened(path: str, *, viewport: dict[str, int] = PHONE, script: bool = True, dark: bool = False) -> Any:
        context = browser.new_context(
            viewport=viewport,
            locale="de-DE",
            java_script_enabled=script,
            color_scheme="dark" if dark else "light",
            reduced_motion="reduce",
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(10_000)
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on("console", lambda message: wrong.append(message.text) if message.type == "error" else None)
        page.on("request", lambda request: None if _ours(request.url, site[0]) else wrong.append(request.url))
        page.goto(site[0] + path)
        return page

    yield opened
    cookies = [cookie for context in contexts for cookie in context.cookies()]
    for context in contexts:
        context.close()
    assert [text for text in wrong if "Failed to load resource" not in text] == []
    assert [cookie["name"] for cookie in cookies if cookie["name"] != "chancennetz_csrf"] == []


def _ours(url: str, site: str) -> bool:
    return url.startswith((site, "data:", "blob:"))


def _wide(page: Any) -> int:
    return int(page.evaluate("document.documentElement.scrollWidth"))


@pytest.mark.parametrize("script", [True, False])
def test_a_family_finds_an_offer_on_a_phone(visit: Callable[..., Any], script: bool) -> None:
    page = visit("/map/de/", script=script)
    page.get_by_label("Was suchen Sie?").fill("Geld für Klassenfahrt")
    page.get_by_role("button", name="Suchen").click()
    page.get_by_role("link", name="Bildungs- und Teilhabepaket", exact=True).click()
    expect(page.locator("h1")).to_have_text("Bildungs- und Teilhabepaket")
    expect(page.get_by_role("heading", name="Was ist das?")).to_be_visible()
    page.get_by_role("link", name="Auf meine Karte").click()
    page.get_by_role("link", name="Meine Karte (1)").click()
    expect(page.get_by_role("heading", name="Bildungs- und Teilhabepaket")).to_be_visible()
    page.get_by_role("button", name="Link für das Handy machen").click()
    page.wait_for_url(re.compile(r"/map/de/card/[^?]+$"))
    expect(page.get_by_role("heading", name="Bildungs- und Teilhabepaket")).to_be_visible()


def test_filters_work_without_script(visit: Callable[..., Any]) -> None:
    page = visit("/map/de/find/", script=False)
    expect(page.locator("#total")).to_have_text("4 Angebote")
    page.locator(".pm-filters summary").click()
    page.get_by_label("Kostenlos").check()
    page.get_by_role("button", name="Anzeigen").click()
    expect(page.locator("#total")).to_have_text("3 Angebote")
    page.get_by_role("link", name="Kostenlos – diesen Filter entfernen").click()
    expect(page.locator("#total")).to_have_text("4 Angebote")


def test_with_script_a_filter_changes_the_list_in_place(visit: Callable[..., Any]) -> None:
    page = visit("/map/de/find/?q=", viewport=DESKTOP)
    page.evaluate("window.stayed = true")
    with page.expect_response(lambda answer: "/map/de/find/" in answer.url):
        page.get_by_label("Kostenlos").check()
    page.get_by_role("heading", name="3 Angebote").wait_for()
    expect(page).to_have_url(re.compile("free=1"))
    assert page.evaluate("window.stayed") is True
    expect(page.get_by_label("Kostenlos")).to_be_checked()


def test_the_map_shows_points_that_lead_on(visit: Callable[..., Any]) -> None:
    page = visit(f"/map/de/find/?view=map&town={KAMEN}", viewport=DESKTOP)
    page.get_by_role("button", name="Tafel Kamen", exact=True).wait_for()
    expect(page.locator(".cn-map")).to_contain_text("© GeoBasis-DE / BKG")
    page.locator(".cn-map__list a", has_text="Tafel Kamen").click()
    expect(page.locator("h1")).to_have_text("Tafel Kamen")


def test_by_keyboard_a_group_on_the_map_falls_apart_and_leads_to_an_offer(visit: Callable[..., Any]) -> None:
    page = visit("/map/de/find/?view=map", viewport=DESKTOP)
    group = page.get_by_role("button", name="Angebote")
    group.first.wait_for()
    for _nearer in range(6):
        if page.get_by_role("button", name="Tafel Kamen", exact=True).count():
            break
        with page.expect_response(lambda answer: "/find/points/" in answer.url):
            group.first.focus()
            page.keyboard.press("Enter")
        page.wait_for_timeout(300)
    pile = page.get_by_role("button", name="2 Angebote", exact=True)
    pile.focus()
    page.keyboard.press("Enter")
    page.locator(".leaflet-popup a", has_text="Schuldnerberatung").wait_for()
    page.get_by_role("button", name="Tafel Kamen", exact=True).focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/offer/**")
    expect(page.locator("h1")).to_have_text("Tafel Kamen")


def test_by_keyboard_from_the_top_to_a_result(visit: Callable[..., Any]) -> None:
    page = visit("/map/de/find/?q=Schulden", viewport=DESKTOP)
    page.keyboard.press("Tab")
    expect(page.locator(".cn-skip")).to_be_focused()
    page.keyboard.press("Enter")
    for _ in range(25):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent") == "Schuldnerberatung":
            break
    page.keyboard.press("Enter")
    page.wait_for_url("**/offer/**")
    expect(page.locator("h1")).to_have_text("Schuldnerberatung")


def test_arabic_reads_from_right_to_left_and_fits_the_phone(visit: Callable[..., Any]) -> None:
    page = visit("/map/ar/find/?q=ديون")
    assert page.evaluate("getComputedStyle(document.body).direction") == "rtl"
    expect(page.get_by_role("link", name="Schuldnerberatung", exact=True)).to_be_visible()
    assert _wide(page) == 360


def _pages(offers: dict[str, Service]) -> list[str]:
    _card, token = keep_card(by=ANONYMOUS, services=[offers["debt"].id, offers["food"].id], language="de")
    basket = str(Basket((offers["debt"].id, offers["shelter"].id)))
    return [
        "/map/de/",
        "/map/ar/",
        "/map/de-leicht/",
        "/map/de/find/",
        f"/map/de/find/?q=Lebensmittel&town={UNNA}",
        "/map/de/find/?q=Xylophonowitsch",
        "/map/uk/find/?view=map",
        f"/map/de/offer/{offers['debt'].id}/?thanks=1&card={basket}",
        f"/map/ar/offer/{offers['shelter'].id}/",
        f"/map/de/offer/{offers['debt'].id}/report/",
        f"/map/de/card/?card={basket}",
        "/map/de/card/",
        f"/map/de/card/{token}/",
        "/map/de/card/gone/",
        "/map/de/embed/?topic=money",
        "/map/de/embed/code/",
    ]


@pytest.mark.axe
@pytest.mark.parametrize("how", [{"viewport": PHONE}, {"viewport": DESKTOP, "dark": True}])
def test_axe_finds_nothing_and_nothing_is_too_wide(
    site: tuple[str, dict[str, Service]], visit: Callable[..., Any], how: dict[str, Any]
) -> None:
    wrong = []
    page = visit("/map/de/", **how)
    for address in _pages(site[1]):
        page.goto(site[0] + address)
        found = Axe().run(page, options=RULES).response["violations"]
        wrong += [f"{address} {one['id']}: {one['nodes'][0]['html'][:200]}" for one in found]
        if _wide(page) > how["viewport"]["width"]:
            wrong.append(f"{address}: {_wide(page)} pixels wide")
    assert wrong == []

"""axe finds nothing on any page."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import Client

from tests.browser.conftest import DESKTOP, PHONE, Platform
from tests.security.canaries import common_ids
from tests.security.test_crawl import addresses
from tests.universe import STAFF

pytestmark = [pytest.mark.browser, pytest.mark.axe]
RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],  # what passed is not written down in full: half the time
}
#: In this order somebody is looked for who may open a page.
READERS = ("anna", "tina", "admin", "dora", "paul", "cora", "jan", "stefan", "pia", "nele", "eva", None)


def _client(platform: Platform, name: str | None) -> Client:
    client = Client(raise_request_exception=False)
    if name:
        client.force_login(platform.universe.users[name])
    return client


def _is_page(answer: Any) -> bool:
    """Tell whether a whole page opens (not a file, not a fragment that htmx puts into a page)."""
    is_html = answer.headers.get("Content-Type", "").startswith("text/html")
    return bool(answer.status_code == 200 and is_html and answer.content.lstrip()[:9].lower() == b"<!doctype")


def _pages(platform: Platform, start: int = 0, step: int = 1) -> Iterator[tuple[str | None, str]]:
    """Yield every address with the first reader who may open it, each address once; with `step` every second only."""
    clients = {name: _client(platform, name) for name in READERS}
    latest: str | None = READERS[0]
    for address in sorted(set(addresses(common_ids(platform.universe) | platform.family.ids)))[start::step]:
        # Neighbours among the addresses have the same readers: whoever opened the last one is asked second.
        for name in dict.fromkeys((READERS[0], latest, *READERS)):
            answer = clients[name].get(address)
            if _is_page(answer):
                latest = name
                yield name, address
            if answer.status_code in {200, 405}:  # opened; or a button's address, where there is nothing to look at
                break


def _violations(page: Any) -> list[str]:
    found = Axe().run(page, options=RULES).response["violations"]
    return [f"{one['id']}: {one['nodes'][0]['html'][:160]}" for one in found]


def _look(browser: Any, platform: Platform, pages: list[tuple[str | None, str]], **how: Any) -> list[str]:
    """Run axe over pages, one browser context per reader."""
    wrong: list[str] = []
    for name in dict.fromkeys(name for name, _address in pages):
        context = browser.new_context(locale="de-DE", reduced_motion="reduce", **how)
        if name:
            context.add_cookies([platform.cookie(name)])
        page = context.new_page()
        for _name, address in (one for one in pages if one[0] == name):
            page.goto(platform.url + address)
            wrong += [f"{name} {address} {text}" for text in _violations(page)]
        context.close()
    return wrong


def _half(platform: Platform, browser: Any, which: int) -> None:
    pages = list(_pages(platform, which, 2))
    assert len(pages) > 60
    assert _look(browser, platform, pages, viewport=DESKTOP) == []


class TestEveryOtherPage:
    """Every page once; two classes, so that two processes share the work."""

    def test_on_the_desktop(self, platform: Platform, browser: Any) -> None:
        _half(platform, browser, 0)


class TestTheOtherPages:
    """The other half."""

    def test_on_the_desktop(self, platform: Platform, browser: Any) -> None:
        _half(platform, browser, 1)


def test_error_pages_and_forms_with_errors(platform: Platform, open_page: Any) -> None:
    assert _violations(open_page("anna", "/nowhere/")) == []
    page = open_page("anna", "/tasks/new/")
    with page.expect_navigation():
        page.locator("main .cn-form__end button").first.click()
    assert _violations(page) == []


@pytest.mark.slow
@pytest.mark.parametrize("how", [{"viewport": PHONE}, {"viewport": DESKTOP, "color_scheme": "dark"}])
def test_every_page_on_the_phone_and_in_the_dark(platform: Platform, browser: Any, how: dict[str, Any]) -> None:
    assert _look(browser, platform, list(_pages(platform)), **how) == []


@pytest.mark.slow
@pytest.mark.parametrize("name", [*STAFF, None])
def test_every_page_as_every_role(platform: Platform, browser: Any, name: str | None) -> None:
    client = _client(platform, name)
    every = sorted(set(addresses(common_ids(platform.universe) | platform.family.ids)))
    pages = [(name, address) for address in every if _is_page(client.get(address))]
    assert _look(browser, platform, pages, viewport=DESKTOP) == []

"""A running platform with two families, and pages that are signed in."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from tests.security.canaries import Canary, plant_two
from tests.universe import Universe, build

PHONE = {"width": 360, "height": 740}
DESKTOP = {"width": 1280, "height": 900}


@dataclasses.dataclass
class Platform:
    """The address of the running platform, its small world, and the family of Anna."""

    url: str
    universe: Universe
    family: Canary
    other: Canary

    def cookie(self, name: str) -> dict[str, Any]:
        """Return the session cookie of a member of staff."""
        client = Client()
        client.force_login(self.universe.users[name])
        value = client.cookies[settings.SESSION_COOKIE_NAME].value
        return {"name": settings.SESSION_COOKIE_NAME, "value": value, "url": self.url}


@pytest.fixture(scope="module")
def platform(live_url: str, tmp_path_factory: pytest.TempPathFactory) -> Platform:
    settings.UPLOADS_DIR = tmp_path_factory.mktemp("uploads")
    universe = build()
    family, other = plant_two(universe)
    return Platform(live_url, universe, family, other)


@pytest.fixture
def open_page(platform: Platform, browser: Any) -> Iterator[Callable[..., Any]]:
    """Open a page as somebody: `open_page("anna", "/day/", phone=True)`. Script errors fail the test."""
    contexts, errors = [], []

    def opened(name: str | None, path: str, *, phone: bool = False, dark: bool = False) -> Any:
        context = browser.new_context(
            viewport=PHONE if phone else DESKTOP, locale="de-DE", color_scheme="dark" if dark else "light"
        )
        contexts.append(context)
        if name:
            context.add_cookies([platform.cookie(name)])
        page = context.new_page()
        page.set_default_timeout(10_000)
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("console", lambda message: _note(message, errors))
        page.goto(platform.url + path)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert errors == []


def _note(message: Any, errors: list[str]) -> None:
    """Keep violations of the content security policy and script errors; a 404 or 422 page is no script error."""
    if message.type == "error" and "Failed to load resource" not in message.text:
        errors.append(message.text)

"""The frame: who gets which entries, what is marked as current, and that it stays short."""

from __future__ import annotations

import uuid
from collections.abc import Iterator

import pytest
from django.test import RequestFactory, override_settings
from django.urls import path

from chancennetz.core.actor import Actor, acting
from chancennetz.ui import checks, context, navigation


def _view(request: object) -> None:
    """Stand in for a page; never called."""


urlpatterns = [
    path("", _view, name="start"),
    path("families/", _view, name="families"),
    path("families/map/", _view, name="map"),
    path("search/", _view, name="search"),
]

ENTRIES = [
    navigation.Entry("Families", "families", "users", order=20),
    navigation.Entry("Start", "start", "house", order=10),
    navigation.Entry("Map of families", "map", "map", order=30, short="Map", phone=False),
    navigation.Entry("Gone", "no-such-address", "map", order=5),
]


@pytest.fixture(autouse=True)
def _own_navigation(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(navigation, "_entries", navigation.defaultdict(dict))
    monkeypatch.setattr(navigation, "_links", {})
    monkeypatch.setattr(navigation, "_role_names", {})
    with override_settings(ROOT_URLCONF=__name__):
        yield


def test_entries_come_in_order_without_those_that_lead_nowhere() -> None:
    navigation.register("counsellor", ENTRIES)
    assert [entry.label for entry in navigation.shown("counsellor", "/")] == ["Start", "Families", "Map of families"]
    assert navigation.shown("somebody", "/") == []


@pytest.mark.parametrize(
    ("here", "current"),
    [
        ("/", "Start"),
        ("/families/", "Families"),
        ("/families/0198/goals/", "Families"),
        ("/families/map/", "Map of families"),
        ("/elsewhere/", None),
    ],
)
def test_the_nearest_entry_is_current(here: str, current: str | None) -> None:
    navigation.register("counsellor", ENTRIES)
    marked = [entry.label for entry in navigation.shown("counsellor", here) if entry.current]
    assert marked == ([current] if current else [])


def test_the_check_refuses_an_eighth_entry() -> None:
    navigation.register("admin", [navigation.Entry(str(n), f"page-{n}", "map") for n in range(7)])
    assert checks.navigation_is_short(None) == []
    navigation.register("admin", [navigation.Entry("8", "page-8", "map")])
    assert [error.id for error in checks.navigation_is_short(None)] == ["ui.E001"]


def test_the_frame_knows_the_reader() -> None:
    navigation.register("counsellor", ENTRIES)
    navigation.name_roles({"counsellor": "Counsellor"})
    navigation.link("search", "search")
    navigation.link("help", "no-such-address")
    request = RequestFactory().get("/families/", HTTP_COOKIE="chancennetz_theme=dark")
    actor = Actor(uuid.uuid4(), "counsellor", "counselling", "Anna Sander", organisation_name="Provider")
    with acting(actor):
        frame = context.build_frame(request)
    assert (frame.name, frame.role_name, frame.organisation) == ("Anna Sander", "Counsellor", "Provider")
    assert frame.theme == "dark"
    assert frame.authenticated
    assert frame.links == {"search": "/search/"}
    assert [entry.label for entry in frame.phone_entries] == ["Start", "Families"]


def test_without_actor_the_frame_is_public_and_nonsense_in_the_cookie_is_ignored() -> None:
    request = RequestFactory().get("/", HTTP_COOKIE='chancennetz_theme="><script>')
    frame = context.build_frame(request)
    assert frame.public
    assert not frame.authenticated
    assert frame.theme == ""


@override_settings(INSTALLATION_NAME="Kreis Unna", INSTALLATION_ACCENT="puce", DEMO=True)
def test_settings_name_the_installation_and_an_unknown_accent_falls_back() -> None:
    frame = context.build_frame(RequestFactory().get("/"))
    assert (frame.installation, frame.accent, frame.demo) == ("Kreis Unna", "blue", True)

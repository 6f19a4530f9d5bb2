"""Whole pages: errors with a way back, confirm, conflict, and the frame around them."""

from __future__ import annotations

import datetime as dt
import re
import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from django.http import HttpRequest
from django.test import RequestFactory, override_settings
from django.utils import translation

from chancennetz.core.actor import Actor, acting
from chancennetz.ui import pages, parts, views

HOSTILE = "<script>x</script>"


@pytest.fixture(autouse=True)
def _own_addresses() -> Iterator[None]:
    with override_settings(ROOT_URLCONF="tests.ui.urls"):
        yield


def _request(path: str = "/", method: str = "get", **kwargs: Any) -> HttpRequest:
    request = getattr(RequestFactory(), method)(path, **kwargs)
    request.session = {}
    return request


def _page(response: Any) -> str:
    return response.content.decode()


@pytest.mark.parametrize(
    ("view", "status", "words"),
    [
        (views.bad_request, 400, "konnten wir nicht lesen"),
        (views.permission_denied, 403, "Das geht gerade nicht"),
        (views.csrf_failure, 403, "Entwürfe bleiben erhalten"),
        (views.page_not_found, 404, "Diese Seite gibt es nicht"),
        (views.server_error, 500, "Bei uns ist etwas schiefgegangen"),
        (views.unavailable, 503, "Gleich wieder da"),
    ],
)
def test_error_pages_say_what_happened_and_lead_back(view: Any, status: int, words: str) -> None:
    with translation.override("de"):
        response = view(_request())
    page = _page(response)
    assert response.status_code == status
    assert words in page
    assert "Zur Startseite" in page
    assert page.count("<h1>") == 1
    assert ("Nummer für Rückfragen" in page) is (status != 404)


def test_a_page_that_was_open_too_long_leads_back_to_itself() -> None:
    with translation.override("de"):
        page = _page(views.csrf_failure(_request("/cases/1/contacts/new/?a=1&b=2", "post")))
    assert 'href="/cases/1/contacts/new/?a=1&amp;b=2"' in page


def test_the_number_on_the_page_stands_in_the_log(caplog: pytest.LogCaptureFixture) -> None:
    page = _page(views.server_error(_request()))
    number = re.search(r'cn-number">([^<]+)<', page)
    assert number
    assert number[1] in caplog.text


def test_the_number_is_the_request_of_the_actor() -> None:
    with acting(Actor(None, "counsellor", "x", request_id="req-0123456789ab")):
        assert "0123456789AB" in _page(views.bad_request(_request()))


def test_a_missing_page_and_a_hidden_one_look_the_same() -> None:
    assert views.page_not_found(_request("/a/")).content == views.page_not_found(_request("/b/")).content


def test_the_page_of_a_broken_server_needs_nothing_that_may_be_broken(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(request: HttpRequest) -> None:
        raise RuntimeError

    monkeypatch.setattr("chancennetz.ui.context.build_frame", broken)
    assert views.server_error(_request()).status_code == 500
    assert views.unavailable(_request()).status_code == 503


def test_confirm_asks_once_and_names_the_thing() -> None:
    with translation.override("de"):
        page = _page(
            pages.confirm(
                _request(),
                title=f"Akte {HOSTILE} schließen?",
                text="Sie bleibt lesbar.",
                action="Akte schließen",
                cancel_url="/back/",
                dangerous=True,
                consequences=[HOSTILE],
                hidden={"next": HOSTILE},
            )
        )
    assert HOSTILE not in page
    assert "kern-btn--danger" in page
    assert 'href="/back/"' in page
    assert 'name="idempotency_token"' in page


def test_conflict_shows_both_versions_and_loses_nothing() -> None:
    long_text = "Zeile eins\nZeile zwei " + HOSTILE
    with translation.override("de"):
        response = pages.conflict(
            _request(),
            title="Ziel",
            differences=[parts.Difference("Titel", "gleich", "gleich"), parts.Difference("Warum", long_text, "anders")],
            changed_by="Herr Berg",
            changed_at=dt.datetime(2026, 11, 23, 13, 5, tzinfo=dt.UTC),
            version=7,
            discard_url="/goal/",
            posted={"why": [long_text, "zweiter"], "version": "3", "csrfmiddlewaretoken": "old"},
        )
    page = _page(response)
    assert response.status_code == 409
    assert HOSTILE not in page
    assert "Herr Berg hat am Mo, 23. November 2026 um 14:05 Uhr" in page
    assert page.count("cn-conflict__row--differs") == 1
    assert page.count('name="why"') == 2
    assert page.count('name="version"') == 1
    assert 'value="7"' in page
    assert "old" not in re.findall(r'csrfmiddlewaretoken" value="([^"]*)"', page)


def test_the_frame_shows_who_acts_and_the_language_of_the_page() -> None:
    actor = Actor(uuid.uuid4(), "counsellor", "x", HOSTILE, organisation_name="Träger Mitte")
    with acting(actor), translation.override("de"):
        page = _page(pages.confirm(_request("/a/?b=1"), title="T", text="", action="A", cancel_url="/"))
    assert HOSTILE not in page
    assert "Träger Mitte" in page
    assert '<html lang="de" dir="ltr"' in page
    assert 'data-authenticated="yes"' in page
    assert "Zum Inhalt" in page

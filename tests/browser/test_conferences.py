"""A case conference in a real Chromium: plan on the phone, note a result, the warning, the inbox of an office."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from chancennetz.access.context import working_as
from chancennetz.conferences.models import Conference, ConferenceItem
from chancennetz.core import time
from tests.browser.conftest import Platform

pytestmark = pytest.mark.browser


def _press(page: Any, name: str) -> None:
    with page.expect_navigation():
        page.get_by_role("button", name=name).click()


def test_from_the_plan_to_the_minutes_on_the_phone(platform: Platform, open_page: Any) -> None:
    file = platform.family.file
    page = open_page("anna", reverse("moderation:new", args=[file.pk]), phone=True)
    page.locator("textarea[name=question]").fill("Wie gelingt der Einstieg?")
    page.locator("input[name=day]").fill(time.today().isoformat())
    page.locator("input[name=clock]").fill("00:05")
    page.locator("main .cn-form__end button").first.click()
    page.wait_for_url(re.compile("/prepare/"))
    page.get_by_role("link", name="Jemanden aus der Familie hinzufügen").click()
    page.locator("main form label").first.click()
    page.locator("main .cn-form__end button").first.click()
    page.wait_for_url(re.compile("/prepare/"))
    page.get_by_role("link", name="Weiter: einladen").click()
    _press(page, "Einladungen verschicken")
    page.get_by_role("link", name="Durchführen", exact=True).click()
    page.locator("textarea[name=text]").fill("Die Betreuung ist geklärt 😀")
    page.get_by_role("button", name="Ergebnis festhalten").click()
    page.wait_for_url(re.compile("/hold/"))
    expect(page.get_by_text("Die Betreuung ist geklärt").first).to_be_visible()
    page.get_by_role("button", name="Hat stattgefunden").click()
    page.wait_for_url(re.compile("/minutes/"))
    _press(page, "Protokoll übergeben")
    with working_as(platform.universe.actor("anna")):
        made = Conference.objects.filter(file=file, anonymised=False).latest("created_at")
        assert made.state == "sent"


def test_a_name_in_an_anonymised_conference_is_replaced_with_one_click(platform: Platform, open_page: Any) -> None:
    ids = platform.family.ids
    address = reverse("moderation:item_new", args=[platform.family.file.pk, ids["conference_id"]])
    page = open_page("anna", address + "?kind=result")
    page.locator("textarea[name=text]").fill(f"Mutter{platform.family.word} zieht um")
    page.locator("main .cn-form__end button").first.click()
    page.get_by_role("button", name="Ersetzen und speichern").click()
    page.wait_for_url(re.compile("/hold/"))
    with working_as(platform.universe.actor("anna")):
        text = ConferenceItem.objects.filter(conference=ids["conference_id"], kind="result").latest("created_at").text
    assert "zieht um" in text
    assert platform.family.word not in text


def test_an_office_answers_in_its_inbox_by_keyboard(platform: Platform, open_page: Any) -> None:
    page = open_page("jan", reverse("conferences:received"))
    page.get_by_role("link", name=re.compile(r"\d{4}, \d\d:\d\d")).first.focus()
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/conferences/received/.+"))
    page.get_by_role("button", name="Wir kommen").focus()
    page.keyboard.press("Enter")
    page.get_by_text("kommt", exact=True).first.wait_for()

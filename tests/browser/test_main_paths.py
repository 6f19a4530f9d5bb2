"""The main paths, by hand and by keyboard, in a real Chromium under the strict content security policy."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from chancennetz.access.context import working_as
from chancennetz.contacts.models import ContactEntry
from chancennetz.plans.models import Goal
from tests.browser.conftest import Platform

pytestmark = pytest.mark.browser


def _contacts(platform: Platform) -> int:
    with working_as(platform.universe.actor("anna")):
        return ContactEntry.objects.filter(file=platform.family.file, deleted_at__isnull=True).count()


def test_signing_in_with_password_and_out(platform: Platform, open_page: Any) -> None:
    page = open_page(None, "/")
    page.locator("input[name=login]").fill("anna@example.org")
    page.locator("input[name=password]").fill("ein sehr langes Testkennwort")
    page.locator("input[name=password]").press("Enter")
    page.wait_for_url(re.compile(r"/day/"))
    expect(page.locator("h1")).to_have_text(re.compile(".+"))


def test_a_wrong_password_is_explained_and_names_nobody(platform: Platform, open_page: Any) -> None:
    page = open_page(None, reverse("account_login"))
    page.locator("input[name=login]").fill("anna@example.org")
    page.locator("input[name=password]").fill("falsch")
    with page.expect_navigation():
        page.locator("input[name=password]").press("Enter")
    expect(page.locator("input[name=login]")).to_have_value("anna@example.org")


def test_a_contact_on_the_phone(platform: Platform, open_page: Any) -> None:
    before = _contacts(platform)
    page = open_page("anna", reverse("contacts:contact_new", args=[platform.family.file.pk]), phone=True)
    page.locator("textarea[name=note]").fill("Ein gutes Gespräch 😀")
    page.locator("input[name=minutes]").fill("35")
    page.locator("main .cn-form__end button").last.click()
    page.wait_for_url(lambda address: "/new/" not in address)
    assert _contacts(platform) == before + 1
    with page.expect_navigation():
        page.get_by_role("button", name=re.compile("Rückgängig|Undo")).first.click()
    assert _contacts(platform) == before


def test_a_long_note_survives_a_lost_login(platform: Platform, open_page: Any) -> None:
    address = reverse("contacts:contact_new", args=[platform.family.file.pk])
    page = open_page("anna", address)
    page.locator("textarea[name=note]").fill("Dieser lange Satz darf nicht verloren gehen.")
    with page.expect_response(lambda response: "/tasks/draft/" in response.url and response.request.method == "POST"):
        page.locator("textarea[name=note]").blur()
    page.context.clear_cookies()
    page.context.add_cookies([platform.cookie("anna")])
    page.goto(platform.url + address)
    expect(page.locator("textarea[name=note]")).to_have_value("Dieser lange Satz darf nicht verloren gehen.")


def test_two_tabs_with_the_same_goal_show_both_versions(platform: Platform, open_page: Any) -> None:
    goal = platform.family.ids["goal_id"]
    address = reverse("plans:goal", args=[platform.family.file.pk, goal])
    first, second = open_page("anna", address), open_page("anna", address)
    first.locator("[name=title]").fill("Aus dem ersten Reiter")
    with first.expect_navigation():
        first.locator("main form:has([name=title]) .cn-form__end button").first.click()
    second.locator("[name=title]").fill("Aus dem zweiten Reiter")
    with second.expect_navigation():
        second.locator("main form:has([name=title]) .cn-form__end button").first.click()
    expect(second.locator("main")).to_contain_text("Aus dem ersten Reiter")
    expect(second.locator("main")).to_contain_text("Aus dem zweiten Reiter")
    with working_as(platform.universe.actor("anna")):
        assert Goal.objects.get(pk=goal).title == "Aus dem ersten Reiter"


def test_my_day_by_keyboard_alone(platform: Platform, open_page: Any) -> None:
    page = open_page("anna", "/day/")
    page.keyboard.press("Tab")
    expect(page.locator(".cn-skip")).to_be_focused()
    page.keyboard.press("Enter")
    reached = set()
    for _step in range(60):
        page.keyboard.press("Tab")
        reached.add(page.evaluate("(document.activeElement.getAttribute('href') || '')"))
    assert reverse("contacts:contact_pick") in reached
    assert any("/families/" in address for address in reached)


@pytest.mark.parametrize("width", [320, 360, 768, 1280])
def test_no_page_scrolls_sideways(platform: Platform, browser: Any, width: int) -> None:
    file = platform.family.file.pk
    context = browser.new_context(viewport={"width": width, "height": 800}, locale="de-DE")
    context.add_cookies([platform.cookie("anna")])
    page = context.new_page()
    wide = []
    names = ("portal:family", "plans:goals", "contacts:contacts", "contacts:contact_new", "consentforms:list")
    for address in ["/day/", "/cases/", *(reverse(name, args=[file]) for name in names)]:
        page.goto(platform.url + address)
        if page.evaluate("document.documentElement.scrollWidth > window.innerWidth + 1"):
            wide.append(address)
    context.close()
    assert wide == []

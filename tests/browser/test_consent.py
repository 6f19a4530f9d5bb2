"""Consent in a real Chromium: signing with a finger, the way on paper by keyboard, and "May I share this?"."""

from __future__ import annotations

import math
import re
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from chancennetz.access.context import working_as
from chancennetz.consent.models import ConfidentialityRelease, Signature
from tests.browser.conftest import Platform
from tests.browser.test_accessibility import _violations

pytestmark = pytest.mark.browser


def _counts(platform: Platform) -> tuple[int, int]:
    with working_as(platform.universe.actor("anna")):
        file = platform.family.file
        releases = ConfidentialityRelease.objects.filter(file=file, form="electronic")
        return releases.count(), Signature.objects.filter(file=file).count()


def _fill(platform: Platform, open_page: Any, *, phone: bool = False, language: str = "de") -> Any:
    """Fill in a release to the town of Unna up to the page on which one signs."""
    address = reverse("consentforms:release_for", args=[platform.family.file.pk, platform.family.ids["person_id"]])
    office = platform.universe.organisations["unna"].pk
    page = open_page("anna", f"{address}?recipient={office}&role=coordinator&purpose=coordination", phone=phone)
    page.locator("label", has_text="Hier auf dem Tablet").click()
    page.select_option("select[name=language]", language)
    page.locator("label", has_text="in einfachen Worten").click()
    page.locator("main .cn-form__end button").last.click()
    page.locator("canvas").wait_for()
    return page


def _sign(page: Any, place: int = 0) -> None:
    canvas = page.locator("canvas").nth(place)
    canvas.scroll_into_view_if_needed()
    box = canvas.bounding_box()
    page.mouse.move(box["x"] + 20, box["y"] + 40)
    page.mouse.down()
    for step in range(40):
        page.mouse.move(box["x"] + 20 + step * 5, box["y"] + 40 + 20 * math.sin(step / 3))
    page.mouse.up()


def test_signing_on_the_phone_in_arabic(platform: Platform, open_page: Any) -> None:
    before = _counts(platform)
    page = _fill(platform, open_page, phone=True, language="ar")
    expect(page.locator("article.cn-sheet")).to_have_attribute("dir", "rtl")
    assert _violations(page) == []
    page.get_by_role("button", name="Unterschrieben: erfassen").click()
    page.get_by_text("Eine Unterschrift fehlt").first.wait_for()
    assert _counts(platform) == before
    _sign(page)
    expect(page.locator("[data-pad-status]")).to_have_text("Unterschrieben.")
    page.get_by_role("button", name="Feld leeren").click()
    expect(page.locator("[data-pad-value]")).to_have_value("")
    _sign(page)
    page.get_by_role("button", name="Unterschrieben: erfassen").click()
    page.wait_for_url(lambda address: "/release/" not in address)
    assert _counts(platform) == (before[0] + 1, before[1] + 1)


def test_with_the_keyboard_one_goes_on_with_paper(platform: Platform, open_page: Any) -> None:
    page = _fill(platform, open_page)
    page.get_by_role("button", name="Auf Papier unterschreiben").focus()
    page.keyboard.press("Enter")
    page.locator("input[name=form][value=paper]").wait_for(state="attached")
    expect(page.locator("input[name=form][value=paper]")).to_be_checked()
    expect(page.locator("select[name=recipient]")).to_have_value(str(platform.universe.organisations["unna"].pk))
    page.locator("main .cn-form__end button").last.click()
    page.wait_for_url(lambda address: "/release/" not in address)
    expect(page.locator("main")).to_contain_text("Stadt Unna")


def test_may_i_share_this_on_the_phone(platform: Platform, open_page: Any) -> None:
    page = open_page("anna", reverse("sharing:share", args=[platform.family.file.pk]), phone=True)
    assert _violations(page) == []
    page.get_by_role("link", name=re.compile("Jobcenter Musterkreis")).first.click()
    page.get_by_text("Das nicht teilen").wait_for()
    # Short enough for a phone: the answer first, its reasons folded (it was more than twice as long).
    page.wait_for_load_state()  # with the style sheet
    assert page.evaluate("document.documentElement.scrollHeight") < 3200
    page.get_by_text(re.compile(r"Warum\? \d+ Angaben?")).first.click()
    page.get_by_text("§ 203 StGB").first.wait_for()
    assert _violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.get_by_role("link", name=re.compile("Familie fragen")).click()
    page.wait_for_url(re.compile("/release/.*recipient="))

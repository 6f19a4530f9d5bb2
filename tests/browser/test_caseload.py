"""Handing a family over and saying goodbye, by hand on the phone: note, card, end, aftercare."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from chancennetz.access.context import working_as
from chancennetz.caseopening.actions import NewFamily, NewPerson
from chancennetz.closure.models import AftercareContact
from chancennetz.handovers.models import Handover
from tests.browser.conftest import Platform
from tests.casework import world as worlds

pytestmark = pytest.mark.browser


def _submit(page: Any) -> None:
    with page.expect_navigation():
        page.locator("main .cn-form__end button").first.click()


def test_handover_card_and_end_on_the_phone(platform: Platform, open_page: Any) -> None:
    case = worlds.open_case(platform.universe, "anna", NewFamily(persons=[NewPerson("Rosa", "Abschied")]))

    def address(name: str) -> str:
        return reverse(name if ":" in name else f"closure:{name}", args=[case.file_id])

    page = open_page("anna", address("handovers:overview"), phone=True)
    page.get_by_role("link", name=re.compile("^(Übergeben|Hand over)$")).first.click()
    page.wait_for_url(re.compile("/handover/$"))
    page.locator("select[name=user]").select_option(label="Ben")
    page.locator("textarea[name=note]").fill("Der Antrag liegt beim Amt 😀")
    _submit(page)
    page.wait_for_url("**" + reverse("casework:list"))

    page = open_page("ben", address("handovers:overview"), phone=True)
    expect(page.locator("main")).to_contain_text("Der Antrag liegt beim Amt 😀")
    with page.expect_navigation():
        page.get_by_role("button", name=re.compile("gesagt|told")).click()

    page.goto(platform.url + address("card_new") + "?reason=job")
    assert page.locator("input[name=keys]:checked").count() > 10
    _submit(page)
    page.get_by_role("link", name=re.compile("Zeile hinzufügen|Add a line")).first.click()
    page.locator("textarea[name=text]").fill("Miete: 480 Euro am Ersten")
    _submit(page)
    expect(page.locator("main")).to_contain_text("Miete: 480 Euro am Ersten")
    answer = page.request.get(platform.url + address("card_pdf") + "?paper=a6")
    assert answer.body().startswith(b"%PDF")

    page.goto(platform.url + address("end"))
    page.locator("input[name=reason][value=reached]").check(force=True)
    page.locator("input[name=aftercare]").check(force=True)
    _submit(page)
    page.wait_for_url("**" + address("handovers:overview"))
    page.goto(platform.url + address("aftercare"))
    page.get_by_role("link", name=re.compile("geworden|came of it")).first.click()
    page.locator("input[name=still_working][value=yes]").check(force=True)
    page.locator("textarea[name=note]").fill("Es läuft gut.")
    _submit(page)
    expect(page.locator("main")).to_contain_text("Es läuft gut.")
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    with working_as(platform.universe.actor("ben")):
        assert Handover.objects.get(file_id=case.file_id).informed == "told"
        held = AftercareContact.objects.filter(file_id=case.file_id, held_on__isnull=False)
        assert [one.still_working for one in held] == ["yes"]
        assert AftercareContact.objects.filter(file_id=case.file_id).count() == 3

"""A referral from the counsellor's desk to the other office and back, in a real Chromium."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from chancennetz.access.context import working_as
from chancennetz.referrals.models import Referral
from tests.browser.conftest import Platform

pytestmark = pytest.mark.browser


def test_sent_received_accepted(platform: Platform, open_page: Any) -> None:
    file = platform.family.file
    page = open_page("anna", reverse("referrals:target", args=[file.pk]))
    page.locator("main input[name=q]").fill("jobcenter")
    page.locator("main input[name=q]").press("Enter")
    page.wait_for_url(re.compile("q=jobcenter"))
    page.get_by_role("link", name="Jobcenter Musterkreis").click()
    page.locator("input[name=fields_chosen][value=phone]").uncheck(force=True)
    page.locator("textarea[name=message]").fill("Bitte um einen Termin am Vormittag.")
    page.get_by_role("button", name="Speichern und ansehen").click()
    page.wait_for_url(lambda address: "/new/" not in address)
    expect(page.locator("main")).to_contain_text("Das verlässt die Akte")
    page.get_by_role("button", name="Jetzt senden").click()
    page.get_by_text("Vermittlung gesendet.").first.wait_for()
    with working_as(platform.universe.actor("anna")):
        row = Referral.objects.filter(file=file).order_by("-created_at")[0]

    other = open_page("jan", reverse("referrals:received"), phone=True)
    expect(other.locator("main")).not_to_contain_text(platform.family.word)
    other.locator(f"a[href='{reverse('referrals:received_one', args=[row.pk])}']").click()
    expect(other.locator("main")).to_contain_text("Bitte um einen Termin am Vormittag.")
    expect(other.locator("main")).to_contain_text(platform.family.word)
    other.locator("textarea[name=note]").first.fill("Gern, am Dienstag um neun.")
    other.get_by_role("button", name="Annehmen").click()
    other.get_by_text("Wer gesendet hat, sieht Ihre Antwort.").first.wait_for()

    page.reload()
    expect(page.locator("main")).to_contain_text("Angenommen")
    expect(page.locator("main")).to_contain_text("Gern, am Dienstag um neun.")


def test_taken_back_is_gone_at_once(platform: Platform, open_page: Any) -> None:
    referral_id = platform.family.ids["referral_id"]
    received = reverse("referrals:received_one", args=[referral_id])
    other = open_page("jan", received)
    expect(other.locator("main")).to_contain_text(platform.family.word)
    page = open_page("anna", reverse("referrals:referral", args=[platform.family.file.pk, referral_id]))
    page.get_by_role("link", name="Zurücknehmen").click()
    page.get_by_role("button", name="Zurücknehmen").click()
    page.get_by_text("Die andere Seite sieht nichts mehr davon.").first.wait_for()
    other.reload()
    assert platform.family.word not in other.content()

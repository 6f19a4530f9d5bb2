"""The main path of assessments on a phone: a condition without reload, a draft, the next page, the map."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from chancennetz.access.context import working_as
from chancennetz.assessments import queries
from chancennetz.formeditor import actions
from tests.browser.conftest import Platform
from tests.browser.test_accessibility import _violations

pytestmark = pytest.mark.browser


def _section(platform: Platform, key: str) -> str:
    return reverse("assessments:section", args=[platform.family.file.pk, platform.family.ids["assessment_id"], key])


def _answers(platform: Platform) -> dict[str, Any]:
    with working_as(platform.universe.actor("anna")):
        row = queries.find(platform.family.file, platform.family.ids["assessment_id"])
        assert row is not None
        return queries.answers_of(row).values(None)


def test_a_section_on_the_phone(platform: Platform, open_page: Any) -> None:
    page = open_page("anna", _section(platform, "money"), phone=True)
    page.locator("textarea[name=q_money_note]").fill("Bleibt stehen.")
    expect(page.locator("#slot_debts_kind fieldset")).to_have_count(0)
    page.locator("#slot_debts label", has_text="Ja").click()
    page.locator("#slot_debts_kind fieldset").wait_for()
    expect(page.locator("textarea[name=q_money_note]")).to_have_value("Bleibt stehen.")
    page.locator("#slot_debts_kind label", has_text="Energie").click()
    page.locator("#slot_money_view label", has_text="2").first.click()
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    page.locator("main .cn-form__end button").last.click()
    page.wait_for_url("**/section/work/")
    found = _answers(platform)
    assert (found["debts"], found["debts_kind"], found["money_view"]) == ("yes", ["energy"], 2)
    assert found["money_note"] == "Bleibt stehen."


def test_typing_survives_a_lost_login(platform: Platform, open_page: Any) -> None:
    address = _section(platform, "wishes")
    page = open_page("anna", address)
    page.locator("textarea[name=q_wish]").fill("Das geht nicht verloren.")
    with page.expect_response(lambda answer: "/tasks/draft/" in answer.url and answer.request.method == "POST"):
        page.locator("textarea[name=q_wish]").blur()
    page.context.clear_cookies()
    page.context.add_cookies([platform.cookie("anna")])
    page.goto(platform.url + address)
    page.locator(".cn-draft-note").wait_for()
    expect(page.locator("textarea[name=q_wish]")).to_have_value("Das geht nicht verloren.")


def test_the_map_on_the_phone(platform: Platform, open_page: Any) -> None:
    page = open_page("anna", reverse("resourcemap:map", args=[platform.family.file.pk]), phone=True)
    expect(page.locator("main svg[role=img]")).to_have_count(1)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    page.goto(platform.url + reverse("resourcemap:map_resource_new", args=[platform.family.file.pk, "social"]))
    page.locator("input[name=name]").fill("Freundin aus dem Chor")
    page.locator("label", has_text="Verwandte und Freunde").click()
    page.locator("main .cn-form__end button").last.click()
    page.wait_for_url("**/map/social/")
    expect(page.locator("main")).to_contain_text("Freundin aus dem Chor")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


def test_the_editor_of_forms_on_the_phone(platform: Platform, open_page: Any) -> None:
    by = platform.universe.actor("paul")
    with working_as(by):
        row = next(one for one in queries.forms_in_use() if one.key == "competences")
        draft = actions.begin_draft(by=by, definition=row)
    page = open_page("paul", reverse("formeditor:form_edit", args=[draft.pk]), phone=True)
    assert _violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    page.locator("#question-profession").get_by_role("button", name="Ausblenden").click()
    page.locator("#question-profession", has_text="ausgeblendet").wait_for()


def test_a_condition_is_written_with_the_keyboard_on_the_phone(platform: Platform, open_page: Any) -> None:
    by = platform.universe.actor("paul")
    with working_as(by):
        row = next(one for one in queries.forms_in_use() if one.key == "competences")
        draft = actions.begin_draft(by=by, definition=row)
    page = open_page("paul", reverse("formeditor:form_edit_question_when", args=[draft.pk, "informal"]), phone=True)
    assert _violations(page) == []
    page.locator("select[name=ask]").focus()
    page.keyboard.type("Berufsabschluss")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**/when/new/?ask=vocational")
    assert _violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    page.locator("input[name=how]:checked").focus()
    page.keyboard.press("Tab")  # to the first answer
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    page.wait_for_url("**/informal/when/")
    page.locator("main", has_text="„Berufsabschluss“: „angefangen, nicht beendet“").wait_for()
    assert _violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 360

"""The style guide in a real browser: accessible, nothing overflows, drafts survive, double clicks send once."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import override_settings
from playwright.sync_api import Browser, Page, Route, expect

from chancennetz.styleguide import samples
from chancennetz.ui import navigation
from tests import serving
from tests.ui import urls

pytestmark = pytest.mark.browser
MIDDLEWARE = [
    "csp.middleware.CSPMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "tests.ui.urls.counsellor",
]
SIZES = {"phone": 360, "tablet": 768, "desktop": 1280}


@pytest.fixture(scope="module")
def guide_url() -> Iterator[str]:
    """The address of a server with the look alone: no database, no other room, the platform's content policy."""
    settings = override_settings(
        ROOT_URLCONF="tests.ui.urls",
        MIDDLEWARE=MIDDLEWARE,
        MESSAGE_STORAGE="django.contrib.messages.storage.cookie.CookieStorage",
        DEMO=True,
        ALLOWED_HOSTS=["*"],
    )
    patched = pytest.MonkeyPatch()
    patched.setattr(navigation, "_entries", {"counsellor": urls.ENTRIES})
    patched.setattr(navigation, "_links", urls.LINKS)
    with settings, serving.served() as address:
        yield address
    patched.undo()


@pytest.fixture
def errors() -> list[str]:
    """What the browser complained about (blocked styles, failed scripts)."""
    return []


@pytest.fixture
def page(browser: Browser, errors: list[str]) -> Iterator[Page]:
    context = browser.new_context(locale="de-DE", viewport={"width": 360, "height": 740})
    page = context.new_page()
    page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: errors.append(str(error)))
    yield page
    context.close()


def _eventually(page: Page, expression: str) -> None:
    """Wait until an expression of the page is true (the page's own policy forbids the usual way to wait)."""
    for _ in range(100):
        if page.evaluate(expression):
            return
        page.wait_for_timeout(50)
    pytest.fail(f"never true: {expression}")


@pytest.mark.axe
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", sorted(samples.PAGES))
def test_axe_finds_nothing_and_nothing_overflows(
    page: Page, guide_url: str, errors: list[str], name: str, scheme: Any
) -> None:
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    for width in SIZES.values():
        page.set_viewport_size({"width": width, "height": 800})
        page.goto(f"{guide_url}/ui/{name}/")
        assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"), width
    found = Axe().run(page).response["violations"]
    assert [(entry["id"], [node["html"][:160] for node in entry["nodes"]]) for entry in found] == []
    assert errors == []


def test_targets_on_the_phone_are_large_enough(page: Page, guide_url: str) -> None:
    """44 pixels for everything that is a button, a chip, a tab or an entry of the navigation."""
    for name in ("components", "forms"):
        page.goto(f"{guide_url}/ui/{name}/")
        small = page.evaluate(
            """() => [...document.querySelectorAll(
                 "button, a.kern-btn, a.cn-chip, .cn-choice__chip, .cn-tabs a, .cn-bottom a, summary, select")]
               .filter((e) => e.offsetParent && e.getBoundingClientRect().height < 43.5)
               .map((e) => e.outerHTML.slice(0, 120))"""
        )
        assert small == []


def test_the_keyboard_reaches_content_menu_and_dialog(page: Page, guide_url: str) -> None:
    page.goto(f"{guide_url}/ui/components/")
    page.keyboard.press("Tab")
    expect(page.locator(".cn-skip")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#content")).to_be_focused()
    menu = page.locator("details[data-menu]").last
    menu.locator("summary").focus()
    page.keyboard.press("Enter")
    expect(menu).to_have_attribute("open", "")
    page.keyboard.press("Escape")
    expect(menu).not_to_have_attribute("open", "")
    expect(menu.locator("summary")).to_be_focused()
    page.get_by_role("link", name="Dialog öffnen").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog", name="Schritt erledigt?")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog", name="Schritt erledigt?")).not_to_be_visible()


def test_the_theme_is_remembered(page: Page, guide_url: str) -> None:
    page.goto(f"{guide_url}/ui/components/")
    page.locator("details[data-menu] > summary").last.click()
    page.locator("[data-theme=dark]").click()
    expect(page.locator("html")).to_have_attribute("data-kern-theme", "dark")
    page.reload()
    expect(page.locator("html")).to_have_attribute("data-kern-theme", "dark")


def test_without_script_everything_is_there(browser: Browser, guide_url: str) -> None:
    context = browser.new_context(java_script_enabled=False, locale="de-DE", viewport={"width": 360, "height": 740})
    page = context.new_page()
    page.goto(f"{guide_url}/ui/figures/")
    assert page.locator(".cn-map svg .cn-area").count() >= 6
    page.goto(f"{guide_url}/ui/forms/")
    expect(page.locator("[data-more]").first).not_to_be_visible()
    expect(page.locator("input[name=ok-minutes]")).to_be_visible()
    context.close()


def test_the_map_can_be_zoomed(page: Page, guide_url: str, errors: list[str]) -> None:
    page.set_viewport_size({"width": 1280, "height": 800})
    page.goto(f"{guide_url}/ui/figures/")
    page.locator(".cn-map__live .cn-area").first.wait_for()
    expect(page.locator(".cn-map__note")).to_contain_text("Erfundene Gebiete, keine Grenzen")
    box = page.locator(".cn-map__live .cn-area").first.bounding_box()
    assert box
    assert box["width"] > 50
    page.get_by_role("button", name="Näher").click()
    assert errors == []


# -- forms ------------------------------------------------------------------------------------------------------------


def _form(page: Page) -> Any:
    return page.locator("form[data-draft-key=styleguide]")


def test_the_first_thing_after_an_error_is_the_summary(page: Page, guide_url: str) -> None:
    page.goto(f"{guide_url}/ui/forms/")
    expect(page.locator("[data-error-summary]")).to_be_focused()


def test_minutes_go_in_steps_and_the_clock_adds_up(page: Page, guide_url: str) -> None:
    page.clock.install()
    page.goto(f"{guide_url}/ui/forms/")
    minutes = _form(page).locator("input[name=ok-minutes]")
    minutes.fill("7")
    _form(page).locator("[data-more]").click()
    expect(minutes).to_have_value("10")
    _form(page).locator("[data-less]").click()
    _form(page).locator("[data-less]").click()
    _form(page).locator("[data-less]").click()
    expect(minutes).to_have_value("0")
    _form(page).locator("[data-stopwatch]").click()
    page.clock.fast_forward(25 * 60 * 1000)
    page.reload()  # a locked phone
    minutes.fill("5")
    _form(page).locator("[data-stopwatch]").click()
    expect(minutes).to_have_value("30")


def test_a_draft_survives_reload_and_can_be_discarded(page: Page, guide_url: str) -> None:
    page.goto(f"{guide_url}/ui/forms/")
    note = _form(page).locator("textarea")
    note.fill("Lang getippt")
    _form(page).locator("input[value=phone]").check()
    _eventually(page, "localStorage.getItem('cn-draft:styleguide')?.includes('phone')")
    page.reload()
    expect(note).to_have_value("Lang getippt")
    expect(_form(page).locator("input[value=phone]")).to_be_checked()
    assert "idempotency" not in page.evaluate("localStorage.getItem('cn-draft:styleguide')")
    _form(page).get_by_role("button", name="Entwurf verwerfen").click()
    expect(note).to_have_value("")
    page.reload()
    expect(note).to_have_value("")


def test_drafts_go_to_the_server_and_stay_here_when_the_login_ran_out(page: Page, guide_url: str) -> None:
    sent: list[dict[str, Any]] = []
    status = {"now": 204}

    def answer(route: Route) -> None:
        if route.request.method == "POST":
            sent.append(json.loads(route.request.post_data or "{}"))
        route.fulfill(status=status["now"])

    page.route("**/drafts/", answer)
    page.goto(f"{guide_url}/ui/forms/")
    _form(page).evaluate("form => { form.dataset.draftUrl = '/drafts/'; }")
    note = _form(page).locator("textarea")
    note.fill("Erster Satz")
    expect(_form(page).locator("[data-draft-status]")).to_have_text("Entwurf gespeichert")
    assert sent[-1]["key"] == "styleguide"
    assert sent[-1]["fields"]["ok-note"] == ["Erster Satz"]
    assert sent[-1]["fields"]["ok-who"] == ["a"]
    assert page.evaluate("localStorage.getItem('cn-draft:styleguide')") is None
    status["now"] = 401
    note.fill("Erster Satz, zweiter Satz")
    expect(_form(page).locator("[data-draft-status]")).to_contain_text("auf diesem Gerät")
    assert "zweiter Satz" in page.evaluate("localStorage.getItem('cn-draft:styleguide')")


def test_the_confirmation_clears_the_draft(page: Page, guide_url: str) -> None:
    page.goto(f"{guide_url}/ui/forms/")
    page.evaluate("localStorage.setItem('cn-draft:done', JSON.stringify({at: Date.now(), fields: {a: ['b']}}))")
    page.evaluate("localStorage.setItem('cn-draft:old', JSON.stringify({at: 1, fields: {a: ['b']}}))")
    page.goto(f"{guide_url}/confirmed/")
    expect(page.locator(".cn-toast", has_text="Kontakt gespeichert.").first).to_be_visible()
    _eventually(page, "localStorage.getItem('cn-draft:done') === null")
    assert page.evaluate("localStorage.getItem('cn-draft:old')") is None


def test_a_double_click_sends_once(page: Page, guide_url: str) -> None:
    posts: list[str] = []

    def answer(route: Route) -> None:
        if route.request.method == "POST":
            posts.append(route.request.url)
            return  # an answer that takes long
        route.continue_()

    page.goto(f"{guide_url}/ui/forms/")
    page.route("**/ui/forms/", answer)
    button = _form(page).get_by_role("button", name="Kontakt speichern")
    state = button.evaluate(
        """button => {
             for (let i = 0; i < 3; i += 1) button.click();
             return new Promise((done) => setTimeout(() => done(button.getAttribute("aria-disabled")), 300));
           }"""
    )
    assert state == "true"
    assert len(posts) == 1

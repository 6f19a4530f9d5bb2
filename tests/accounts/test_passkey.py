"""A passkey in a real browser: set up, sign out, sign in without password, under the strict content security policy."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import expect

from tests.universe import PASSWORD, build

pytestmark = pytest.mark.browser
AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def page(live_url: str, browser: Any) -> Any:
    """A page whose browser holds a virtual authenticator; errors of scripts and of the policy fail the test."""
    build()
    context = browser.new_context(base_url=live_url.replace("127.0.0.1", "localhost"), locale="de-DE")
    found = context.new_page()
    found.set_default_timeout(10_000)
    errors: list[str] = []
    found.on("pageerror", lambda error: errors.append(str(error)))
    found.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    session = context.new_cdp_session(found)
    session.send("WebAuthn.enable")
    session.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})
    yield found
    context.close()
    assert errors == []


def test_sign_in_with_a_passkey(page: Any) -> None:
    page.goto("/account/login/")
    page.fill("input[name=login]", "anna@example.org")
    page.fill("input[name=password]", PASSWORD)
    page.press("input[name=password]", "Enter")
    page.wait_for_url(lambda url: "/login/" not in url)
    page.goto("/account/2fa/webauthn/add/")
    page.fill("input[name=password]", PASSWORD)  # a delicate step asks once more
    page.press("input[name=password]", "Enter")
    page.wait_for_url("**/2fa/webauthn/add/")
    page.check("input[name=passwordless]")
    page.click("#mfa_webauthn_add")
    page.wait_for_url("**/recovery-codes/")
    expect(page.locator("main li code")).to_have_count(10)
    page.goto("/account/logout/")
    with page.expect_navigation():
        page.click("main form button")
    page.goto("/account/login/")
    page.click("#passkey_login")
    page.wait_for_url(lambda url: "/login/" not in url)
    page.goto("/account/")
    expect(page.locator("main")).to_contain_text("Anna")

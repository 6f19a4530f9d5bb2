"""What holds for every answer and every session: headers, cookies, time limits, rights that end at once, signing in."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.urls import Resolver404, resolve, reverse

from chancennetz.access import actions, declare
from chancennetz.access.constants import Role
from chancennetz.access.context import working_as
from chancennetz.access.middleware import SESSION_MEMBERSHIP
from chancennetz.audit.models import AuditEntry
from chancennetz.consent import actions as consent
from chancennetz.consent.models import ConfidentialityRelease
from chancennetz.core import time
from tests.security.canaries import Canary, common_ids, plant_two
from tests.security.test_crawl import addresses
from tests.universe import PASSWORD, START, Universe

LOGIN = "/account/login/"
PROTECTED = ["/day/", "/account/", "/cases/"]


@pytest.fixture(autouse=True)
def _fresh_throttles() -> None:
    cache.clear()


@pytest.fixture
def anna(universe: Universe) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(universe.users["anna"])
    return client


def _sends_to_login(answer: Any) -> bool:
    return answer.status_code == 302 and answer.headers["Location"].startswith(LOGIN)


def _sign_in(client: Client, email: str, password: str = PASSWORD, **more: str) -> Any:
    return client.post(LOGIN, {"login": email, "password": password, **more})


# --- headers and cookies -------------------------------------------------------------------------------------------


def _check_headers(answer: Any, address: str, *, needs_account: bool) -> list[str]:
    head = answer.headers
    policy = head.get("Content-Security-Policy", "")
    parts = ("default-src 'self'", "object-src 'none'", "base-uri 'self'", "form-action 'self'")
    wrong = [f"{address}: the policy lacks {part}" for part in parts if part not in policy]
    if "unsafe" in policy or "*" in policy:
        wrong.append(f"{address}: the policy allows too much: {policy}")
    wanted = {
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
        "Cross-Origin-Opener-Policy": "same-origin",
    }
    if head.get("Referrer-Policy") not in {"same-origin", "no-referrer"}:
        wrong.append(f"{address}: Referrer-Policy is {head.get('Referrer-Policy')}")
    wrong += [f"{address}: {name} is {head.get(name)}" for name, value in wanted.items() if head.get(name) != value]
    if needs_account and "no-store" not in head.get("Cache-Control", ""):
        wrong.append(f"{address}: may be stored")
    for cookie in answer.cookies.values():
        if not cookie["httponly"] or cookie["samesite"] not in {"Lax", "Strict"}:
            wrong.append(f"{address}: the cookie {cookie.key} is open to scripts or other sites")
    return wrong


def _is_public(address: str) -> bool:
    """Tell whether an address is declared as open to everybody: it shows the same to all."""
    try:
        found = declare.of_view(resolve(address).func)
    except Resolver404:
        return False
    return found is not None and found.kind == "public"


def test_every_answer_carries_the_headers(universe: Universe) -> None:
    werkhof, _bruecke = plant_two(universe)
    everywhere = sorted(set(addresses(common_ids(universe) | werkhof.ids)))
    wrong, kinds = [], set()
    for name in ("anna", None):
        client = Client(raise_request_exception=False)
        if name:
            client.force_login(universe.users[name])
        for address in [*everywhere, LOGIN, "/account/2fa/", "/account/password/reset/", "/no/such/page/"]:
            answer = client.get(address)
            kinds.add(answer.status_code)
            needs = not _is_public(address) and not address.startswith(("/ui/", LOGIN, "/account/password/reset/"))
            wrong += _check_headers(answer, address, needs_account=needs)
    assert wrong == []
    assert kinds >= {200, 302, 404, 405}


def test_a_refused_form_and_a_broken_page_carry_the_headers(
    universe: Universe, anna: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    strict = Client(enforce_csrf_checks=True, raise_request_exception=False)
    strict.force_login(universe.users["anna"])
    refused = strict.post("/account/role/", {})
    assert refused.status_code == 403
    monkeypatch.setattr("chancennetz.accounts.views.own.queries.memberships_of", None)
    broken = anna.get("/account/")
    assert broken.status_code == 500
    assert _check_headers(refused, "refused", needs_account=True) == []
    assert _check_headers(broken, "broken", needs_account=True) == []


def test_no_address_takes_a_form_without_its_token(universe: Universe) -> None:
    werkhof, _bruecke = plant_two(universe)
    client = Client(enforce_csrf_checks=True, raise_request_exception=False)
    client.force_login(universe.users["anna"])
    everywhere = [*sorted(set(addresses(common_ids(universe) | werkhof.ids))), LOGIN, "/account/logout/", "/language/"]
    before = AuditEntry.objects.exclude(kind="read").count()
    answers = {address: client.post(address).status_code for address in everywhere}
    # The open interface takes no form at all, with or without token.
    refused = {True: {405}, False: {403, 404}}
    taken = [address for address, status in answers.items() if status not in refused[address.startswith("/hsds/")]]
    assert taken == []
    assert AuditEntry.objects.exclude(kind="read").count() == before


def test_the_session_cookie_is_closed_to_scripts_and_ends_with_the_browser(universe: Universe, settings: Any) -> None:
    client = Client()
    assert _sign_in(client, "anna@example.org").status_code == 302
    cookie = client.cookies[settings.SESSION_COOKIE_NAME]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert cookie["max-age"] == ""
    assert settings.SESSION_COOKIE_AGE <= 10 * 3600


def test_signing_in_gives_a_new_session(universe: Universe, settings: Any) -> None:
    client = Client()
    session = client.session
    session["planted"] = "by somebody else"
    session.save()
    before = session.session_key
    client.cookies[settings.SESSION_COOKIE_NAME] = str(before)
    assert _sign_in(client, "anna@example.org").status_code == 302
    assert client.cookies[settings.SESSION_COOKIE_NAME].value not in {before, ""}


def test_a_foreign_host_name_is_refused(anna: Client) -> None:
    answer = anna.get("/", headers={"host": "evil.example"})
    assert answer.status_code == 400
    assert "evil.example" not in answer.content.decode()


# --- time limits ---------------------------------------------------------------------------------------------------


def _set_back(client: Client, **hours: float) -> None:
    session = client.session
    for name, value in hours.items():
        session[name] = (time.now() - dt.timedelta(hours=value)).isoformat()
    session.save()


@pytest.mark.parametrize(
    ("back", "ends"),
    [
        ({"seen_at": 29 / 60}, False),
        ({"seen_at": 31 / 60}, True),
        ({"signed_in_at": 9.9}, False),
        ({"signed_in_at": 10.1}, True),
    ],
)
def test_a_session_ends_after_thirty_idle_minutes_and_after_ten_hours(
    anna: Client, back: dict[str, float], ends: bool
) -> None:
    assert anna.get("/account/").status_code == 200
    _set_back(anna, **back)
    assert _sends_to_login(anna.get("/account/")) is ends
    assert _sends_to_login(anna.get("/account/")) is ends  # it stays so


def test_asking_now_and_then_keeps_the_session_but_not_for_ever(anna: Client) -> None:
    anna.get("/account/")
    _set_back(anna, seen_at=20 / 60, signed_in_at=9.9)
    assert anna.get("/account/").status_code == 200
    assert dt.datetime.fromisoformat(anna.session["seen_at"]) > time.now() - dt.timedelta(minutes=1)
    assert dt.datetime.fromisoformat(anna.session["signed_in_at"]) < time.now() - dt.timedelta(hours=9)


# --- rights end with the next request -------------------------------------------------------------------------------


@pytest.fixture
def werkhof(universe: Universe) -> Canary:
    return plant_two(universe)[0]


def _family(canary: Canary) -> str:
    return reverse("portal:family", args=[canary.file.pk])


def test_a_role_that_ended_opens_nothing_on_the_next_request(universe: Universe, anna: Client, werkhof: Canary) -> None:
    assert anna.get(_family(werkhof)).status_code == 200
    admin, membership = universe.actor("admin"), universe.memberships["anna"]
    with working_as(admin):
        actions.end_membership(by=admin, membership=membership, last_day=time.today() - dt.timedelta(days=1))
    answer = anna.get(_family(werkhof))
    assert answer.status_code == 404
    assert werkhof.word not in answer.content.decode()


def test_an_account_switched_off_is_sent_to_the_login(universe: Universe, anna: Client, werkhof: Canary) -> None:
    admin, user = universe.actor("admin"), universe.users["anna"]
    with working_as(admin):
        actions.change_user(by=admin, user=user, display_name="Anna", phone="", is_active=False)
    for address in [*PROTECTED, _family(werkhof)]:
        assert _sends_to_login(anna.get(address)), address
    assert not _sign_in(Client(), "anna@example.org").wsgi_request.user.is_authenticated


def test_one_acts_in_roles_of_ones_own_only(universe: Universe, anna: Client) -> None:
    admin = universe.actor("admin")
    with working_as(admin):
        second = actions.add_membership(
            by=admin,
            user=universe.users["anna"],
            organisation=universe.organisations["brueckenhaus"],
            role=Role.TEAM_LEAD,
            valid_from=START,
        )
    anna.post("/account/role/", {"membership": str(universe.memberships["admin"].pk)})
    assert SESSION_MEMBERSHIP not in anna.session
    anna.post("/account/role/", {"membership": str(second.pk)})
    assert anna.session[SESSION_MEMBERSHIP] == str(second.pk)
    assert anna.get("/account/").wsgi_request.actor.role == "team_lead"  # type: ignore[attr-defined]
    session = anna.session
    session[SESSION_MEMBERSHIP] = str(universe.memberships["admin"].pk)  # even a forged session gives no foreign role
    session.save()
    assert anna.get("/account/").wsgi_request.actor.organisation_id in {  # type: ignore[attr-defined]
        universe.organisations["werkhof"].pk,
        universe.organisations["brueckenhaus"].pk,
    }


def test_a_withdrawn_release_closes_the_file_for_the_recipient(universe: Universe, werkhof: Canary) -> None:
    jan = Client(raise_request_exception=False)
    jan.force_login(universe.users["jan"])
    assert jan.get(_family(werkhof)).status_code == 200
    by = universe.actor("anna")
    with working_as(by):
        release = ConfidentialityRelease.objects.get(pk=werkhof.ids["declaration_id"])
        consent.withdraw(by=by, declaration=release)
    answer = jan.get(_family(werkhof))
    assert answer.status_code == 404
    assert werkhof.word not in answer.content.decode()


# --- signing in ----------------------------------------------------------------------------------------------------


def test_outside_of_demo_mode_a_second_factor_comes_first(anna: Client, werkhof: Canary, settings: Any) -> None:
    settings.DEMO = False
    for address in ["/day/", "/cases/", _family(werkhof)]:
        answer = anna.get(address)
        assert (answer.status_code, answer.headers["Location"]) == (302, reverse("mfa_index")), address
    assert anna.get(reverse("mfa_index")).status_code == 200
    assert anna.get("/account/").status_code == 200


def test_dangerous_pages_ask_again_who_is_there(universe: Universe, settings: Any) -> None:
    settings.DEMO = False
    admin = Client(raise_request_exception=False)
    admin.force_login(universe.users["admin"])
    session = admin.session
    session["second_factor_seen"] = True
    session.save()
    address = reverse("accounts:user_change", args=[universe.users["anna"].pk])
    answer = admin.get(address)
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/account/reauthenticate/")


def test_nobody_signs_up(client: Client) -> None:
    page = client.get("/account/signup/")
    assert 'name="password1"' not in page.content.decode()
    client.post("/account/signup/", {"email": "neu@example.org", "password1": PASSWORD, "password2": PASSWORD})
    assert not _sign_in(client, "neu@example.org").wsgi_request.user.is_authenticated


def test_resetting_a_password_does_not_tell_who_has_an_account(universe: Universe) -> None:
    answers = []
    for email in ("anna@example.org", "niemand@example.org"):
        client = Client()
        first = client.post("/account/password/reset/", {"email": email})
        second = client.get(first.headers["Location"])
        text = re.sub(r'(csrfmiddlewaretoken" value="|X-CSRFToken": ")[^"]*', "", second.content.decode())
        text = re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}", "", text).replace(email, "")
        answers.append((first.status_code, first.headers["Location"], second.status_code, text))
    assert answers[0] == answers[1]
    assert {one for message in mail.outbox for one in message.to} <= {"anna@example.org", "niemand@example.org"}


def test_a_wrong_password_and_an_unknown_address_answer_alike(universe: Universe) -> None:
    texts = []
    for email in ("anna@example.org", "niemand@example.org"):
        answer = _sign_in(Client(), email, "ein falsches Kennwort")
        text = re.sub(r'(csrfmiddlewaretoken" value="|X-CSRFToken": ")[^"]*', "", answer.content.decode())
        texts.append((answer.status_code, re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}", "", text).replace(email, "")))
    assert texts[0] == texts[1]


def test_repeated_failures_lock_the_login_and_are_in_the_log(universe: Universe) -> None:
    client = Client(raise_request_exception=False)
    before = AuditEntry.objects.filter(action="access.sign_in", kind="denied").count()
    for _ in range(5):
        assert not _sign_in(client, "anna@example.org", "ein falsches Kennwort").wsgi_request.user.is_authenticated
    locked = _sign_in(client, "anna@example.org")
    assert not locked.wsgi_request.user.is_authenticated
    assert locked.status_code < 500
    assert AuditEntry.objects.filter(action="access.sign_in", kind="denied").count() - before >= 5
    assert _sign_in(client, "ben@example.org").wsgi_request.user.is_authenticated  # others are not locked out


@pytest.mark.parametrize(
    "target", ["https://evil.example/", "//evil.example/x", "/\\evil.example", "javascript:alert(1)"]
)
def test_nobody_is_led_away(universe: Universe, anna: Client, target: str) -> None:
    answers = [
        _sign_in(Client(), "anna@example.org", next=target),
        Client().post(f"{LOGIN}?next={target}", {"login": "anna@example.org", "password": PASSWORD}),
        anna.post("/account/role/", {"membership": str(universe.memberships["anna"].pk), "next": target}),
        anna.post("/language/", {"language": "en", "next": target}),
        anna.post("/account/logout/", {"next": target}),
    ]
    for answer in answers:
        assert answer.status_code in {302, 400}
        assert "evil.example" not in answer.headers.get("Location", "")
        assert "javascript" not in answer.headers.get("Location", "")


def test_the_login_returns_to_the_page_one_wanted(universe: Universe) -> None:
    client = Client()
    wanted = client.get("/account/?x=1")
    assert _sends_to_login(wanted)
    back = client.post(wanted.headers["Location"], {"login": "anna@example.org", "password": PASSWORD})
    assert back.headers["Location"] == "/account/?x=1"

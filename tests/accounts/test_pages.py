"""Accounts: signing in, own account, roles, people with access, emergency access, the rules in words."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core import mail
from django.test import Client

from chancennetz.access import actions, rules
from chancennetz.access.constants import Action, ObjectType, RelationKind, Role
from chancennetz.access.context import working_as
from chancennetz.access.models import Membership, Relation, User
from chancennetz.audit.models import AuditEntry
from chancennetz.core import time
from chancennetz.core.actor import system_actor
from tests.universe import PASSWORD, STAFF, Universe, missing_id

pytestmark = pytest.mark.django_db


def sign_in(client: Client, universe: Universe, name: str) -> Client:
    client.force_login(universe.users[name])
    return client


def text(answer: Any) -> str:
    return str(answer.content.decode())


# --- signing in ----------------------------------------------------------------------------------------------------


def test_the_login_page_offers_each_role_in_demo_mode(client: Client, settings: Any) -> None:
    page = text(client.get("/account/login/"))
    assert page.count('action="/demo/login"') == len(Role)
    for role in Role:
        assert f'name="role" value="{role.value}"' in page
    assert "Mit Passkey anmelden" in page
    settings.DEMO = False
    assert "/demo/login" not in text(client.get("/account/login/"))


def test_no_page_of_the_library_needs_inline_scripts_or_styles(client: Client, universe: Universe) -> None:
    pages = [client.get("/account/login/"), client.get("/account/password/reset/")]
    client.post("/account/login/", {"login": "anna@example.org", "password": PASSWORD})
    pages.append(client.get("/account/reauthenticate/"))
    client.post("/account/reauthenticate/", {"password": PASSWORD})
    pages += [client.get(f"/account/{path}") for path in ("logout/", "password/change/", "2fa/", "2fa/totp/activate/")]
    pages += [client.get(f"/account/2fa/webauthn/{path}") for path in ("", "add/")]
    for page in pages:
        assert page.status_code == 200, page.request["PATH_INFO"]
        content = text(page)
        assert "<style" not in content
        assert " style=" not in content
        assert " onclick=" not in content
        for script in content.split("<script")[1:]:
            head = script.split(">", 1)[0]
            assert "src=" in head or 'type="application/json"' in head
        assert content.count("<h1") == 1
        assert '<main id="content"' in content


def test_a_wrong_password_keeps_the_address(client: Client, universe: Universe) -> None:
    answer = client.post("/account/login/", {"login": "anna@example.org", "password": "falsch"})
    assert 'value="anna@example.org"' in text(answer)
    assert client.get("/account/").status_code == 302
    refused = AuditEntry.objects.get(kind="denied")
    assert (refused.action, refused.object_id, refused.user_name) == ("access.sign_in", "", "")


def test_signing_in_is_logged(client: Client, universe: Universe) -> None:
    client.post("/account/login/", {"login": "anna@example.org", "password": PASSWORD})
    entry = AuditEntry.objects.get(kind="sign_in")
    assert (entry.user_id, entry.user_name) == (universe.users["anna"].pk, "Anna")


def test_nobody_signs_up(client: Client) -> None:
    answer = client.post("/account/signup/", {"email": "x@example.org", "password1": PASSWORD, "password2": PASSWORD})
    assert not User.objects.filter(email="x@example.org").exists()
    assert answer.status_code in {200, 302, 403, 404}


# --- own account ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["/account/", "/account/role/", "/account/rules/"])
@pytest.mark.parametrize("name", ["anna", "admin", "stefan", "dora"])
def test_everybody_has_an_account_page(client: Client, universe: Universe, name: str, path: str) -> None:
    assert sign_in(client, universe, name).get(path).status_code == 200
    client.logout()
    assert client.get(path).status_code == 302


def test_switching_the_role_changes_what_one_may_see(client: Client, universe: Universe) -> None:
    paul, kreis = universe.users["paul"], universe.organisations["kreis"]
    with working_as(system_actor()):
        second = actions.add_membership(
            by=system_actor(), user=paul, organisation=kreis, role=Role.ADMIN, valid_from=dt.date(2025, 1, 1)
        )
    sign_in(client, universe, "paul")
    assert client.get("/account/people/").status_code == 404
    assert "In dieser Rolle handeln" in text(client.get("/account/role/"))
    assert client.post("/account/role/", {"membership": str(second.pk), "next": "https://evil.example/"}).url == "/"  # type: ignore[attr-defined]
    assert client.get("/account/people/").status_code == 200
    foreign = universe.memberships["dora"]
    client.post("/account/role/", {"membership": str(foreign.pk)})
    assert client.session["membership"] == str(second.pk)


def test_the_rules_in_words_are_the_rules(client: Client, universe: Universe) -> None:
    sign_in(client, universe, "anna")
    rows = client.get("/account/rules/").context["objects"]._source
    told = {(row["role"], str(row["object"])) for row in rows}
    for object_type in ObjectType:
        for role in Role:
            allowed = any(action in rules.OBJECT_RULES[object_type].get(role, ()) for action in Action)
            assert ((role, str(object_type.label)) in told) is allowed
    assert len(client.get("/account/rules/").context["files"]._source) == len(rules.FILE_RULES)


# --- people with access --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", STAFF)
def test_who_sees_people_with_access(client: Client, universe: Universe, name: str) -> None:
    sign_in(client, universe, name)
    anna = universe.users["anna"]
    reads, writes = name in {"admin", "dora"}, name == "admin"
    for path in ("/account/people/", f"/account/people/{anna.pk}/"):
        assert client.get(path).status_code == (200 if reads else 404)
    forms = (
        "/account/people/new/",
        f"/account/people/{anna.pk}/change/",
        f"/account/people/{anna.pk}/roles/new/",
        f"/account/roles/{universe.memberships['anna'].pk}/end/",
    )
    for path in forms:
        # Who may read people gets no form either way: GET of a form is a reading, POST a change.
        assert client.post(path, {}).status_code == (422 if writes else 404), path


def test_the_list_is_searched_and_filtered(client: Client, universe: Universe) -> None:
    sign_in(client, universe, "admin")

    def found(**query: str) -> set[str]:
        rows = client.get("/account/people/", query).context["table"]._source
        return {row.name for row in rows}

    assert found(search="ann") == {"Anna"}
    assert found(role="counsellor") == {"Anna", "Ben", "Carla"}
    assert found(organisation=str(universe.organisations["werkhof"].pk)) == {"Anna", "Ben", "Tina"}
    assert found(role="counsellor", organisation=str(universe.organisations["werkhof"].pk)) == {"Anna", "Ben"}
    assert found(state="inactive") == set()
    assert len(found()) == len(STAFF)
    assert client.get("/account/people/", {"role": "king"}).status_code == 422
    assert client.get("/account/people/", {"search": "nobody"}).status_code == 200


def test_a_new_person_is_invited_once(client: Client, universe: Universe) -> None:
    sign_in(client, universe, "admin")
    data = {
        "display_name": "Neu Person",
        "email": "neu@example.org",
        "idempotency_token": "0190aaaa-0000-4000-8000-000000000001",
    }
    answer = client.post("/account/people/new/", data)
    user = User.objects.get(email="neu@example.org")
    assert answer.url == f"/account/people/{user.pk}/"  # type: ignore[attr-defined]
    assert client.post("/account/people/new/", data).url == answer.url  # type: ignore[attr-defined]
    assert User.objects.filter(email="neu@example.org").count() == 1
    assert [message.to for message in mail.outbox] == [["neu@example.org"]]
    assert AuditEntry.objects.filter(action="access.user.create", object_id=str(user.pk)).exists()
    again = client.post("/account/people/new/", {**data, "idempotency_token": ""})
    assert again.status_code == 422
    assert "gibt es schon jemanden" in text(again)
    assert client.post("/account/people/new/", {"display_name": "", "email": "x"}).status_code == 422


def test_switching_an_account_off_ends_everything(client: Client, universe: Universe) -> None:
    sign_in(client, universe, "admin")
    ben = universe.users["ben"]
    assert (
        client.post(f"/account/people/{ben.pk}/change/", {"display_name": "Ben", "phone": "02303 1"}).status_code == 302
    )
    ben.refresh_from_db()
    assert (ben.is_active, ben.phone) == (False, "02303 1")
    assert "abgeschaltet" in text(client.get(f"/account/people/{ben.pk}/"))
    admin = universe.users["admin"]
    own = client.post(f"/account/people/{admin.pk}/change/", {"display_name": "Admin"})
    assert own.status_code == 422
    assert "Das eigene Konto können Sie nicht abschalten." in text(own)


def test_roles_are_given_and_ended_with_days(client: Client, universe: Universe) -> None:
    sign_in(client, universe, "admin")
    anna, werkhof = universe.users["anna"], universe.organisations["werkhof"]
    path = f"/account/people/{anna.pk}/roles/new/"
    data = {"organisation": str(werkhof.pk), "role": "team_lead", "valid_from": "2026-01-01"}
    assert client.post(path, data).status_code == 302
    membership = Membership.objects.get(user=anna, role="team_lead")
    end = f"/account/roles/{membership.pk}/end/"
    assert client.post(end, {"last_day": "2025-12-31"}).status_code == 422
    assert client.post(end, {"last_day": "0001-01-01"}).status_code == 422
    assert client.post(end, {"last_day": "2026-03-31"}).status_code == 302
    membership.refresh_from_db()
    assert membership.valid_to == dt.date(2026, 3, 31)
    for wrong in ({"valid_from": "9999-12-31"}, {"valid_to": "2025-01-01"}, {"role": "king"}, {"organisation": "x"}):
        assert client.post(path, {**data, **wrong}).status_code == 422, wrong


def test_statistics_and_case_work_are_refused_in_plain_words(client: Client, universe: Universe) -> None:
    sign_in(client, universe, "admin")
    kreis = universe.organisations["kreis"]
    answer = client.post(
        f"/account/people/{universe.users['anna'].pk}/roles/new/",
        {"organisation": str(kreis.pk), "role": "statistics", "valid_from": time.today().isoformat()},
    )
    assert answer.status_code == 422
    assert "Das Gesetz verlangt diese Trennung." in text(answer)
    assert not Membership.objects.filter(user=universe.users["anna"], role="statistics").exists()


def test_a_missing_person_is_not_found(client: Client, universe: Universe) -> None:
    sign_in(client, universe, "admin")
    for path in (f"people/{missing_id()}/", f"people/{missing_id()}/change/", f"roles/{missing_id()}/end/"):
        assert client.get(f"/account/{path}").status_code == 404


def test_dangerous_pages_ask_again_who_is_there(client: Client, universe: Universe, settings: Any) -> None:
    client.post("/account/login/", {"login": "admin@example.org", "password": PASSWORD})
    session = client.session
    session["second_factor_seen"] = True
    session.save()
    settings.DEMO = False
    path = f"/account/people/{universe.users['anna'].pk}/change/"
    answer = client.get(path)
    assert answer.status_code == 302
    assert "/account/reauthenticate/" in answer.url  # type: ignore[attr-defined]
    client.post(answer.url, {"password": PASSWORD})  # type: ignore[attr-defined]
    assert client.get(path).status_code == 200


def test_the_list_costs_the_same_for_many(
    client: Client, universe: Universe, django_assert_max_num_queries: Any
) -> None:
    sign_in(client, universe, "admin").get("/account/people/")
    with working_as(system_actor()):
        for number in range(30):
            actions.create_user(by=system_actor(), email=f"n{number}@example.org", display_name=f"N{number}")
    with django_assert_max_num_queries(12):
        client.get("/account/people/")


# --- emergency access ----------------------------------------------------------------------------------------------

REASON = "Anruf der Klinik: Die Mutter ist nicht ansprechbar, wer holt das Kind?"


def test_a_colleague_opens_a_file_in_an_emergency(client: Client, universe: Universe) -> None:
    file = universe.open_file("anna")
    sign_in(client, universe, "ben")
    data = {"file_number": file.number.lower(), "reason": REASON, "sure": "on"}
    assert client.post("/account/emergency/", {**data, "reason": "darum"}).status_code == 422
    assert client.post("/account/emergency/", {**data, "file_number": "AAAA-AAAA"}).status_code == 422
    assert client.post("/account/emergency/", {**data, "sure": ""}).status_code == 422
    assert client.post("/account/emergency/", data).status_code == 302
    with working_as(system_actor()):
        relation = Relation.objects.get(kind=RelationKind.EMERGENCY)
    assert relation.user_id == universe.users["ben"].pk
    for name in ("tina", "dora"):
        page = text(sign_in(client, universe, name).get("/account/emergency/review/"))
        assert "Anruf der Klinik" in page, name


@pytest.mark.parametrize("name", STAFF)
def test_who_opens_and_who_reviews(client: Client, universe: Universe, name: str) -> None:
    sign_in(client, universe, name)
    opens = STAFF[name][1] in {Role.COUNSELLOR, Role.TEAM_LEAD}
    reviews = STAFF[name][1] in {Role.TEAM_LEAD, Role.PRIVACY}
    assert client.get("/account/emergency/").status_code == (200 if opens else 404)
    assert client.get("/account/emergency/review/").status_code == (200 if reviews else 404)

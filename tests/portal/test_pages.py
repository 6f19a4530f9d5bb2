"""My day, the family file, search, and data protection, as the roles see them."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from chancennetz.access.context import working_as
from chancennetz.audit.models import AuditEntry
from chancennetz.casework.constants import LifeArea
from chancennetz.contacts.actions.contacts import ContactValues, log_contacts_bulk
from chancennetz.contacts.constants import Medium
from chancennetz.core import time
from chancennetz.core.actor import system_actor
from chancennetz.offerediting.actions import create_offer
from chancennetz.plans.actions.bulk import PlannedGoal, PlannedStep, add_goals_bulk
from chancennetz.plans.constants import GoalState, StepOwner
from chancennetz.portal import queries
from chancennetz.portal.constants import WHAT_TABLES_HOLD
from chancennetz.tasks import actions as tasks
from tests.casework import world as worlds
from tests.universe import STAFF, Universe

FAMILY_NAME, GIVEN_NAME = "Kaya", "Ayşe"


@pytest.fixture
def world(universe: Universe) -> worlds.World:
    return worlds.build(universe)


def _client(universe: Universe, name: str) -> Client:
    client = Client()
    client.force_login(universe.users[name])
    return client


def _fill(world: worlds.World, number: int) -> None:
    """Enter many contacts, goals with steps, and tasks."""
    anna = world.universe.actor("anna")
    now = time.now()
    person_ids = world.person_ids[:1]
    with working_as(system_actor()) as by:
        values = [
            ContactValues(now - dt.timedelta(days=1 + place % 300), 30, Medium.OFFICE, person_ids, note="Gespräch")
            for place in range(number)
        ]
        log_contacts_bulk(by=by, contacts=[(world.file.pk, anna.user_id, one) for one in values])
        step = PlannedStep("Anrufen", StepOwner.COUNSELLOR, anna.user_id, due_on=time.today())
        goals = [
            PlannedGoal(world.file.pk, "Ein Ziel", LifeArea.WORK, state=GoalState.AGREED, steps=[step])
            for _place in range(max(1, number // 10))
        ]
        add_goals_bulk(by=by, goals=goals)
    with working_as(anna):
        for _place in range(max(1, number // 10)):
            tasks.add_task(by=anna, user_id=anna.user_id, file=world.file, title="Aufgabe", due_on=time.today())


def _queries_of(client: Client, address: str) -> int:
    with CaptureQueriesContext(
        connection,
    ) as captured:
        assert client.get(address).status_code == 200
    statements = [one["sql"] for one in captured.captured_queries]
    return len([sql for sql in statements if not sql.startswith(("SAVEPOINT", "RELEASE"))])


@pytest.mark.parametrize(("page", "budget"), [("my_day", 15), ("family", 25)])
def test_pages_keep_their_query_budget_whatever_the_size(world: worlds.World, page: str, budget: int) -> None:
    client = _client(world.universe, "anna")
    address = reverse("portal:my_day") if page == "my_day" else reverse("portal:family", args=[world.file.pk])
    _fill(world, 10)
    client.get(address)  # the first page of a session writes its beginning
    small = _queries_of(client, address)
    _fill(world, 990)
    # Not more for many rows; fewer when a page of the history shows one kind of entry only.
    assert _queries_of(client, address) <= small <= budget


def test_my_day_shows_what_is_due_and_how_many_hours(world: worlds.World) -> None:
    _fill(world, 3)
    page = _client(world.universe, "anna").get(reverse("portal:my_day")).content.decode()
    assert "Aufgabe" in page
    assert "Anrufen" in page
    assert FAMILY_NAME in page


def test_my_day_of_a_role_without_cases_names_no_family(world: worlds.World) -> None:
    _fill(world, 3)
    for name in ("paul", "stefan", "pia", "nele", "eva"):
        page = _client(world.universe, name).get(reverse("portal:my_day"))
        assert page.status_code == 200
        assert FAMILY_NAME not in page.content.decode()


def test_home_leads_everybody_to_a_page_that_opens(universe: Universe) -> None:
    for name in STAFF:
        answer = _client(universe, name).get("/", follow=True)
        assert answer.status_code == 200, (name, answer.redirect_chain)
    assert Client().get("/").url.startswith(reverse("account_login"))


def test_the_family_file_is_logged_and_hidden_from_others(world: worlds.World) -> None:
    address = reverse("portal:family", args=[world.file.pk])
    assert _client(world.universe, "anna").get(address).status_code == 200
    rows = AuditEntry.objects.filter(kind="read", subject_ids__contains=[world.file.pk], user_name="Anna")
    assert rows.count() == 1
    row = rows.get()
    assert set(world.person_ids) <= set(row.subject_ids)
    assert row.purpose == "counselling"
    missing = reverse("portal:family", args=[uuid.uuid4()])
    for name in ("carla", "cora", "jan", "paul", "admin", "dora", "stefan", "eva"):
        client = _client(world.universe, name)
        foreign, absent = client.get(address), client.get(missing)
        assert (foreign.status_code, absent.status_code) == (404, 404), name


@pytest.mark.parametrize("typed", ["Kaya", "kaja", "KAIA"])
def test_search_finds_a_name_as_one_hears_it(world: worlds.World, typed: str) -> None:
    page = _client(world.universe, "anna").post(reverse("portal:search"), {"q": typed}).content.decode()
    assert GIVEN_NAME in page
    foreign = _client(world.universe, "carla").post(reverse("portal:search"), {"q": typed}).content.decode()
    assert GIVEN_NAME not in foreign


@pytest.mark.parametrize("typed", ["", "a", "\x00", "‮Kaya", "'; DROP TABLE--", "%", "x" * 5000, "31.2.2020", "😀"])
def test_search_survives_whatever_is_typed(universe: Universe, typed: str) -> None:
    assert _client(universe, "anna").post(reverse("portal:search"), {"q": typed}).status_code == 200


def test_search_finds_files_by_number_and_organisations(world: worlds.World) -> None:
    client = _client(world.universe, "anna")
    by_number = client.post(reverse("portal:search"), {"q": world.file.number.lower()}).content.decode()
    assert reverse("portal:family", args=[world.file.pk]) in by_number
    assert "Jobcenter Musterkreis" in client.post(reverse("portal:search"), {"q": "jobcenter"}).content.decode()


def test_search_finds_offers_by_the_words_of_everyday(world: worlds.World) -> None:
    provider = world.universe.organisations["werkhof"]
    with working_as(system_actor()) as by:
        values = {"name": "Schuldnerberatung am Markt", "description": "Wir ordnen Briefe und Schulden."}
        offer = create_offer(by=by, organisation=provider, values=values)
    page = _client(world.universe, "anna").post(reverse("portal:search"), {"q": "schulden"}).content.decode()
    assert reverse("offerediting:detail", args=[offer.pk]) in page


def test_the_data_protection_officer_sees_who_read_but_nothing_of_the_family(world: worlds.World) -> None:
    _client(world.universe, "anna").get(reverse("portal:family", args=[world.file.pk]))
    client = _client(world.universe, "dora")
    page = client.get(reverse("portal:readers_by_number"), {"number": world.file.number.lower()}).content.decode()
    assert "Anna" in page
    assert FAMILY_NAME not in page
    assert client.get(reverse("portal:readers_by_number"), {"number": "2222-2222"}).status_code == 404
    assert client.get(reverse("portal:log")).status_code == 200
    assert client.get(reverse("portal:log"), {"format": "csv"}).status_code == 200


def test_the_lead_can_show_the_family_who_has_read(world: worlds.World) -> None:
    client = _client(world.universe, "anna")
    client.get(reverse("portal:family", args=[world.file.pk]))
    page = client.get(reverse("portal:readers", args=[world.file.pk])).content.decode()
    assert "Anna" in page


def test_the_chain_is_checked_by_a_click(universe: Universe, settings: object, tmp_path: object) -> None:
    settings.AUDIT_HEAD_FILE = tmp_path / "heads.jsonl"  # type: ignore[attr-defined, operator]
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    page = _client(universe, "dora").post(reverse("portal:verify"), follow=True).content.decode()
    assert "unversehrt" in page or "intact" in page
    assert _client(universe, "admin").post(reverse("portal:verify")).status_code == 404


def test_the_record_of_processing_is_complete_and_prints(universe: Universe) -> None:
    assert queries.personal_tables() <= set(WHAT_TABLES_HOLD)
    client = _client(universe, "dora")
    page = client.get(reverse("portal:processing")).content.decode()
    assert "family_name" in page
    pdf = client.get(reverse("portal:processing"), {"format": "pdf"})
    assert pdf.content.startswith(b"%PDF")


def test_the_notice_is_public_and_short_sentences(universe: Universe) -> None:
    del universe
    page = Client().get(reverse("portal:notice"))
    assert page.status_code == 200


@pytest.mark.parametrize("name", ["help", "imprint"])
def test_public_pages_open_without_account(db: None, name: str) -> None:
    assert Client().get(reverse(f"portal:{name}")).status_code == 200

"""Pages cost the same number of queries for few rows and for many; lists and the timeline are in order."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from chancennetz.access.actions import open_file
from chancennetz.access.context import working_as
from chancennetz.casework import actions, queries
from chancennetz.casework.actions import BulkCase
from chancennetz.casework.constants import Channel, LifeArea, Phase, TimelineKind
from chancennetz.consent import actions as consent
from chancennetz.consent.models import Consent
from chancennetz.contacts import actions as contact_log
from chancennetz.contacts import queries as contact_queries
from chancennetz.contacts.actions import ContactValues
from chancennetz.contacts.constants import Medium
from chancennetz.core import time
from chancennetz.core.actor import system_actor
from chancennetz.participation import queries as participation_queries
from chancennetz.people.actions import NewPerson, register_many
from chancennetz.people.constants import FileRole
from chancennetz.plans import actions as planning
from chancennetz.plans import queries as plan_queries
from chancennetz.plans.actions import PlannedGoal, PlannedStep
from chancennetz.plans.actions.goals import agree_goal
from chancennetz.plans.constants import GoalState, SmartQuestion
from tests.casework import world as worlds
from tests.casework.world import World, days_ago

LIST_BUDGET = 15
DETAIL_BUDGET = 25
FILE_PAGES = (
    "casework:case",
    "contacts:contacts",
    "contacts:contact_new",
    "plans:goals",
    "participation:overview",
    "casework:team",
    "casework:history",
    "casework:intake",
    "casework:notes",
)


def fill(world: World, contacts: int, goals: int) -> None:
    """Give the family many contacts and goals."""
    by, anna = system_actor(), world.universe.users["anna"].id
    person = world.person_ids[0]
    moment = time.now() - dt.timedelta(hours=3)
    rows = [
        (world.file.id, anna, ContactValues(moment - dt.timedelta(hours=n), 15, Medium.PHONE, [person], note="Notiz"))
        for n in range(contacts)
    ]
    steps = [PlannedStep("Schritt", due_on=days_ago(-3)), PlannedStep("Fertig", done_on=days_ago(1))]
    plans = [
        PlannedGoal(world.file.id, f"Ziel {n}", LifeArea.HOME, steps=steps, sub_goals=[("Teil", steps)])
        for n in range(goals)
    ]
    with working_as(by):
        contact_log.log_contacts_bulk(by=by, contacts=rows)
        planning.add_goals_bulk(by=by, goals=plans)


def more_families(world: World, number: int) -> list[uuid.UUID]:
    """Open many small files led by Anna."""
    by = system_actor()
    anna, werkhof = world.universe.users["anna"].id, world.universe.organisations["werkhof"].id
    with working_as(by):
        files = [open_file(by=by, organisation_id=werkhof, lead_id=anna).id for _ in range(number)]
        actions.open_cases_bulk(
            by=by, cases=[BulkCase(one, Channel.SELF, days_ago(30), concern="Anliegen") for one in files]
        )
        register_many(
            by=by,
            rows=[
                NewPerson(
                    file_id=one,
                    given_name="Eva",
                    family_name=f"Muster{place:03}",
                    birth_date=dt.date(1990, 1, 1),
                    role=FileRole.ADULT,
                    is_main_contact=True,
                    valid_from=days_ago(30),
                    valid_to=None,
                    fields={},
                )
                for place, one in enumerate(files)
            ],
        )
    return files


def test_pages_of_a_family_stay_within_their_budget(
    client: Client, world: World, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    client.force_login(world.universe.users["anna"])
    counts: dict[str, list[int]] = {}
    for contacts, goals in ((2, 1), (1000, 40)):
        fill(world, contacts, goals)
        for name in FILE_PAGES:
            client.get(reverse(name, args=[world.file.id]))
            with django_assert_max_num_queries(DETAIL_BUDGET) as captured:
                assert client.get(reverse(name, args=[world.file.id])).status_code == 200
            counts.setdefault(name, []).append(len(captured))
    # A second participation, goal or contact must not cost a query of its own.
    assert all(few == many for few, many in counts.values()), counts


def test_the_list_of_families_stays_within_its_budget(
    client: Client, world: World, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    client.force_login(world.universe.users["anna"])
    counts: dict[str, list[int]] = {}
    for number in (5, 60):
        more_families(world, number)
        for query in ("", "?q=muster", "?order=name", "?show=overdue", "?phase=contact&page=2"):
            client.get(reverse("casework:list") + query)
            with django_assert_max_num_queries(LIST_BUDGET) as captured:
                assert client.get(reverse("casework:list") + query).status_code == 200
            counts.setdefault(query, []).append(len(captured))
    assert counts.pop("?show=overdue")[0] <= LIST_BUDGET
    assert all(few == many for few, many in counts.values()), counts


def test_only_the_names_on_the_page_are_opened_and_logged(client: Client, world: World) -> None:
    from chancennetz.audit.models import AuditEntry

    more_families(world, 40)
    client.force_login(world.universe.users["anna"])
    client.get(reverse("casework:list"))
    page = AuditEntry.objects.filter(kind="read", action="read casework:list").latest("created_at")
    client.get(reverse("casework:list") + "?q=muster")
    search = AuditEntry.objects.filter(kind="read", action="read casework:list").latest("created_at")
    assert len(page.subject_ids) == 25
    assert len(search.subject_ids) > 40


def test_the_list_in_its_orders(world: World) -> None:
    more_families(world, 3)
    with working_as(world.actor):
        goal = planning.add_goal(by=world.actor, file=world.file, title="Kita", life_area=LifeArea.FAMILY, agreed=True)
        planning.add_step(by=world.actor, goal=goal, title="Anmelden", due_on=days_ago(1))
        found = queries.caseload(world.actor)
        assert (found.total, found.overdue) == (4, 1)
        assert found.rows[0].name == "Ayşe Kaya"
        assert found.rows[0].overdue
        assert found.phases[Phase.ASSESSMENT] == 1
        assert found.phases[Phase.CONTACT] == 3
        names = [row.name for row in queries.caseload(world.actor, order="name").rows]
        assert names == ["Ayşe Kaya", "Eva Muster000", "Eva Muster001", "Eva Muster002"]
        assert [row.name for row in queries.caseload(world.actor, text="eva 001").rows] == ["Eva Muster001"]
        assert [row.name for row in queries.caseload(world.actor, text=world.file.number).rows] == ["Ayşe Kaya"]
        assert queries.caseload(world.actor, overdue=True).total == 1
        assert queries.caseload(world.actor, phase="contact").total == 3
        assert queries.caseload(world.actor, closed=True).total == 0


@pytest.mark.parametrize("name", ["ben", "carla", "cora", "jan"])
def test_other_lists_stay_empty(world: World, name: str) -> None:
    by = world.universe.actor(name)
    with working_as(by):
        assert queries.caseload(by).total == 0


def test_the_timeline_merges_everything_newest_first(
    world: World, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    contact = world.log(30, note="Erstes Gespräch")
    with working_as(world.actor):
        goal = planning.add_goal(by=world.actor, file=world.file, title="Kita", life_area=LifeArea.FAMILY, agreed=True)
        step = planning.add_step(by=world.actor, goal=goal, title="Anmelden")
        planning.finish_step(by=world.actor, step=step)
        planning.set_goal_state(by=world.actor, goal=goal, state=GoalState.REACHED)
        with django_assert_max_num_queries(12):
            found = queries.timeline(world.file)
        whats = {entry.what for entry in found.entries}
        assert whats == {"contact", "agreed", "closed", "done", "began", "given", "first_contact", "entry"}
        moments = [entry.at if isinstance(entry.at, dt.datetime) else time.today() for entry in found.entries]
        assert not found.has_more
        assert moments
        by_what = {entry.what: entry for entry in found.entries}
        assert by_what["contact"].object_id == contact.id
        assert by_what["contact"].text == "Ayşe: Erstes Gespräch"
        assert by_what["contact"].who == "Anna"
        assert by_what["first_contact"].at == days_ago(60)
        assert by_what["done"].title.endswith("Anmelden")
        assert found.entries[-1].what == "first_contact"
        only = queries.timeline(world.file, [TimelineKind.CONTACT], names=False)
        assert [entry.text for entry in only.entries] == ["Erstes Gespräch"]
        assert queries.timeline(world.file, []).entries == ()
        contact_log.delete_contact(by=world.actor, contact=contact)
        assert "contact" not in {entry.what for entry in queries.timeline(world.file).entries}
        consent.withdraw(by=world.actor, declaration=Consent.objects.get())
        assert "withdrawn" in {entry.what for entry in queries.timeline(world.file).entries}


def test_the_timeline_has_pages(world: World, django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    fill(world, 100, 3)
    with working_as(world.actor):
        with django_assert_max_num_queries(12):
            first = queries.timeline(world.file, page=1)
        second = queries.timeline(world.file, page=2)
        assert (len(first.entries), first.has_more) == (30, True)
        assert not {entry.object_id for entry in first.entries} & {entry.object_id for entry in second.entries}
        assert queries.timeline(world.file, page=500).entries == ()


def test_phase_of_a_life(world: World) -> None:
    with working_as(world.actor):
        assert queries.phase_of(world.file) is Phase.ASSESSMENT
        actions.record_assessment(
            by=world.actor, case=world.case, expected=1, assessment="Gut vernetzt.", assessed_on=time.today()
        )
        assert queries.phase_of(world.file) is Phase.PLAN
        goal = planning.add_goal(by=world.actor, file=world.file, title="Kita", life_area=LifeArea.FAMILY)
        assert queries.phase_of(world.file) is Phase.PLAN
        agree_goal(by=world.actor, goal=goal, answers={one.value: "kurz" for one in SmartQuestion})
        assert queries.phase_of(world.file) is Phase.LINKING
        planning.add_step(by=world.actor, goal=goal, title="Anmelden", owner_kind="partner", owner_name="Kita")
        assert queries.phase_of(world.file) is Phase.MONITORING


def test_a_family_without_anything_has_a_phase(world: World) -> None:
    other = worlds.open_case(world.universe)
    with working_as(world.actor):
        assert queries.phase_of(other.file) is Phase.INTAKE
        assert participation_queries.hours_of(other.file) == []
        assert plan_queries.goals_of(other.file) == []
        assert contact_queries.contacts_of(other.file).pages == 1

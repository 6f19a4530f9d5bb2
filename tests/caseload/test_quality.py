"""Data quality: each check alone, on facts written by hand; the list with real files; a room of one's own."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection, Iterable

import pytest
from django.db import connection, models
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from chancennetz.access import actions as access
from chancennetz.access.constants import RelationKind
from chancennetz.access.context import working_as
from chancennetz.access.models import Relation
from chancennetz.audit.models import AuditEntry
from chancennetz.caseload import rules
from chancennetz.caseload.queries.quality import facts_of, gaps_of_file, quality_page
from chancennetz.caseload.rules.quality import FileFacts, Hours, OpenGoal, OverdueStep
from chancennetz.caseopening.actions import NewFamily, NewPerson
from chancennetz.casework import actions as casework
from chancennetz.casework import quality
from chancennetz.casework.constants import LifeArea
from chancennetz.casework.models import Case
from chancennetz.contacts.models import ContactEntry
from chancennetz.core import crypto, time
from chancennetz.core.actor import system_actor
from chancennetz.participation.models import Participant
from chancennetz.people import actions as people
from chancennetz.people.constants import FileRole
from chancennetz.plans import actions as planning
from chancennetz.plans.models import Step
from tests.casework import world as worlds
from tests.casework.world import World
from tests.universe import Universe

TODAY = dt.date(2026, 11, 20)
FILE = uuid.UUID(int=1)
ONE = uuid.UUID(int=2)


def ago(days: int) -> dt.date:
    return TODAY - dt.timedelta(days=days)


def ahead(days: int) -> dt.date:
    return TODAY + dt.timedelta(days=days)


#: A file in which nothing is missing.
SOUND: dict[str, object] = {
    "first_contact_on": ago(30),
    "assessed_on": ago(10),
    "consent_until": dt.date.max,
    "last_contact_on": ago(5),
    "goals": (OpenGoal(ONE, True, 2),),
    "goals_ever": 1,
    "participants": 1,
    "participants_present": 1,
    "hours": (Hours("Basis", 60, 1380),),
}
ENDED: dict[str, object] = {
    "exit_on": ago(20),
    "exit_reason": "reached",
    "goals": (),
    "participants_present": 0,
    "last_exit_on": ago(20),
    "aftercare": 3,
    "aftercare_due": (ahead(8), ahead(70), ahead(160)),
}


def found(**changes: object) -> set[str]:
    return {gap.check for gap in rules.gaps_of(FileFacts(FILE, **(SOUND | changes)), TODAY)}  # type: ignore[arg-type]


def test_a_sound_file_has_no_gap() -> None:
    assert found() == set()
    assert found(**ENDED) == set()


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"leads": 2}, {"two_leads"}),
        ({"leads": 0, "lead_works": False}, {"no_lead"}),
        ({"lead_works": False}, {"no_lead"}),
        ({"not_informed_since": ago(7)}, set()),
        ({"not_informed_since": ago(8)}, {"not_informed"}),
        ({"consent_until": None}, {"no_consent"}),
        ({"consent_until": ahead(31)}, set()),
        ({"consent_until": ahead(30)}, {"consent_ends"}),
        ({"without_birth_date": (ONE,)}, {"no_birth_date"}),
        ({"without_guardian": (ONE,)}, {"no_guardian"}),
        ({"first_contact_on": ago(42), "assessed_on": None}, set()),
        ({"first_contact_on": ago(43), "assessed_on": None}, {"no_assessment"}),
        ({"last_contact_on": ago(42)}, set()),
        ({"last_contact_on": ago(43)}, {"no_contact"}),
        ({"last_contact_on": None, "first_contact_on": ago(43)}, {"no_contact"}),
        ({"future_contacts": (ONE,)}, {"future_contact"}),
        ({"first_contact_on": ago(90), "goals": (), "goals_ever": 0}, set()),
        ({"first_contact_on": ago(91), "goals": (), "goals_ever": 0}, {"no_goal"}),
        ({"first_contact_on": ago(91), "goals": (), "goals_ever": 1}, set()),
        ({"goals": (OpenGoal(ONE, True, 0),)}, {"goal_without_step"}),
        ({"goals": (OpenGoal(ONE, False, 0),)}, set()),
        ({"overdue_steps": (OverdueStep(ONE, ago(1)),)}, {"step_overdue"}),
        ({"without_module": 1}, {"no_module"}),
        ({"hours": (Hours("Basis", 1241, 1380),)}, set()),
        ({"hours": (Hours("Basis", 1242, 1380),)}, {"hours_nearly_used"}),
        ({"hours": (Hours("Basis", 1380, 1380),)}, {"hours_used"}),
        ({"hours": (Hours("Basis", 0, 0),)}, set()),
        ({"participants_present": 0, "last_exit_on": ago(14)}, set()),
        ({"participants_present": 0, "last_exit_on": ago(15)}, {"all_left"}),
        (ENDED | {"exit_reason": ""}, {"no_exit_reason"}),
        (ENDED | {"goals": (OpenGoal(ONE, True, 1),)}, {"unfinished_after_end"}),
        (ENDED | {"participants_present": 1}, {"unfinished_after_end"}),
        (ENDED | {"aftercare_due": (ago(1), ahead(60))}, {"aftercare_late"}),
        (ENDED | {"aftercare_due": (TODAY,)}, set()),
        (ENDED | {"aftercare_due": ()}, {"aftercare_over"}),
        (ENDED | {"assessed_on": None, "last_contact_on": None}, set()),
    ],
)
def test_each_check_at_its_edge(changes: dict[str, object], expected: set[str]) -> None:
    assert found(**changes) == expected


def test_every_check_is_named_once_and_says_why() -> None:
    assert len(rules.CHECKS) == 21
    assert all(str(check.label) and str(check.why) for check in rules.CHECKS.values())
    assert set(rules.CHECKS) <= set(quality.checks())


# --- real files ------------------------------------------------------------------------------------------------------


def keys(world: World) -> set[str]:
    with working_as(world.actor):
        return {gap.check for gap in gaps_of_file(world.file)}


def test_a_family_with_gaps_and_the_pages_that_mend_them(universe: Universe) -> None:
    family = NewFamily(
        persons=[NewPerson("Ayşe", "Kaya", dt.date(1990, 5, 17)), NewPerson("Elif", "Kaya", role=FileRole.CHILD)]
    )
    worlds.build_programme(universe)
    case = worlds.open_case(universe, "anna", family)
    world = World(universe, {}, universe.actor("anna"), case)
    assert keys(world) == {"no_birth_date", "no_guardian", "no_assessment", "no_contact"}
    with working_as(world.actor) as by:
        goal = planning.add_goal(by=by, file=world.file, title="Umziehen", life_area=LifeArea.HOME, agreed=True)
        gaps = {gap.check: gap.url for gap in gaps_of_file(world.file)}
        assert gaps["goal_without_step"] == reverse("plans:step_new", args=[world.file.pk, goal.pk])
        child = world.person_ids[1]
        assert gaps["no_birth_date"] == reverse("people:person_edit", args=[world.file.pk, child])
        row = Case.objects.select_related("file").get()
        casework.record_assessment(by=by, case=row, expected=row.version, assessment="Gut", assessed_on=time.today())
    world.log(30)
    assert keys(world) == {"no_birth_date", "no_guardian", "goal_without_step"}


def test_hours_future_contacts_and_a_lead_who_left(world: World) -> None:
    for _place in range(2):
        world.log(690)
    contact = world.log(30)
    with working_as(system_actor()):
        later = time.now() + dt.timedelta(days=3)
        models.QuerySet(ContactEntry).filter(pk=contact.pk).update(happened_at=later)
        world.universe.memberships["anna"].valid_to = time.today() - dt.timedelta(days=1)
        world.universe.memberships["anna"].save()
    tina = world.universe.actor("tina")
    with working_as(tina):
        found_here = {gap.check for gap in gaps_of_file(world.file)}
    assert {"hours_used", "future_contact", "no_lead"} <= found_here


def test_the_list_opens_names_of_the_shown_page_only_and_nothing_else(world: World) -> None:
    with working_as(world.actor) as by, crypto.watch_opened() as opened:
        page = quality_page(by)
        assert page.rows
        assert opened == {world.person_ids[0]}
    assert not AuditEntry.objects.filter(facet="health").exists()


def test_the_list_costs_the_same_for_one_family_and_for_six(universe: Universe, world: World) -> None:
    def cost() -> int:
        with working_as(world.actor) as by, CaptureQueriesContext(connection) as queries:
            quality_page(by)
        return len(queries)

    before = cost()
    for place in range(5):
        worlds.open_case(universe, "anna", NewFamily(persons=[NewPerson(f"Kim{place}", "Berg")]))
    assert cost() <= before + 1
    assert before < 45


def test_filters_pages_and_whose_files(universe: Universe, world: World) -> None:
    for place in range(30):
        worlds.open_case(universe, "anna", NewFamily(persons=[NewPerson(f"Kim{place}", "Berg")]))
    worlds.open_case(universe, "carla", NewFamily(persons=[NewPerson("Fremd", "Fremd")]))
    with working_as(universe.actor("anna")) as by:
        everything = quality_page(by)
        assert everything.files == 31
        assert everything.pages > 1
        assert quality_page(by, page=999).page == everything.pages
        some = quality_page(by, check="no_assessment")
        assert some.total == 31
        assert quality_page(by, severity="urgent").total == 0
    with working_as(universe.actor("tina")) as tina:
        anna = str(universe.users["anna"].pk)
        assert quality_page(tina, lead=anna).total == quality_page(tina).total == everything.total
        assert quality_page(tina, lead="nobody").total == 0
    with working_as(universe.actor("ben")) as ben:
        assert quality_page(ben).files == 0


def test_another_room_registers_its_own_check(world: World) -> None:
    def find(file_ids: Collection[uuid.UUID], today: dt.date) -> Iterable[quality.Gap]:
        del today
        return [quality.Gap("test_check", file_id, "/anderswo/") for file_id in file_ids]

    check = quality.Check("test_check", "Etwas fehlt", "Bitte nachsehen", quality.Severity.URGENT)
    quality.register(check, find=find)
    try:
        with working_as(world.actor) as by:
            first = quality_page(by).rows[0]
            assert (first.check.key, first.gap.url) == ("test_check", "/anderswo/")
    finally:
        quality.unregister("test_check")
    with working_as(world.actor):
        assert "test_check" not in quality.checks()


def test_every_link_of_the_list_opens_for_its_reader(client: Client, world: World) -> None:
    universe = world.universe
    with working_as(world.actor) as by:
        access.add_to_team(by=by, file=world.file, user=universe.users["ben"], kind=RelationKind.CASE_TEAM)
        people.register_person(by=by, file=world.file, given_name="Kim", family_name="Kaya", role=FileRole.CHILD)
        goal = planning.add_goal(by=by, file=world.file, title="Umziehen", life_area=LifeArea.HOME, agreed=True)
        planning.add_goal(by=by, file=world.file, title="Arbeit", life_area=LifeArea.WORK, agreed=True)
        step = planning.add_step(by=by, goal=goal, title="Amt anrufen", due_on=time.today())
    with working_as(system_actor()):
        models.QuerySet(Step).filter(pk=step.pk).update(due_on=worlds.days_ago(3))
        long_ago = worlds.days_ago(20)
        rows = models.QuerySet(Participant).filter(file=world.file)
        rows.update(entry_on=worlds.days_ago(50), module_starts=[worlds.days_ago(50)], exit_on=long_ago)
    for name in ("anna", "ben", "tina"):
        client.force_login(universe.users[name])
        with working_as(universe.actor(name)) as reader:
            urls = {row.check.key: row.url for row in quality_page(reader).rows}
            assert {"all_left", "step_overdue", "no_guardian", "goal_without_step"} <= set(urls)
        for key, url in urls.items():
            assert client.get(url, follow=True).status_code == 200, (name, key, url)


def test_two_leads_are_noticed_though_the_table_forbids_it(world: World) -> None:
    with working_as(system_actor()):
        Relation.objects.create(
            file=world.file,
            kind=RelationKind.CASE_LEAD,
            user=world.universe.users["ben"],
            ends_at=time.now() + dt.timedelta(days=2),
        )
        (facts,) = facts_of([world.file.pk], time.today())
    assert facts.leads == 2

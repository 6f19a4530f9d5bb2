"""Opening, changing and closing a case."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import ValidationError

from chancennetz.access.context import working_as
from chancennetz.access.models import FamilyFile
from chancennetz.audit.models import AuditEntry
from chancennetz.casework import actions, queries
from chancennetz.casework.actions import NewFamily, NewPerson
from chancennetz.casework.constants import CaseType, Channel, ExitReason, LifeArea, Phase
from chancennetz.casework.models import Case, Revision
from chancennetz.consent.models import Consent
from chancennetz.core import time
from chancennetz.core.errors import Conflict, NotAllowed, StaleVersion
from chancennetz.people.models import GroupMember, Person, Relationship
from chancennetz.plans import actions as planning
from chancennetz.plans.models import Goal
from tests.casework import world as worlds
from tests.casework.world import World, days_ago
from tests.universe import Universe


def test_a_new_family_has_everything_at_once(world: World) -> None:
    with working_as(world.actor):
        assert queries.case_of(world.file) == world.case
        assert Person.objects.count() == 3
        assert GroupMember.objects.count() == 3
        assert Relationship.objects.count() == 2
        assert Consent.objects.count() == 1
        assert queries.names_of([world.file.id]) == {world.file.id: "Ayşe Kaya"}
        assert world.case.concern == "Die Miete ist zu hoch."
        assert queries.phase_of(world.file) is Phase.ASSESSMENT
        assert len(queries.hours_of(world.file)) == 1
    logged = set(AuditEntry.objects.values_list("action", flat=True))
    assert {"access.file.open", "casework.case.add", "casework.participant.add"} <= logged
    assert worlds.tallies() == worlds.recount()
    assert worlds.tallies().total() == 1


def test_nothing_is_left_when_a_family_cannot_be_opened(universe: Universe) -> None:
    family = NewFamily([NewPerson("Ayşe", "Kaya", dt.date(2990, 1, 1))])
    with pytest.raises(ValidationError):
        worlds.open_case(universe, family=family)
    with pytest.raises(ValidationError):
        worlds.open_case(universe, consents=[])
    with working_as(universe.actor("anna")):
        assert not FamilyFile.objects.exists()
        assert not Person.objects.exists()


@pytest.mark.parametrize("name", ["cora", "jan", "paul", "admin", "stefan", "dora"])
def test_only_counsellors_and_team_leads_open_cases(universe: Universe, name: str) -> None:
    with pytest.raises(NotAllowed):
        worlds.open_case(universe, name)


def test_a_known_person_is_taken_over_without_typing_again(world: World) -> None:
    mother = world.person_ids[0]
    family = NewFamily([NewPerson("", "", person_id=mother)])
    second = worlds.open_case(world.universe, family=family)
    with working_as(world.actor):
        assert queries.names_of([second.file_id]) == {second.file_id: "Ayşe Kaya"}
        assert Person.objects.count() == 3


def test_a_person_one_does_not_see_cannot_be_taken_over(world: World) -> None:
    family = NewFamily([NewPerson("", "", person_id=world.person_ids[0])])
    with pytest.raises(NotAllowed):
        worlds.open_case(world.universe, "carla", family=family)


def test_changing_the_intake_keeps_the_version_before(world: World) -> None:
    before = time.now()
    with working_as(world.actor):
        changed = actions.change_case(
            by=world.actor,
            case=world.case,
            expected=1,
            channel=Channel.SCHOOL,
            channel_place="Grundschule",
            first_contact_on=world.case.first_contact_on,
            concern="Die Miete ist zu hoch, und der Strom.",
            case_type=CaseType.EXISTENCE,
        )
        assert changed == ["case_type", "channel", "channel_place", "concern"]
        assert queries.as_of(world.case, before)["concern"] == "Die Miete ist zu hoch."
        assert queries.as_of(world.case, time.now())["channel"] == "school"
        assert queries.as_of(world.case, before - dt.timedelta(days=1)) is None
        numbers = [view.number for view in queries.versions_of(world.file, world.case.id)]
        assert numbers == [2, 1]
        actions.restore_version(by=world.actor, row=world.case, number=1)
        assert Case.objects.get(pk=world.case.pk).concern == "Die Miete ist zu hoch."


def test_the_counts_follow_another_case_type(world: World) -> None:
    world.log(45)
    with working_as(world.actor):
        actions.change_case(
            by=world.actor,
            case=world.case,
            expected=1,
            channel=Channel.SCHOOL,
            channel_place="",
            first_contact_on=days_ago(60),
            concern="",
            case_type=CaseType.CARE,
        )
    assert {key.case_type for key in worlds.tallies()} == {"care"}
    assert worlds.tallies() == worlds.recount()


def test_two_tabs_changing_the_intake(world: World) -> None:
    values = {
        "by": world.actor,
        "channel": Channel.SCHOOL,
        "channel_place": "",
        "first_contact_on": days_ago(60),
        "case_type": "",
    }
    with working_as(world.actor):
        other_tab = queries.case_of(world.file)
        assert other_tab is not None
        actions.change_case(case=world.case, expected=1, concern="eins", **values)
        with pytest.raises(StaleVersion):
            actions.change_case(case=other_tab, expected=1, concern="zwei", **values)
        assert Case.objects.get(pk=world.case.pk).concern == "eins"
        assert Revision.objects.filter(object_id=world.case.id).count() == 2


@pytest.mark.parametrize("day", [dt.date.min, dt.date(1999, 12, 31), dt.date(9999, 12, 31)])
def test_a_first_contact_on_an_impossible_day(universe: Universe, day: dt.date) -> None:
    with pytest.raises(ValidationError) as caught:
        worlds.open_case(universe, first_contact_on=day)
    assert "first_contact_on" in caught.value.message_dict


def test_a_case_is_closed_when_nothing_is_open(world: World) -> None:
    with working_as(world.actor):
        participant = queries.participants_of(world.file)[0]
        with pytest.raises(Conflict):
            actions.close_case(by=world.actor, case=world.case, exit_on=time.today(), reason=ExitReason.MOVED)
        actions.leave_programme(by=world.actor, participant=participant, exit_on=time.today())
        goal = planning.add_goal(by=world.actor, file=world.file, title="Kita-Platz", life_area=LifeArea.FAMILY)
        with pytest.raises(Conflict):
            actions.close_case(by=world.actor, case=world.case, exit_on=time.today(), reason=ExitReason.MOVED)
        planning.set_goal_state(by=world.actor, goal=goal, state="dropped")
        actions.close_case(by=world.actor, case=world.case, exit_on=time.today(), reason=ExitReason.MOVED)
        assert FamilyFile.objects.get(pk=world.file.pk).state == "closed"
        assert queries.phase_of(world.file) is Phase.EXIT
        with pytest.raises(NotAllowed):
            planning.add_goal(by=world.actor, file=FamilyFile.objects.get(), title="x", life_area=LifeArea.HOME)
        assert Goal.objects.count() == 1
    assert worlds.tallies() == worlds.recount()

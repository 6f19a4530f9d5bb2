"""Opening the file and the case of a new family: all of it or nothing."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import ValidationError

from chancennetz.access.context import working_as
from chancennetz.access.models import FamilyFile
from chancennetz.audit.models import AuditEntry
from chancennetz.caseopening.actions import NewFamily, NewPerson
from chancennetz.casework import queries
from chancennetz.casework.constants import Phase
from chancennetz.consent.models import Consent
from chancennetz.core.errors import NotAllowed
from chancennetz.participation import queries as participation_queries
from chancennetz.people.models import GroupMember, Person, Relationship
from tests.casework import world as worlds
from tests.casework.world import World
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
        assert len(participation_queries.hours_of(world.file)) == 1
    logged = set(AuditEntry.objects.values_list("action", flat=True))
    assert {"access.file.open", "casework.case.add", "participation.participant.add"} <= logged
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


@pytest.mark.parametrize("day", [dt.date.min, dt.date(1999, 12, 31), dt.date(9999, 12, 31)])
def test_a_first_contact_on_an_impossible_day(universe: Universe, day: dt.date) -> None:
    with pytest.raises(ValidationError) as caught:
        worlds.open_case(universe, first_contact_on=day)
    assert "first_contact_on" in caught.value.message_dict

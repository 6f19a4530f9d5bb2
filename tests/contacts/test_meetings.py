"""A group meeting: one form, one contact for each family, counted for all and worked once."""

from __future__ import annotations

import dataclasses
import uuid
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from chancennetz.access.context import working_as
from chancennetz.access.models import FamilyFile
from chancennetz.casework.constants import LifeArea
from chancennetz.consent import actions as consent
from chancennetz.consent.models import Consent
from chancennetz.contacts.actions.meetings import log_group_meeting
from chancennetz.contacts.constants import CounsellingTopic, Medium
from chancennetz.contacts.models import ContactEntry
from chancennetz.contacts.queries import contacts_of, minutes_this_week
from chancennetz.contacts.queries.meetings import find_meeting
from chancennetz.core import time
from chancennetz.core.errors import Conflict, NotAllowed
from chancennetz.people.models import FilePerson
from tests.casework import world as worlds
from tests.casework.world import FAMILY, World


@pytest.fixture
def second(world: World) -> FamilyFile:
    """Another family of Anna's."""
    people = [dataclasses.replace(one, family_name="Berger") for one in FAMILY.persons]
    return worlds.open_case(world.universe, "anna", dataclasses.replace(FAMILY, persons=people)).file


def _people(world: World, file: FamilyFile) -> list[uuid.UUID]:
    with working_as(world.actor):
        return list(FilePerson.objects.filter(file=file).order_by("created_at").values_list("person_id", flat=True))


def _log(world: World, attendance: dict[FamilyFile, list[uuid.UUID]], **changes: Any) -> list[ContactEntry]:
    values = world.values(90, topics=[LifeArea.WORK], subjects=[CounsellingTopic.BENEFITS], place="Familientreff")
    with working_as(world.actor) as by:
        return log_group_meeting(by=by, values=dataclasses.replace(values, **changes), attendance=attendance)


def test_each_family_gets_its_own_contact_with_those_who_came(world: World, second: FamilyFile) -> None:
    mine, theirs = _people(world, world.file), _people(world, second)
    made = _log(world, {world.file: mine[:2], second: theirs[:1]}, travel_minutes=20)
    assert len({one.meeting_id for one in made}) == 1
    assert sorted(one.travel_minutes for one in made) == [0, 20]
    with working_as(world.actor):
        for file, ids in ((world.file, mine[:2]), (second, theirs[:1])):
            (found,) = contacts_of(file).contacts
            assert set(found.person_ids) == set(ids)
            assert (found.contact.medium, found.contact.minutes) == (Medium.GROUP, 90)
            assert found.contact.subjects == ["benefits"]
    assert worlds.tallies() == worlds.recount()


def test_the_counsellors_week_counts_the_meeting_once(world: World, second: FamilyFile) -> None:
    with working_as(world.actor):
        before = minutes_this_week(world.actor)
    moment = time.now().replace(microsecond=0)
    _log(
        world,
        {world.file: _people(world, world.file)[:1], second: _people(world, second)[:1]},
        happened_at=moment,
    )
    world.log(30, happened_at=moment)
    with working_as(world.actor):
        assert minutes_this_week(world.actor) == before + 90 + 30


def test_all_or_none_when_one_family_has_withdrawn(world: World, second: FamilyFile) -> None:
    with working_as(world.actor) as by:
        consent.withdraw(by=by, declaration=Consent.objects.get(file=second))
    with pytest.raises(Conflict, match=second.number):
        _log(world, {world.file: _people(world, world.file)[:1], second: _people(world, second)[:1]})
    with working_as(world.actor):
        assert not ContactEntry.objects.exists()


def test_nobody_and_strangers_are_refused(world: World, second: FamilyFile) -> None:
    with pytest.raises(ValidationError):
        _log(world, {world.file: [], second: []})
    with pytest.raises(ValidationError):
        _log(world, {world.file: _people(world, second)[:1]})
    foreign = world.universe.open_file("carla")
    with pytest.raises(NotAllowed):
        _log(world, {world.file: _people(world, world.file)[:1], foreign: [uuid.uuid4()]})


def test_through_the_pages_to_the_list_of_attendance(world: World, second: FamilyFile) -> None:
    client = Client()
    client.force_login(world.universe.users["anna"])
    assert "Kaya" in client.get(reverse("contacts:meeting_pick")).content.decode()
    foreign = world.universe.open_file("carla")
    address = f"{reverse('contacts:meeting_new')}?f={world.file.pk}&f={second.pk}&f={foreign.pk}"
    text = client.get(address).content.decode()
    assert f"family_{second.pk}" in text
    assert f"family_{foreign.pk}" not in text
    posted = {
        "day": time.today().isoformat(),
        "clock": "00:05",
        "minutes": "90",
        "place": "Familientreff",
        f"family_{world.file.pk}": [str(_people(world, world.file)[0])],
    }
    assert client.post(address, posted | {"minutes": ""}).status_code == 422
    saved = client.post(address, posted)
    assert saved.status_code == 302
    page = client.get(saved.url).content.decode()
    assert "Ayşe" in page
    assert "Berger" not in page
    stranger = Client()
    stranger.force_login(world.universe.users["carla"])
    assert stranger.get(saved.url).status_code == 404
    assert client.get(reverse("contacts:meeting_new")).url == reverse("contacts:meeting_pick")
    with working_as(world.universe.actor("carla")) as by:
        assert find_meeting(by, uuid.UUID(saved.url.rstrip("/").rsplit("/", 1)[1])) is None


def test_accompaniment_says_where_to_and_how_long_the_way_was(world: World) -> None:
    client = Client()
    client.force_login(world.universe.users["anna"])
    posted = {
        "persons": [str(world.person_ids[0])],
        "minutes": "45",
        "medium": "accompaniment",
        "reached": "yes",
        "subjects": ["benefits", "work"],
        "day": time.today().isoformat(),
        "clock": "00:05",
        "accompanied_to": "Jobcenter, Erstgespräch",
        "travel_minutes": "30",
    }
    client.post(reverse("contacts:contact_new", args=[world.file.pk]), posted)
    with working_as(world.actor):
        contact = ContactEntry.objects.get()
        assert (contact.accompanied_to, contact.travel_minutes) == ("Jobcenter, Erstgespräch", 30)
        assert contact.subjects == ["benefits", "work"]

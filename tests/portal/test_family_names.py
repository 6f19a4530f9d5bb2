"""A family is called the same on every page: by its main contact, given name first."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.test import Client
from django.urls import reverse

from chancennetz.access.context import working_as
from chancennetz.core import time
from chancennetz.people import actions as people
from chancennetz.people.models import Person
from chancennetz.tasks.actions import add_task
from tests.casework import world as worlds
from tests.casework.world import World
from tests.universe import Universe

#: A page of each room that shows the file of a family.
IN_THE_FILE = (
    "casework:case",
    "participation:overview",
    "plans:goals",
    "planversions:versions",
    "contacts:contacts",
    "people:household",
    "consentforms:list",
    "sharing:share",
    "documents:list",
    "referrals:list",
    "moderation:list",
    "handovers:overview",
    "closure:card",
    "dossier:letters",
    "portal:readers",
)


@pytest.fixture
def world(universe: Universe) -> World:
    return worlds.build(universe)


@pytest.fixture
def anna(client: Client, world: World) -> Client:
    client.force_login(world.universe.users["anna"])
    return client


def _way_back(text: str) -> str:
    found = re.search(r'<nav class="cn-crumbs.*?</nav>', text, re.DOTALL)
    assert found is not None
    return found[0]


@pytest.mark.parametrize("name", IN_THE_FILE)
def test_the_way_back_names_the_family(anna: Client, world: World, name: str) -> None:
    text = _way_back(anna.get(reverse(name, args=[world.file.pk])).content.decode())
    assert "Ayşe Kaya" in text
    assert world.file.number not in text


def test_lists_call_it_the_same_and_stand_in_the_order_of_family_names(anna: Client, world: World) -> None:
    berg = worlds.NewFamily(persons=[worlds.NewPerson("Zoe", "Berg", dt.date(1990, 1, 1))])
    worlds.open_case(world.universe, family=berg)
    with working_as(world.actor) as by:
        add_task(by=by, user_id=by.account_id, title="Anrufen", file=world.file, due_on=time.today())
    for name, query in (("casework:list", "?order=name"), ("contacts:contact_pick", ""), ("caseload:quality", "")):
        text = anna.get(reverse(name) + query).content.decode()
        assert "Ayşe Kaya" in text, name
        assert "Kaya, Ayşe" not in text, name
        if name != "caseload:quality":
            assert text.index("Zoe Berg") < text.index("Ayşe Kaya")
    for name in ("portal:my_day", "tasks:list"):
        assert "Ayşe Kaya" in anna.get(reverse(name)).content.decode(), name
    assert "Familie Ayşe Kaya" in anna.get(reverse("portal:family", args=[world.file.pk])).content.decode()


def test_another_main_contact_gives_another_name_everywhere(anna: Client, world: World) -> None:
    with working_as(world.actor) as by:
        people.set_main_contact(by=by, file=world.file, person=Person.objects.get(pk=world.person_ids[1]))
    for name in ("casework:case", "people:household", "documents:list", "portal:family"):
        assert "Murat Kaya" in anna.get(reverse(name, args=[world.file.pk])).content.decode(), name
    assert "Murat Kaya" in anna.get(reverse("casework:list")).content.decode()

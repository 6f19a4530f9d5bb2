"""Contacts and their counts through the actions."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import ValidationError

from chancennetz.access.context import working_as
from chancennetz.casework import queries
from chancennetz.casework.models import Revision
from chancennetz.contacts import actions as contact_log
from chancennetz.contacts import queries as contact_queries
from chancennetz.contacts.actions import ContactValues
from chancennetz.contacts.constants import Medium
from chancennetz.contacts.models import ContactEntry
from chancennetz.core import time
from chancennetz.core.actor import system_actor
from chancennetz.core.errors import Conflict, NotAllowed, StaleVersion
from chancennetz.monitoring.models import Tally
from chancennetz.participation import actions
from chancennetz.participation import queries as participation_queries
from tests.casework import world as worlds
from tests.casework.world import World, days_ago


def test_a_contact_is_counted_and_its_deletion_taken_back(world: World) -> None:
    contact = world.log(45)
    counts = {key.what: number for key, number in worlds.tallies().items()}
    assert counts == {"entry": 1, "minutes": 45, "contact": 1, "reached": 1}
    day = contact.happened_at.astimezone(time.BERLIN).date()  # on a Monday night that was last week
    with working_as(world.actor):
        assert contact_queries.minutes_this_week(world.actor, day) == 45
        contact_log.delete_contact(by=world.actor, contact=contact)
        contact_log.delete_contact(by=world.actor, contact=contact)
        assert contact_queries.minutes_this_week(world.actor, day) == 0
    assert {key.what for key in worlds.tallies()} == {"entry"}
    assert Tally.objects.filter(number=-45).count() == 1
    with working_as(world.actor):
        contact_log.restore_contact(by=world.actor, contact=contact)
        assert contact_queries.contacts_of(world.file).total_minutes == 45
    assert worlds.tallies() == worlds.recount()


def test_a_change_writes_only_the_difference(world: World) -> None:
    contact = world.log(45)
    before = Tally.objects.count()
    with working_as(world.actor):
        contact_log.change_contact(by=world.actor, contact=contact, values=world.values(60), expected=1)
    assert list(
        Tally.objects.order_by("-created_at").values_list("what", "number")[: Tally.objects.count() - before]
    ) == [("minutes", 15)]
    assert worlds.tallies() == worlds.recount()


def test_who_took_part_can_change_and_is_remembered(world: World) -> None:
    contact = world.log(30)
    mother, father, child = world.person_ids
    first = time.now()
    with working_as(world.actor):
        values = world.values(30, happened_at=contact.happened_at, person_ids=[father, child])
        changed = contact_log.change_contact(by=world.actor, contact=contact, values=values, expected=1)
        assert changed == ["persons"]
        view = contact_queries.find_contact(world.file, contact.id)
        assert view is not None
        assert set(view.person_ids) == {father, child}
        assert queries.as_of(contact, first)["person_ids"] == [str(mother)]
    assert {key.what for key in worlds.tallies()} == {"entry"}
    assert worlds.tallies() == worlds.recount()


def test_saving_without_a_change_makes_no_version(world: World) -> None:
    contact = world.log(30, note="a")
    with working_as(world.actor):
        values = world.values(30, note="a", happened_at=contact.happened_at)
        assert contact_log.change_contact(by=world.actor, contact=contact, values=values, expected=1) == []
        assert Revision.objects.filter(object_id=contact.id).count() == 1
        with pytest.raises(StaleVersion):
            contact_log.change_contact(by=world.actor, contact=contact, values=values, expected=7)


def test_a_deleted_contact_is_not_changed(world: World) -> None:
    contact = world.log(30)
    with working_as(world.actor):
        contact_log.delete_contact(by=world.actor, contact=contact)
        with pytest.raises(Conflict):
            contact_log.change_contact(by=world.actor, contact=contact, values=world.values(), expected=2)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("minutes", -1),
        ("minutes", 961),
        ("travel_minutes", 961),
        ("person_ids", []),
        ("happened_at", dt.datetime(1999, 1, 1, tzinfo=dt.UTC)),
        ("happened_at", dt.datetime(2998, 1, 1, tzinfo=dt.UTC)),
    ],
)
def test_what_cannot_be_right(world: World, field: str, value: object) -> None:
    with pytest.raises(ValidationError):
        world.log(**{field: value})  # type: ignore[arg-type]
    assert {key.what for key in worlds.tallies()} == {"entry"}


def test_hours_used_against_planned(world: World) -> None:
    world.log(90)
    world.log(30, module="benefits")
    with working_as(world.actor):
        row = participation_queries.participants_of(world.file)[0]
        actions.add_module(by=world.actor, participant=row, module="benefits", start=days_ago(1))
    world.log(45, module="benefits", person_ids=world.person_ids)
    with working_as(world.actor):
        hours = {
            one.module: (one.used_minutes, one.planned_minutes) for one in participation_queries.hours_of(world.file)
        }
    # The module began yesterday, so the 30 minutes logged as benefits today count there as well.
    assert hours == {"basic": (90, 23 * 60), "benefits": (75, 10 * 60)}
    assert worlds.tallies() == worlds.recount()


def test_somebody_else_does_not_log(world: World) -> None:
    for name in ("ben", "carla", "tina", "cora"):
        by = world.universe.actor(name)
        with working_as(by), pytest.raises(NotAllowed):
            contact_log.log_contact(by=by, file=world.file, values=world.values())


def test_many_contacts_at_once_count_like_single_ones(world: World) -> None:
    by = system_actor()
    person = world.person_ids[0]
    moment = time.now() - dt.timedelta(days=5)
    rows = [
        (
            world.file.id,
            world.universe.users["anna"].id,
            ContactValues(moment - dt.timedelta(days=day), 20, Medium.PHONE, [person], reached=bool(day % 3), note="x"),
        )
        for day in range(60)
    ]
    with working_as(by):
        contact_log.log_contacts_bulk(by=by, contacts=rows)
    assert worlds.tallies() == worlds.recount()
    with working_as(world.actor):
        page = contact_queries.contacts_of(world.file, page=2)
        assert (page.total, page.pages, len(page.contacts)) == (60, 3, 20)
        assert page.contacts[0].contact.note == "x"
        contact = page.contacts[0].contact
        contact_log.change_contact(by=world.actor, contact=contact, values=world.values(5), expected=1)
        with pytest.raises(NotAllowed):
            contact_log.log_contacts_bulk(by=world.actor, contacts=rows)
    assert worlds.tallies() == worlds.recount()
    assert ContactEntry._base_manager.count() == 60

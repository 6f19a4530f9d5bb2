"""Rooms above casework add entries to the timeline and facts to the phase."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest
from django.db import connection
from django.db.models import Q
from django.db.models.functions import Now
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from chancennetz.access.context import working_as
from chancennetz.casework import actions, queries, seams, timeline_events
from chancennetz.casework.constants import TIMELINE_FACETS, LifeArea, Phase, TimelineKind
from chancennetz.casework.seams import Fact
from chancennetz.casework.timeline_events import TimelineEvent, TimelineSource, Words
from chancennetz.core import time
from chancennetz.plans import actions as planning
from chancennetz.tasks.actions import add_appointment
from chancennetz.tasks.models import Appointment, Task
from tests.casework.world import World

#: A table of another room, as a room above casework would enter it.
OTHER_ROOM = TimelineSource(
    model=Appointment,
    kind=TimelineKind.CONFERENCE,
    events=(TimelineEvent("conference", "starts_at", lambda row, _names: Words(row.title, row.place)),),
    related=("user",),
)


@pytest.fixture
def other_room() -> Iterator[None]:
    """Enter the other room's table for one test."""
    timeline_events.register(OTHER_ROOM)
    yield
    timeline_events.unregister(Appointment)


def _meet(world: World, days: int) -> Appointment:
    with working_as(world.actor) as by:
        assert by.user_id is not None
        begins = time.now() - dt.timedelta(days=days)
        return add_appointment(
            by=by, user_id=by.user_id, title="Runder Tisch", starts_at=begins, file=world.file, place="Rathaus"
        )


@pytest.mark.usefixtures("other_room")
def test_entries_of_another_room_stand_in_order(world: World) -> None:
    older, newer = _meet(world, 3), _meet(world, 1)
    world.log(30, note="Heute gesprochen")
    with working_as(world.actor):
        found = queries.timeline(world.file)
        assert [entry.what for entry in found.entries if entry.kind in {"contact", "conference"}] == [
            "contact",
            "conference",
            "conference",
        ]
        only = queries.timeline(world.file, [TimelineKind.CONFERENCE])
    assert [entry.object_id for entry in only.entries] == [newer.pk, older.pk]
    assert (only.entries[0].title, only.entries[0].text, only.entries[0].at) == (
        "Runder Tisch",
        "Rathaus",
        newer.starts_at,
    )


def _cost(world: World) -> int:
    """The number of queries of a long page of the timeline, with nothing remembered."""
    with working_as(world.actor), CaptureQueriesContext(connection) as asked:
        queries.timeline(world.file, per_page=100)
    return len(asked)


def test_a_source_without_rows_costs_no_query(world: World) -> None:
    without = _cost(world)
    timeline_events.register(OTHER_ROOM)
    try:
        assert _cost(world) == without
        _meet(world, 1)
        assert _cost(world) == without + 1
        for days in range(2, 9):
            _meet(world, days)
        assert _cost(world) == without + 1
    finally:
        timeline_events.unregister(Appointment)


def test_two_rooms_cannot_use_one_name_for_an_event() -> None:
    clash = TimelineSource(
        Task, TimelineKind.CASE, (TimelineEvent("agreed", "done_at", lambda _row, _names: Words("")),)
    )
    with pytest.raises(ValueError, match="agreed"):
        timeline_events.register(clash)
    assert Task not in {source.model for source in timeline_events.sources(list(TimelineKind))}


def test_every_kind_names_the_part_of_the_file_it_needs() -> None:
    assert set(TIMELINE_FACETS) == set(TimelineKind)


def test_only_kinds_that_can_occur_are_offered_as_filters(client: Client, world: World) -> None:
    client.force_login(world.universe.users["anna"])
    address = reverse("portal:family", args=[world.file.id])
    [steps] = timeline_events.sources([TimelineKind.STEP])
    timeline_events.unregister(steps.model)
    try:
        assert "?show=step" not in client.get(address).content.decode()
    finally:
        timeline_events.register(steps)
    assert "?show=step" in client.get(address).content.decode()


@pytest.mark.usefixtures("other_room")
def test_a_filter_shows_the_entries_of_one_kind(client: Client, world: World) -> None:
    _meet(world, 1)
    client.force_login(world.universe.users["anna"])
    page = client.get(reverse("portal:family", args=[world.file.id]) + "?show=conference").content.decode()
    assert "Rathaus" in page
    assert "Erster Kontakt" not in page


def test_another_room_can_tell_that_a_family_was_connected(world: World) -> None:
    with working_as(world.actor):
        actions.record_assessment(
            by=world.actor, case=world.case, expected=1, assessment="Gut vernetzt.", assessed_on=time.today()
        )
        planning.add_goal(by=world.actor, file=world.file, title="Kita", life_area=LifeArea.FAMILY, agreed=True)
    seams.register_rows("other room", Fact.LINKED, Appointment, Q(starts_at__lte=Now()))
    try:
        with working_as(world.actor), CaptureQueriesContext(connection) as asked:
            assert queries.phase_of(world.file) is Phase.LINKING
        _meet(world, 1)
        with working_as(world.actor):
            assert queries.phase_of(world.file) is Phase.MONITORING
    finally:
        seams.unregister_rows("other room")
    assert sum("casework_case" in query["sql"] for query in asked) == 1
    with working_as(world.actor):
        assert queries.phase_of(world.file) is Phase.LINKING

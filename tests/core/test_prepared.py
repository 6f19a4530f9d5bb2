"""Prepared queries answer like the querysets they are made of."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

import pytest
from django.db import connection
from django.db.models import Count, F, QuerySet
from django.test.utils import CaptureQueriesContext

from chancennetz.access.context import working_as
from chancennetz.access.models import FamilyFile, Membership, Relation
from chancennetz.access.protected import NoActor
from chancennetz.core import time
from chancennetz.core.prepared import SHAPES, Unsuitable, prepared
from chancennetz.people.models import FilePerson
from chancennetz.places.models import Area
from tests.universe import START, Universe


@prepared
def _memberships(limit: int, *, user_ids: list[uuid.UUID], day: dt.date) -> QuerySet[Membership]:
    found = Membership.objects.on(day).filter(user_id__in=user_ids)
    return found.select_related("organisation", "user").order_by("user__display_name")[:limit]


@prepared
def _relations(*, file_id: uuid.UUID, moment: dt.datetime) -> QuerySet[Relation]:
    return Relation.objects.at(moment).filter(file_id=file_id)


def test_rows_come_with_their_related_rows_and_new_values_each_time(universe: Universe) -> None:
    anna, ben = universe.users["anna"].pk, universe.users["ben"].pk
    first = _memberships(9, user_ids=[anna, ben], day=time.today())
    assert [one.user.display_name for one in first] == ["Anna", "Ben"]
    with CaptureQueriesContext(connection) as asked:
        again = _memberships(9, user_ids=[anna], day=time.today())
        assert [(one.user_id, one.organisation.name) for one in again] == [(anna, "Werkhof Unna")]
    assert len(asked) == 1
    assert _memberships(9, user_ids=[], day=time.today()) == []
    assert _memberships(9, user_ids=[anna, ben], day=START - dt.timedelta(days=1)) == []
    assert len(_memberships(1, user_ids=[anna, ben], day=time.today())) == 1


def test_one_value_may_occur_several_times(universe: Universe) -> None:
    file = universe.open_file("anna")
    with working_as(universe.actor("anna")):
        now = time.now() + dt.timedelta(seconds=1)
        assert [one.user_id for one in _relations(file_id=file.pk, moment=now)] == [universe.users["anna"].pk]
        assert _relations(file_id=file.pk, moment=now - dt.timedelta(days=1)) == []


def test_values_and_annotations_come_as_tuples(universe: Universe) -> None:
    @prepared
    def counted(*, organisation_id: uuid.UUID) -> QuerySet[Any]:
        found = FamilyFile.objects.filter(organisation_id=organisation_id)
        return found.annotate(team=Count("relations"), home=F("organisation__name")).values_list("pk", "team", "home")

    file = universe.open_file("anna")
    with working_as(universe.actor("anna")) as anna:
        assert counted(organisation_id=anna.organisation_id) == [(file.pk, 1, "Werkhof Unna")]
    with working_as(universe.actor("carla")) as carla:
        assert counted(organisation_id=anna.organisation_id) == []  # the database still decides who sees what
        assert counted(organisation_id=carla.organisation_id) == []


def test_a_guarded_table_stays_guarded(universe: Universe) -> None:
    @prepared
    def links(*, file_id: uuid.UUID) -> QuerySet[FilePerson]:
        found: QuerySet[FilePerson] = FilePerson.objects.filter(file_id=file_id)
        return found

    file = universe.open_file("anna")
    with working_as(universe.actor("anna")):
        assert links(file_id=file.pk) == []
    with pytest.raises(NoActor):
        links(file_id=file.pk)


@pytest.mark.usefixtures("universe")
def test_what_cannot_be_bound_is_refused() -> None:
    @prepared
    def by_text(*, name: str) -> QuerySet[Membership]:
        return Membership.objects.filter(user__display_name=name)

    @prepared
    def unused(*, user_id: uuid.UUID) -> QuerySet[Membership]:
        del user_id
        return Membership.objects.all()

    @prepared
    def computed(*, day: dt.date) -> QuerySet[Membership]:
        return Membership.objects.filter(valid_from=day + dt.timedelta(days=400))

    with pytest.raises(Unsuitable, match="str"):
        by_text(name="Anna")
    with pytest.raises(Unsuitable, match="user_id"):
        unused(user_id=uuid.uuid4())
    with pytest.raises(Unsuitable, match="day"):
        computed(day=time.today())


@pytest.mark.usefixtures("universe")
def test_more_shapes_than_are_kept_still_answer() -> None:
    for limit in range(1, SHAPES + 3):
        assert len(_memberships(limit, user_ids=[], day=time.today())) == 0


def test_numbers_with_a_point_are_values_too(db: None) -> None:
    @prepared
    def between(*, low: float, high: float) -> QuerySet[Any]:
        found = Area.objects.filter(centre_latitude__range=(low, high))
        return found.order_by("centre_latitude").values_list("name", flat=True)

    for key, name, latitude in (("05978036", "Unna", 51.5), ("05978040", "Werne", 51.6)):
        Area.objects.create(
            key=key, name=name, level="municipality", centre_latitude=latitude, valid_from=dt.date(2020, 1, 1)
        )
    assert between(low=51.0, high=52.0) == ["Unna", "Werne"]
    assert between(low=51.55, high=52.0) == ["Werne"]

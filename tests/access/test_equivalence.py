"""decide() == visible_to() == row-level security, on random worlds."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chancennetz.access import queries, rules
from chancennetz.access.constants import Action, Facet, FileState, RelationKind, Role
from chancennetz.access.context import working_as
from chancennetz.access.models import FamilyFile, Relation
from chancennetz.core import time
from chancennetz.core.actor import system_actor
from tests.universe import STAFF, Universe

HOURS = st.sampled_from([-100, -1, 1, 100])
TEAM = [RelationKind.CASE_TEAM, RelationKind.DEPUTY, RelationKind.EMERGENCY, RelationKind.CASE_LEAD]
RELATION = st.fixed_dictionaries(
    {
        "kind": st.sampled_from([*TEAM, RelationKind.CONSENTED]),
        "who": st.sampled_from(sorted(STAFF)),
        "starts": HOURS,
        "ends": HOURS,
        "facets": st.sets(st.sampled_from([facet.value for facet in Facet]), max_size=3),
        "role": st.sampled_from(Role.values),
    }
)
FILE = st.fixed_dictionaries(
    {
        "organisation": st.sampled_from(["werkhof", "brueckenhaus", "unna", "jobcenter"]),
        "state": st.sampled_from(FileState.values),
        "relations": st.lists(RELATION, max_size=3),
    }
)


class _Undo(Exception):
    """Roll one world back."""


def _build(universe: Universe, world: list[dict[str, Any]]) -> None:
    now = time.now()
    with working_as(system_actor()):
        for one in world:
            closed = time.today() if one["state"] == FileState.CLOSED else None
            file = FamilyFile.objects.create(
                organisation=universe.organisations[one["organisation"]], state=one["state"], closed_on=closed
            )
            for relation in one["relations"]:
                starts = now + dt.timedelta(hours=relation["starts"])
                ends = max(starts, now + dt.timedelta(hours=relation["ends"]))
                common = {"file": file, "kind": relation["kind"], "starts_at": starts, "ends_at": ends, "reason": "x"}
                if relation["kind"] is RelationKind.CONSENTED:
                    Relation.objects.create(
                        **common,
                        organisation=universe.organisations[STAFF[relation["who"]][0]],
                        role=relation["role"],
                        facets=sorted(relation["facets"]),
                        basis_id=uuid.uuid4(),
                    )
                else:
                    Relation.objects.create(**common, user=universe.users[relation["who"]])


def _compare(universe: Universe, name: str, all_files: list[tuple[FamilyFile, rules.FileFacts]]) -> None:
    actor = universe.actor(name)
    now = time.now()
    by_decide = {
        file.pk
        for file, facts in all_files
        if any(
            rules.decide(actor, Action.READ, rules.Target(facet, facts, actor.user_id), actor.purpose, now).allowed
            for facet in Facet
        )
    }
    with working_as(actor):
        by_query = set(queries.visible_files(actor).values_list("pk", flat=True))
        by_database = set(FamilyFile.objects.values_list("pk", flat=True))
        for facet in (Facet.IDENTITY, Facet.PLAN, Facet.CONSENT):
            one_facet = set(queries.visible_files(actor, facet).values_list("pk", flat=True))
            expected = {
                file.pk
                for file, facts in all_files
                if rules.decide(actor, Action.READ, rules.Target(facet, facts), actor.purpose, now).allowed
            }
            assert one_facet == expected, (name, facet)
    assert by_query == by_decide, name
    assert by_database == by_decide, name


def _run(universe: Universe, world: list[dict[str, Any]]) -> None:
    try:
        with transaction.atomic():
            _build(universe, world)
            with working_as(system_actor()):
                files = list(FamilyFile.objects.all())
                all_files = [(file, queries.facts_of(file)) for file in files]
            for name in STAFF:
                _compare(universe, name, all_files)
            raise _Undo
    except _Undo:
        pass


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(world=st.lists(FILE, min_size=1, max_size=4))
def test_three_walls_agree(universe: Universe, world: list[dict[str, Any]]) -> None:
    _run(universe, world)


@pytest.mark.slow
@settings(max_examples=2000, deadline=None, suppress_health_check=list(HealthCheck))
@given(world=st.lists(FILE, min_size=1, max_size=4))
def test_three_walls_agree_on_two_thousand_worlds(universe: Universe, world: list[dict[str, Any]]) -> None:
    _run(universe, world)

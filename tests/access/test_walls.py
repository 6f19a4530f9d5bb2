"""The two walls: decide() and visible_to() in Python, row-level security in the database."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from chancennetz.access import actions, queries
from chancennetz.access.constants import Action, Facet, RelationKind, Role
from chancennetz.access.context import working_as
from chancennetz.access.models import FamilyFile, Membership, Relation
from chancennetz.core.errors import NotAllowed
from tests.universe import START, Universe


def _seen_by(universe: Universe, name: str) -> tuple[set[object], set[object]]:
    """Return what the rules show and what the database shows."""
    actor = universe.actor(name)
    with working_as(actor):
        by_rules = set(queries.visible_files(actor).values_list("pk", flat=True))
        by_database = set(FamilyFile.objects.values_list("pk", flat=True))
    return by_rules, by_database


def test_a_new_file_is_seen_by_its_lead_and_the_team_lead_only(universe: Universe) -> None:
    file = universe.open_file("anna")
    for name in universe.users:
        expected = {file.pk} if name in {"anna", "tina"} else set()
        assert _seen_by(universe, name) == (expected, expected), name


def test_a_colleague_sees_the_file_after_joining_the_team_and_not_after_leaving_it(universe: Universe) -> None:
    file = universe.open_file("anna")
    anna = universe.actor("anna")
    with working_as(anna):
        relation = actions.add_to_team(by=anna, file=file, user=universe.users["ben"], kind=RelationKind.CASE_TEAM)
    assert _seen_by(universe, "ben") == ({file.pk}, {file.pk})
    with working_as(anna):
        actions.end_relation(by=anna, relation=relation)
    assert _seen_by(universe, "ben") == (set(), set())


def test_leaving_the_organisation_ends_everything_at_once(universe: Universe) -> None:
    universe.open_file("anna")
    admin = universe.actor("admin")
    with working_as(admin):
        membership = universe.memberships["anna"]
        Membership.objects.filter(pk=membership.pk).update(valid_from="2024-01-01", valid_to="2024-12-31")
    assert _seen_by(universe, "anna")[1] == set()
    assert queries.memberships_on(universe.users["anna"].pk) == []


def test_the_database_refuses_a_relation_that_somebody_gives_himself(universe: Universe) -> None:
    file = universe.open_file("anna")
    carla = universe.actor("carla")
    with pytest.raises(Exception, match="row-level security"), working_as(carla):
        Relation.objects.create(file_id=file.pk, kind=RelationKind.CASE_TEAM, user=universe.users["carla"])


def test_the_database_refuses_a_membership_that_somebody_gives_himself(universe: Universe) -> None:
    carla = universe.actor("carla")
    with pytest.raises(Exception, match="row-level security"), working_as(carla):
        Membership.objects.create(
            user=universe.users["carla"], organisation=universe.organisations["werkhof"], role="team_lead"
        )


def test_without_an_actor_the_database_shows_nothing(universe: Universe) -> None:
    universe.open_file("anna")
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('chancennetz.role', '', true), set_config('chancennetz.user', '', true)")
    assert FamilyFile.objects.count() == 0


def test_only_the_lead_may_bring_colleagues_in(universe: Universe) -> None:
    file = universe.open_file("anna")
    ben = universe.actor("ben")
    with working_as(ben), pytest.raises(NotAllowed):
        actions.add_to_team(by=ben, file=file, user=universe.users["ben"], kind=RelationKind.CASE_TEAM)


def test_emergency_access_opens_for_three_hours_but_never_entrusted_notes(universe: Universe) -> None:
    file = universe.open_file("anna")
    ben = universe.actor("ben")
    with working_as(ben):
        actions.break_glass(by=ben, file_number=file.number, reason="Das Kind wurde eben ins Krankenhaus gebracht.")
        assert queries.decide_in_file(ben, Action.READ, Facet.IDENTITY, file).allowed
        assert not queries.decide_in_file(ben, Action.READ, Facet.ENTRUSTED, file).allowed
        assert not queries.decide_in_file(ben, Action.UPDATE, Facet.PLAN, file).allowed


def test_an_administrator_cannot_give_himself_a_role_with_families(universe: Universe) -> None:
    admin = universe.actor("admin")
    wanted = {"user": universe.users["admin"], "organisation": universe.organisations["werkhof"]}
    with working_as(admin), pytest.raises(ValidationError):
        actions.add_membership(by=admin, **wanted, role=Role.TEAM_LEAD, valid_from=START)
    with pytest.raises(Exception, match="row-level security"), working_as(admin):
        Membership.objects.create(**wanted, role="team_lead", valid_from=START)

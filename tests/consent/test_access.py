"""A release opens exactly what it names, and a withdrawal closes it with the next request."""

from __future__ import annotations

import datetime as dt

import pytest

from chancennetz.access import queries as access_queries
from chancennetz.access.constants import Facet, RelationKind, Role
from chancennetz.access.context import working_as
from chancennetz.access.models import FamilyFile
from chancennetz.consent import actions
from chancennetz.consent.constants import ReleasePurpose
from chancennetz.consent.models import ConfidentialityRelease
from chancennetz.core import time
from chancennetz.core.errors import Conflict
from tests.people.conftest import Family
from tests.universe import Universe


def release(universe: Universe, family: Family, who: str = "anna", **more: object) -> ConfidentialityRelease:
    by = universe.actor(who)
    values: dict[str, object] = {
        "recipient": universe.organisations["jobcenter"],
        "recipient_role": Role.JOB_CENTRE,
        "facets": [Facet.IDENTITY, Facet.BENEFITS],
        "purpose": ReleasePurpose.BENEFIT,
        "valid_to": time.today() + dt.timedelta(days=90),
        "person": family.mother,
    } | more
    with working_as(by):
        return actions.record_release(by=by, file=family.file, **values)  # type: ignore[arg-type]


def seen(universe: Universe, who: str, facet: Facet | None = None) -> tuple[int, int]:
    """Return how many files the rules and the database show."""
    actor = universe.actor(who)
    with working_as(actor):
        return access_queries.visible_files(actor, facet).count(), FamilyFile.objects.count()


def test_a_release_opens_what_it_names_and_nothing_else(universe: Universe, family: Family) -> None:
    assert seen(universe, "jan") == (0, 0)
    release(universe, family)
    assert seen(universe, "jan") == (1, 1)
    assert seen(universe, "jan", Facet.BENEFITS)[0] == 1
    assert seen(universe, "jan", Facet.FRAME)[0] == 1
    assert seen(universe, "jan", Facet.PLAN)[0] == 0
    assert seen(universe, "jan", Facet.HEALTH)[0] == 0
    assert seen(universe, "cora") == (0, 0)
    assert seen(universe, "carla") == (0, 0)


def test_a_withdrawal_closes_it_at_once_and_says_who_must_be_told(universe: Universe, family: Family) -> None:
    given = release(universe, family)
    with working_as(family.by):
        told = actions.withdraw(by=family.by, declaration=given, note="am Telefon")
    assert [(str(one.organisation), one.role) for one in told] == [("Jobcenter Musterkreis", "job_centre")]
    assert seen(universe, "jan") == (0, 0)
    with working_as(family.by), pytest.raises(Conflict):
        actions.withdraw(by=family.by, declaration=given)


def test_a_member_of_the_team_may_record_and_withdraw_too(universe: Universe, family: Family) -> None:
    from chancennetz.access import actions as access_actions

    with working_as(family.by):
        access_actions.add_to_team(
            by=family.by, file=family.file, user=universe.users["ben"], kind=RelationKind.CASE_TEAM
        )
    given = release(universe, family, "ben")
    assert seen(universe, "jan") == (1, 1)
    ben = universe.actor("ben")
    with working_as(ben):
        actions.withdraw(by=ben, declaration=given)
    assert seen(universe, "jan") == (0, 0)

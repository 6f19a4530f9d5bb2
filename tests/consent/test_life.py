"""The life of a release, move by move: never access after its end, and the rules say what the database says."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from unittest import mock

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chancennetz.access import queries as access_queries
from chancennetz.access.constants import Action, Facet, Role
from chancennetz.access.context import working_as
from chancennetz.access.models import FamilyFile, Relation
from chancennetz.consent import actions, queries, rules
from chancennetz.consent.constants import ReleasePurpose
from chancennetz.consent.models import ConfidentialityRelease
from chancennetz.core import time
from chancennetz.core.errors import Conflict
from tests.people.conftest import Family
from tests.universe import Universe

#: Moves: open a release for so many days beginning in so many days, withdraw the newest, or let days pass.
moves = st.lists(
    st.one_of(
        st.tuples(st.just("open"), st.integers(0, 20), st.integers(0, 60)),
        st.tuples(st.just("withdraw"), st.just(0), st.just(0)),
        st.tuples(st.just("wait"), st.integers(1, 40), st.just(0)),
    ),
    min_size=1,
    max_size=8,
)


def open_by_rules(releases: list[ConfidentialityRelease], day: dt.date) -> bool:
    """What the law says today: some release is in force."""
    return any(rules.is_in_force(queries.period_of(one), day) for one in releases)


@contextmanager
def shifted(days: int) -> Iterator[None]:
    """Let the platform's clock run ahead by whole days."""
    real = time.now

    def later() -> dt.datetime:
        return real() + dt.timedelta(days=days)

    with mock.patch.object(time, "now", later):
        yield


@given(moves)
@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
def test_never_access_after_withdrawal_or_expiry(
    universe: Universe, family: Family, sequence: list[tuple[str, int, int]]
) -> None:
    with transaction.atomic():
        _play(universe, family, sequence)
        transaction.set_rollback(True)


def _play(universe: Universe, family: Family, sequence: list[tuple[str, int, int]]) -> None:
    today, given_ones = 0, []
    for move, first, length in sequence:
        today += first if move == "wait" else 0
        with shifted(today):
            if move == "open":
                given_ones.append(_open(universe, family, first, length))
            elif move == "withdraw" and given_ones:
                _withdraw(family, given_ones[-1])
            _compare(universe, family, given_ones)


def _open(universe: Universe, family: Family, first: int, length: int) -> ConfidentialityRelease:
    start = time.today() + dt.timedelta(days=first)
    with working_as(family.by):
        return actions.record_release(
            by=family.by,
            file=family.file,
            person=family.mother,
            recipient=universe.organisations["jobcenter"],
            recipient_role=Role.JOB_CENTRE,
            facets=[Facet.PLAN],
            purpose=ReleasePurpose.PLACEMENT,
            valid_from=start,
            valid_to=start + dt.timedelta(days=length),
        )


def _withdraw(family: Family, release: ConfidentialityRelease) -> None:
    with working_as(family.by):
        try:
            actions.withdraw(by=family.by, declaration=release)
        except Conflict:
            assert rules.state_on(queries.period_of(release), time.today()) in {"withdrawn", "expired"}


def _compare(universe: Universe, family: Family, releases: list[ConfidentialityRelease]) -> None:
    expected = open_by_rules(releases, time.today())
    jan = universe.actor("jan")
    with working_as(jan):
        listed = access_queries.visible_files(jan, Facet.PLAN).filter(pk=family.file.pk)
    with working_as(family.by):
        facts = access_queries.facts_of(family.file)
        decided = access_queries.rules.decide(
            jan, Action.READ, access_queries.rules.Target(Facet.PLAN, facts), jan.purpose, time.now()
        ).allowed
        held = Relation.objects.at().filter(file=family.file, kind="consented").exists()
    assert decided is expected
    assert held is expected
    if time.now.__name__ == "now":
        with working_as(jan):
            assert listed.exists() is expected
            assert FamilyFile.objects.filter(pk=family.file.pk).exists() is expected


def test_the_database_itself_closes_an_expired_release(universe: Universe, family: Family) -> None:
    """The second wall looks at its own clock: an end that has passed shows nothing, whatever Python says."""
    with working_as(family.by):
        release = _open(universe, family, 0, 5)
        Relation.objects.filter(basis_id=release.pk).update(
            starts_at=time.now() - dt.timedelta(days=2), ends_at=time.now() - dt.timedelta(seconds=1)
        )
    jan = universe.actor("jan")
    with working_as(jan):
        assert FamilyFile.objects.count() == 0
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM consent_confidentialityrelease")
            assert cursor.fetchone()[0] == 0


@pytest.mark.parametrize("who", ["carla", "cora", "jan", "paul", "admin", "stefan"])
def test_declarations_are_hidden_from_everybody_else(universe: Universe, family: Family, who: str) -> None:
    with working_as(family.by):
        _open(universe, family, 0, 5)
    actor = universe.actor(who)
    with working_as(actor):
        visible = ConfidentialityRelease.objects.all().visible_to(actor, Facet.CONSENT)
        assert visible.count() == 0
        if who != "jan":
            assert ConfidentialityRelease.objects.count() == 0

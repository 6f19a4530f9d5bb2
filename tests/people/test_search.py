"""Finding persons: spellings, slips, and never somebody whom one may not see."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from chancennetz.access import actions as access_actions
from chancennetz.access.constants import Facet, Role
from chancennetz.access.context import working_as
from chancennetz.audit.models import AuditEntry
from chancennetz.core import time
from chancennetz.core.actor import system_actor
from chancennetz.core.ids import new_id
from chancennetz.people import actions, queries
from chancennetz.people.constants import MatchReason
from chancennetz.people.models import PersonKey
from tests.people.conftest import Family
from tests.universe import Universe


def names(universe: Universe, who: str, text: str = "", **more: object) -> list[str]:
    actor = universe.actor(who)
    with working_as(actor):
        return [one.person.full_name for one in queries.search(actor, text, **more)]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "text",
    [
        "Aylin Yılmaz",
        "aylin yilmaz",
        "YILMAZ Aylin",
        "Ailin Jilmas",
        "Yilmza",
        "yilm",
        "Yilmaz 12.4.1988",
        "Yilmaz 1988-04-12",
        "12041988",
        "Yilmaz 4.12.1988",
        "Aylin 12.04.1989",
        "  Aylin\u202e   Yilmaz \x00",
    ],
)
def test_the_mother_is_found(universe: Universe, family: Family, text: str) -> None:
    assert names(universe, "anna", text)[0] == "Aylin Yılmaz"


@pytest.mark.parametrize("who", ["carla", "ben", "cora", "jan", "admin", "paul", "dora"])
def test_others_do_not_find_her(universe: Universe, family: Family, who: str) -> None:
    assert names(universe, who, "Aylin Yılmaz", birth_date=dt.date(1988, 4, 12)) == []


def test_the_team_lead_finds_her(universe: Universe, family: Family) -> None:
    assert names(universe, "tina", "Yilmaz Aylin")[0] == "Aylin Yılmaz"


@pytest.mark.parametrize(
    "text", ["", "   ", "\x00", "🦊", "%", "'; DROP TABLE people_person; --", "a", "Schmidt", "x" * 1_000_000]
)
def test_nothing_is_found_for_nothing(universe: Universe, family: Family, text: str) -> None:
    assert names(universe, "anna", text) == []


def test_a_search_costs_four_queries_for_few_and_for_many(universe: Universe, family: Family) -> None:
    def count(text: str) -> int:
        anna = universe.actor("anna")
        with working_as(anna), CaptureQueriesContext(connection) as seen:
            assert queries.search(anna, text)
        # The end of the transaction is captured too; it is no query of the search.
        return sum(query["sql"].startswith("SELECT") for query in seen.captured_queries)

    few = count("Yilmaz")
    system = system_actor()
    rows = [actions.NewPerson(family.file.pk, f"Kind {letter}", "Yılmaz") for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ"]
    with working_as(system):
        actions.register_many(by=system, rows=rows)
    assert (few, count("Yilmaz")) == (4, 4)


def test_a_recipient_finds_only_whom_the_family_named(universe: Universe, family: Family) -> None:
    def released(facets: list[Facet]) -> list[str]:
        with working_as(family.by):
            access_actions.open_release(
                by=family.by, file=family.file, organisation=universe.organisations["jobcenter"],
                role=Role.JOB_CENTRE, facets=facets, starts_at=time.now(),
                ends_at=time.now() + dt.timedelta(days=1), basis_id=new_id(),
            )  # fmt: skip
        return names(universe, "jan", "Yilmaz")

    assert released([Facet.PLAN]) == []
    assert sorted(released([Facet.IDENTITY])) == ["Aylin Yılmaz", "Defne Yılmaz", "Emre Yılmaz"]


def test_why_somebody_was_found_is_said_with_the_file(universe: Universe, family: Family) -> None:
    anna = universe.actor("anna")
    with working_as(anna):
        found = queries.search(anna, "Yilmaz Aylin 4.12.1988")[0]
    assert found.files == (family.file,)
    assert found.match.is_probably_same
    assert set(found.match.reasons) == {
        MatchReason.SAME_NAME, MatchReason.ORDER_SWAPPED, MatchReason.DAY_MONTH_SWAPPED,
    }  # fmt: skip


def test_keys_and_candidates_of_others_stay_hidden_in_the_database(universe: Universe, family: Family) -> None:
    with working_as(family.by):
        keys = list(PersonKey.objects.filter(person=family.mother).values_list("kind", "value"))
    asked = [[kind for kind, _value in keys], [value for _kind, value in keys], [1] * len(keys), 40]
    for who in ("carla", "ben", "jan", "cora", "dora", "admin", "paul", "stefan"):
        with working_as(universe.actor(who)), connection.cursor() as cursor:
            assert PersonKey.objects.count() == 0, who
            cursor.execute("SELECT count(*) FROM people_candidates(%s, %s, %s, %s)", asked)
            assert cursor.fetchone() == (0,), who
            cursor.execute("SELECT people_number_of_files(%s)", [family.mother.pk])
            expected = 1 if who in {"carla", "ben"} else 0
            assert cursor.fetchone() == (expected,), who


def test_known_elsewhere_asks_for_counsellors_only(universe: Universe, family: Family) -> None:
    for who, expected in (("carla", True), ("ben", True), ("anna", False), ("tina", False), ("jan", False)):
        actor = universe.actor(who)
        with working_as(actor):
            known = queries.probably_known_elsewhere(
                actor, given_name="Aylin", family_name="Yilmaz", birth_date=dt.date(1988, 4, 12)
            )
        assert known is expected, who
    with working_as(universe.actor("carla")):
        assert not queries.probably_known_elsewhere(
            universe.actor("carla"), given_name="Aylin", family_name="Yilmaz", birth_date=None
        )
    with working_as(universe.actor("dora")):
        rows = AuditEntry.objects.filter(action="people.known_elsewhere")
        assert rows.filter(basis="yes").count() == 2
        assert all(row.subject_ids == [] for row in rows)

"""Finding persons: spellings, slips, and never somebody whom one may not see."""

from __future__ import annotations

import datetime as dt

import pytest

from chancennetz.access.context import working_as
from chancennetz.people import queries
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

"""A family for the tests of persons."""

from __future__ import annotations

import dataclasses
import datetime as dt

import pytest

from chancennetz.access.context import working_as
from chancennetz.access.models import FamilyFile
from chancennetz.core.actor import Actor
from chancennetz.people import actions
from chancennetz.people.constants import FileRole
from chancennetz.people.models import Person
from tests.universe import Universe


@dataclasses.dataclass
class Family:
    """Aylin Yılmaz with her children Emre and Defne, counselled by Anna."""

    file: FamilyFile
    by: Actor
    mother: Person
    son: Person
    daughter: Person


def enter_family(universe: Universe, name: str = "anna") -> Family:
    """Open a file and enter the family."""
    file = universe.open_file(name)
    by = universe.actor(name)
    with working_as(by):
        mother = actions.register_person(
            by=by,
            file=file,
            given_name="Aylin",
            family_name="Yılmaz",
            birth_date=dt.date(1988, 4, 12),
            is_main_contact=True,
            valid_from=dt.date(2025, 1, 1),
            town="Unna",
            language="tr",
        )
        son, daughter = (
            actions.register_person(
                by=by,
                file=file,
                given_name=given,
                family_name="Yılmaz",
                birth_date=born,
                role=FileRole.CHILD,
                valid_from=dt.date(2025, 1, 1),
            )
            for given, born in (("Emre", dt.date(2012, 11, 3)), ("Defne", dt.date(2019, 5, 7)))
        )
    return Family(file, by, mother, son, daughter)


@pytest.fixture
def family(universe: Universe) -> Family:
    """The family Yılmaz."""
    return enter_family(universe)

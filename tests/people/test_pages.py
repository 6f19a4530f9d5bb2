"""The pages of persons and households, as several roles."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest
from django.test import Client
from django.urls import reverse

from chancennetz.access.context import working_as
from chancennetz.people import actions
from chancennetz.people.constants import GroupKind, RelationshipKind
from tests.people.conftest import Family
from tests.universe import Universe, missing_id

PAGES = ["person", "person_edit", "person_leave"]


def signed_in(universe: Universe, name: str) -> Client:
    client = Client()
    client.force_login(universe.users[name])
    return client


def at(family: Family, page: str, *more: uuid.UUID) -> str:
    return reverse(f"people:{page}", args=[family.file.pk, *more])


def with_home(family: Family) -> None:
    with working_as(family.by):
        actions.create_group(
            by=family.by,
            file=family.file,
            kind=GroupKind.HOUSEHOLD,
            members=[family.mother, family.son, family.daughter],
            label="bei Mama",
            valid_from=dt.date(2025, 1, 1),
        )
        for child in (family.son, family.daughter):
            actions.relate(
                by=family.by, file=family.file, person=family.mother, other=child, kind=RelationshipKind.PARENT
            )


@pytest.mark.parametrize("page", [*PAGES, "household", "person_new", "group_new", "relationship_new"])
def test_pages_open_for_the_counsellor_and_do_not_exist_for_others(
    universe: Universe, family: Family, page: str
) -> None:
    with_home(family)
    address = at(family, page, family.mother.pk) if page in PAGES else at(family, page)
    assert signed_in(universe, "anna").get(address).status_code == 200
    missing = signed_in(universe, "carla").get(address.replace(str(family.file.pk), str(missing_id())))
    for name in ("carla", "ben", "cora", "jan", "paul", "admin", "dora", "stefan", "pia", "nele", "eva"):
        answer = signed_in(universe, name).get(address)
        assert answer.status_code == 404, name
        assert "Yılmaz" not in answer.content.decode()
    assert missing.status_code == 404


def test_the_household_page_shows_picture_members_and_relationships(universe: Universe, family: Family) -> None:
    with_home(family)
    page = signed_in(universe, "anna").get(at(family, "household")).content.decode()
    assert page.count('class="cn-c-main-fill"') == 3
    assert 'aria-label="bei Mama: Aylin, Emre, Defne."' in page
    assert "Aylin Yılmaz" in page

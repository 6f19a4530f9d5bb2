"""The pages on which two records become one, and two again."""

from __future__ import annotations

import datetime as dt
import uuid

from django.urls import reverse

from chancennetz.access.context import working_as
from chancennetz.duplicates import queries
from chancennetz.people import actions as people
from chancennetz.people.constants import FileRole
from chancennetz.people.models import Person
from tests.people.conftest import Family
from tests.people.test_pages import signed_in
from tests.universe import Universe, missing_id


def at(family: Family, page: str, *more: uuid.UUID) -> str:
    return reverse(page, args=[family.file.pk, *more])


def test_merging_and_taking_it_back_on_the_pages(universe: Universe, family: Family) -> None:
    with working_as(family.by):
        twin = people.register_person(
            by=family.by, file=family.file, given_name="Emre", family_name="Yilmas",
            birth_date=dt.date(2012, 3, 11), role=FileRole.CHILD, phone="02303 1",
        )  # fmt: skip
    client = signed_in(universe, "anna")
    person_page = at(family, "people:person", family.son.pk)
    assert at(family, "duplicates:merge", family.son.pk, twin.pk) in client.get(person_page).content.decode()
    address = at(family, "duplicates:merge", family.son.pk, twin.pk)
    page = client.get(address).content.decode()
    assert "11. März 2012" in page
    values = {"family_name": "kept", "birth_date": "merged", "phone": "merged"}
    assert client.post(address, values).status_code == 302
    assert client.get(address).status_code == 404
    with working_as(family.by):
        merge = queries.merges_of(family.son)[0]
        kept = Person.objects.get(pk=family.son.pk)
        assert (kept.family_name, kept.birth_date, kept.phone) == ("Yılmaz", dt.date(2012, 3, 11), "02303 1")
    assert signed_in(universe, "carla").post(at(family, "duplicates:undo_merge", merge.pk)).status_code == 404
    assert client.get(at(family, "duplicates:undo_merge", merge.pk)).status_code == 405
    assert client.post(at(family, "duplicates:undo_merge", merge.pk)).status_code == 302
    with working_as(family.by):
        assert Person.objects.get(pk=family.son.pk).birth_date == dt.date(2012, 11, 3)


def test_a_record_that_is_not_there_cannot_be_joined(universe: Universe, family: Family) -> None:
    address = at(family, "duplicates:merge", family.son.pk, missing_id())
    assert signed_in(universe, "anna").get(address).status_code == 404

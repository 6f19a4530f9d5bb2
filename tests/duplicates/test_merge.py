"""Two records of one human being become one, and two again."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import ValidationError

from chancennetz.access.context import working_as
from chancennetz.access.models import FamilyFile
from chancennetz.core import time
from chancennetz.core.actor import system_actor
from chancennetz.core.errors import Conflict, NotAllowed
from chancennetz.duplicates import actions, queries
from chancennetz.duplicates.models import PersonMerge
from chancennetz.people import actions as people
from chancennetz.people.constants import FileRole, GroupKind, RelationshipKind
from chancennetz.people.models import FilePerson, GroupMember, Person, PersonKey, Relationship
from chancennetz.people.queries import household_picture, people_in_file, present_record, search
from tests.people.conftest import Family
from tests.universe import Universe

TABLES = (FilePerson, GroupMember, Relationship)


def state() -> dict[str, list[object]]:
    """Return everything that an undo has to restore."""
    found: dict[str, list[object]] = {
        model.__name__: sorted(model.objects.values_list(*[field.attname for field in model._meta.fields]))
        for model in TABLES
    }
    found["keys"] = sorted(PersonKey.objects.values_list("person_id", "kind", "value"))
    found["people"] = sorted(
        (one.pk, one.given_name, one.family_name, str(one.birth_date), one.phone, one.town, one.merged_into_id)
        for one in Person.objects.all()
    )
    return found


@pytest.fixture
def twin(universe: Universe, family: Family) -> Person:
    """Emre, entered a second time with a slip, in a household and a relationship of his own."""
    by = family.by
    with working_as(by):
        made = people.register_person(
            by=by,
            file=family.file,
            given_name="Emre",
            family_name="Jilmaz",
            birth_date=dt.date(2012, 3, 11),
            role=FileRole.CHILD,
            phone="02303 1234",
            valid_from=dt.date(2025, 6, 1),
        )
        home = people.create_group(by=by, file=family.file, kind=GroupKind.HOUSEHOLD, members=[family.son, made])
        people.create_group(by=by, file=family.file, kind=GroupKind.FAMILY, members=[family.mother, made])
        people.leave_group(by=by, group=home, person=family.son, last_day=time.today())
        people.join_group(by=by, group=home, person=family.son, valid_from=time.today() + dt.timedelta(days=5))
        for child in (family.son, made):
            people.relate(by=by, file=family.file, person=family.mother, other=child, kind=RelationshipKind.PARENT)
        people.relate(by=by, file=family.file, person=family.son, other=made, kind=RelationshipKind.SIBLING)
    return made


def test_he_is_suggested_as_a_duplicate(universe: Universe, family: Family, twin: Person) -> None:
    with working_as(family.by):
        assert [one.person.pk for one in queries.possible_duplicates(family.by, family.son)] == [twin.pk]


def test_joined_he_is_one_everywhere(universe: Universe, family: Family, twin: Person) -> None:
    with working_as(family.by):
        actions.merge(by=family.by, file=family.file, kept=family.son, merged=twin, take=["phone"])
        kept = Person.objects.get(pk=family.son.pk)
        assert (kept.phone, kept.birth_date) == ("02303 1234", dt.date(2012, 11, 3))
        names = [one.person.given_name for one in people_in_file(family.file)]
        assert sorted(names) == ["Aylin", "Defne", "Emre"]
        for text in ("Emre Jilmaz", "Yilmaz 3.11.2012", "11.3.2012"):
            assert kept.pk in {one.person.pk for one in search(family.by, text)}, text
            assert twin.pk not in {one.person.pk for one in search(family.by, text)}, text
        picture = household_picture(family.file)
        assert all(member.person.pk != twin.pk for view in picture.groups for member in (*view.members, *view.past))
        fam = next(view for view in picture.groups if view.group.kind == GroupKind.FAMILY)
        assert {member.person.pk for member in fam.members} == {family.mother.pk, family.son.pk}
        assert present_record(Person.objects.get(pk=twin.pk)).pk == kept.pk


def test_taken_back_everything_is_as_it_was(universe: Universe, family: Family, twin: Person) -> None:
    with working_as(family.by):
        before = state()
        row = actions.merge(by=family.by, file=family.file, kept=family.son, merged=twin, take=["phone", "birth_date"])
        assert state() != before
        actions.undo_merge(by=family.by, row=row)
        after = state()
        assert after == before
        with pytest.raises(Conflict):
            actions.undo_merge(by=family.by, row=row)


def test_what_was_changed_since_stays(universe: Universe, family: Family, twin: Person) -> None:
    with working_as(family.by):
        row = actions.merge(by=family.by, file=family.file, kept=family.son, merged=twin, take=["phone", "birth_date"])
        kept = Person.objects.get(pk=family.son.pk)
        people.change_person(
            by=family.by, file=family.file, person=kept, expected=kept.version, phone="0152 999", town="Selm"
        )
        actions.undo_merge(by=family.by, row=PersonMerge.objects.get(pk=row.pk))
        kept, other = Person.objects.get(pk=family.son.pk), Person.objects.get(pk=twin.pk)
    assert (kept.phone, kept.town, kept.birth_date) == ("0152 999", "Selm", dt.date(2012, 11, 3))
    assert (other.phone, other.birth_date, other.merged_into_id) == ("02303 1234", dt.date(2012, 3, 11), None)


def test_a_chain_is_followed_and_undone_from_its_end(universe: Universe, family: Family, twin: Person) -> None:
    by = family.by
    with working_as(by):
        third = people.register_person(
            by=by, file=family.file, given_name="Emré", family_name="Yilmaz", role=FileRole.CHILD
        )
        before = state()
        first = actions.merge(by=by, file=family.file, kept=family.son, merged=twin)
        middle = state()
        son = Person.objects.get(pk=family.son.pk)
        second = actions.merge(by=by, file=family.file, kept=third, merged=son)
        assert present_record(Person.objects.get(pk=twin.pk)).pk == third.pk
        assert third.pk in {one.person.pk for one in search(by, "Jilmaz 11.3.2012")}
        with pytest.raises(Conflict):
            actions.undo_merge(by=by, row=PersonMerge.objects.get(pk=first.pk))
        actions.undo_merge(by=by, row=PersonMerge.objects.get(pk=second.pk))
        assert state() == middle
        actions.undo_merge(by=by, row=PersonMerge.objects.get(pk=first.pk))
        assert state() == before


def test_a_separated_pair_is_not_suggested_and_joined_only_on_purpose(
    universe: Universe, family: Family, twin: Person
) -> None:
    by = family.by
    with working_as(by):
        row = actions.merge(by=by, file=family.file, kept=family.son, merged=twin)
        actions.undo_merge(by=by, row=row)
        son, other = Person.objects.get(pk=family.son.pk), Person.objects.get(pk=twin.pk)
        assert queries.possible_duplicates(by, son) == []
        with pytest.raises(Conflict):
            actions.merge(by=by, file=family.file, kept=other, merged=son)
        actions.merge(by=by, file=family.file, kept=other, merged=son, although_separated=True)


def test_nobody_merges_what_reaches_into_a_file_he_does_not_see(
    universe: Universe, family: Family, twin: Person
) -> None:
    hidden: FamilyFile = universe.open_file("ben")
    tina, anna = universe.actor("tina"), family.by
    system = system_actor()
    with working_as(system):
        people.add_to_file(by=system, file=hidden, person=twin, role=FileRole.CHILD)
    with working_as(anna), pytest.raises(Conflict):
        actions.merge(by=anna, file=family.file, kept=family.son, merged=twin)
    with working_as(tina), pytest.raises(NotAllowed):
        actions.merge(by=tina, file=family.file, kept=family.son, merged=twin)
    with working_as(system):
        actions.merge(by=system, file=family.file, kept=family.son, merged=twin)


def test_merging_somebody_with_himself_or_twice_is_refused(universe: Universe, family: Family, twin: Person) -> None:
    by = family.by
    with working_as(by):
        with pytest.raises(ValidationError):
            actions.merge(by=by, file=family.file, kept=family.son, merged=family.son)
        actions.merge(by=by, file=family.file, kept=family.son, merged=twin)
        merged = Person.objects.get(pk=twin.pk)
        with pytest.raises(Conflict):
            actions.merge(by=by, file=family.file, kept=family.mother, merged=merged)

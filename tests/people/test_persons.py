"""Entering, changing, leaving: what the actions let through and what they refuse."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from chancennetz.access.constants import Facet
from chancennetz.access.context import working_as
from chancennetz.audit.models import AuditEntry
from chancennetz.core import time
from chancennetz.core.action import WriteOutsideAction
from chancennetz.core.actor import system_actor
from chancennetz.core.errors import Conflict, NotAllowed, StaleVersion
from chancennetz.people import actions, queries
from chancennetz.people.constants import FileRole, GroupKind, GroupType, RelationshipKind
from chancennetz.people.models import FilePerson, GroupMember, Person, PersonKey, Relationship
from tests.people.conftest import Family, enter_family
from tests.universe import Universe

TODAY = time.today


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("birth_date", dt.date(1, 1, 1)),
        ("birth_date", dt.date(9999, 12, 31)),
        ("birth_date", dt.date(1899, 12, 31)),
        ("given_name", " \x00\u202e "),
        ("family_name", ""),
        ("postcode", "5942"),
        ("given_name", "x" * 1_000_000),
        ("safe_contact", "x" * 1_000_000),
    ],
)
def test_bad_input_is_refused_and_nothing_is_written(
    universe: Universe, family: Family, field: str, value: object
) -> None:
    values: dict[str, object] = {"given_name": "Ali", "family_name": "Kaya"} | {field: value}
    with working_as(family.by):
        before = Person.objects.count()
        with pytest.raises(ValidationError):
            actions.register_person(by=family.by, file=family.file, **values)  # type: ignore[arg-type]
        assert Person.objects.count() == before


def test_marks_and_emoji_come_back_as_typed_without_direction_marks(universe: Universe, family: Family) -> None:
    with working_as(family.by):
        made = actions.register_person(
            by=family.by, file=family.file, given_name="Zoë🦊", family_name="\u202eאבג O’Neill", phone="02303\x00 1"
        )
        stored = Person.objects.get(pk=made.pk)
    assert (stored.given_name, stored.family_name, stored.phone) == ("Zoë🦊", "אבג O’Neill", "02303 1")


def test_an_unknown_field_is_a_programming_error(universe: Universe, family: Family) -> None:
    with working_as(family.by), pytest.raises(TypeError):
        actions.register_person(by=family.by, file=family.file, given_name="A", family_name="B", shoe_size=42)


def test_names_lie_sealed_in_the_database_and_keys_hold_none(universe: Universe, family: Family) -> None:
    with working_as(family.by), connection.cursor() as cursor:
        cursor.execute(
            "SELECT given_name, family_name, birth_date FROM people_person WHERE id = %s", [family.mother.pk]
        )
        for value in cursor.fetchone():
            assert b"Aylin" not in bytes(value)
            assert b"1988" not in bytes(value)


@pytest.mark.parametrize("who", ["carla", "ben", "cora", "jan", "paul", "dora", "admin"])
def test_others_cannot_enter_or_change_anybody(universe: Universe, family: Family, who: str) -> None:
    by = universe.actor(who)
    with working_as(by):
        with pytest.raises(NotAllowed):
            actions.register_person(by=by, file=family.file, given_name="A", family_name="B")
        with pytest.raises(NotAllowed):
            actions.change_person(by=by, file=family.file, person=family.mother, expected=1, given_name="X")
        assert Person.objects.count() == 0
        assert PersonKey.objects.count() == 0
        assert FilePerson.objects.count() == 0


def test_nobody_writes_a_person_outside_of_an_action(universe: Universe, family: Family) -> None:
    with working_as(family.by), pytest.raises(WriteOutsideAction):
        family.mother.save()


def test_changing_a_name_rebuilds_the_keys(universe: Universe, family: Family) -> None:
    with working_as(family.by):
        changed = actions.change_person(
            by=family.by, file=family.file, person=family.mother, expected=1, family_name="Demir", birth_name="Yılmaz"
        )
        assert changed == ["family_name", "birth_name"]
        assert queries.search(family.by, "Aylin Demir")[0].person.pk == family.mother.pk
        entry = AuditEntry.objects.filter(action="people.person.change").latest("created_at")
    assert entry.changed == ["birth_name", "family_name"]
    assert "Demir" not in str(vars(entry))


def test_two_tabs_do_not_overwrite_each_other(universe: Universe, family: Family) -> None:
    with working_as(family.by):
        actions.change_person(by=family.by, file=family.file, person=family.mother, expected=1, town="Kamen")
        with pytest.raises(StaleVersion):
            actions.change_person(by=family.by, file=family.file, person=family.mother, expected=1, town="Bergkamen")
        assert Person.objects.get(pk=family.mother.pk).town == "Kamen"


def test_entering_many_leaves_one_row_in_the_log_for_each(universe: Universe, family: Family) -> None:
    system = system_actor()
    rows = [
        actions.NewPerson(family.file.pk, f"Kind {number}", "Yılmaz", dt.date(2015, 1, 1 + number), FileRole.CHILD)
        for number in range(20)
    ]
    with working_as(system):
        before = AuditEntry.objects.filter(action="people.person.register").count()
        made = actions.register_many(by=system, rows=rows)
        after = AuditEntry.objects.filter(action="people.person.register").count()
    assert (len(made), after - before) == (20, 20)


def test_the_main_contact_is_one_and_does_not_leave_unreplaced(universe: Universe, family: Family) -> None:
    with working_as(family.by):
        with pytest.raises(Conflict):
            actions.leave_file(by=family.by, file=family.file, person=family.mother, last_day=TODAY())
        actions.set_main_contact(by=family.by, file=family.file, person=family.son)
        actions.leave_file(
            by=family.by, file=family.file, person=family.mother, last_day=TODAY() - dt.timedelta(days=1)
        )
        names = [one.person.given_name for one in queries.people_in_file(family.file)]
        ever = [one.person.given_name for one in queries.people_in_file(family.file, ever=True)]
        earlier = [one.person.given_name for one in queries.people_in_file(family.file, dt.date(2025, 6, 1))]
    assert names == ["Emre", "Defne"]
    assert ever == ["Emre", "Defne", "Aylin"]
    assert set(earlier) == {"Emre", "Defne", "Aylin"}


def test_somebody_comes_back_and_both_periods_stay(universe: Universe, family: Family) -> None:
    with working_as(family.by):
        actions.leave_file(by=family.by, file=family.file, person=family.son, last_day=dt.date(2025, 12, 31))
        with pytest.raises(Conflict):
            actions.add_to_file(
                by=family.by, file=family.file, person=family.son, role=FileRole.CHILD, valid_from=dt.date(2025, 12, 31)
            )
        actions.add_to_file(
            by=family.by, file=family.file, person=family.son, role=FileRole.CHILD, valid_from=dt.date(2026, 3, 1)
        )
        periods = [(row.valid_from, row.valid_to) for row in queries.memberships_of(family.file, family.son)]
    assert periods == [(dt.date(2026, 3, 1), None), (dt.date(2025, 1, 1), dt.date(2025, 12, 31))]


def test_a_person_whom_one_does_not_see_is_not_added(universe: Universe, family: Family) -> None:
    other = enter_family(universe, "carla")
    with working_as(other.by), pytest.raises(NotAllowed):
        actions.add_to_file(by=other.by, file=other.file, person=family.son, role=FileRole.CHILD)


# --- households ------------------------------------------------------------------------------------------------------


def test_moving_out_and_in_again_is_dated_and_never_overwritten(universe: Universe, family: Family) -> None:
    with working_as(family.by):
        home = actions.create_group(
            by=family.by,
            file=family.file,
            kind=GroupKind.HOUSEHOLD,
            members=[family.mother, family.son],
            valid_from=dt.date(2025, 1, 1),
        )
        actions.leave_group(by=family.by, group=home, person=family.son, last_day=dt.date(2025, 5, 31))
        with pytest.raises(Conflict):
            actions.leave_group(by=family.by, group=home, person=family.son, last_day=dt.date(2025, 6, 1))
        with pytest.raises(Conflict):
            actions.join_group(by=family.by, group=home, person=family.son, valid_from=dt.date(2025, 5, 31))
        actions.join_group(by=family.by, group=home, person=family.son, valid_from=dt.date(2025, 9, 1))

        def at_home(day: dt.date) -> list[str]:
            view = queries.household_picture(family.file, day).households[0]
            return [member.person.given_name for member in view.members]

        assert at_home(dt.date(2025, 5, 31)) == ["Aylin", "Emre"]
        assert at_home(dt.date(2025, 6, 1)) == ["Aylin"]
        assert at_home(dt.date(2025, 9, 1)) == ["Aylin", "Emre"]
        view = queries.household_picture(family.file, dt.date(2025, 6, 1)).households[0]
        assert [one.person.given_name for one in view.past] == ["Emre"]
        assert [one.person.given_name for one in view.coming] == ["Emre"]
        assert GroupMember.objects.filter(person=family.son).count() == 2


def test_a_child_may_live_in_two_households(universe: Universe, family: Family) -> None:
    with working_as(family.by):
        for label in ("bei Mama", "bei Papa"):
            actions.create_group(
                by=family.by, file=family.file, kind=GroupKind.HOUSEHOLD, members=[family.son], label=label
            )
        picture = queries.household_picture(family.file)
    assert [view.group.label for view in picture.households] == ["bei Mama", "bei Papa"]
    assert [one.person.given_name for one in picture.unplaced] == ["Aylin", "Defne"]


def test_strangers_do_not_move_in(universe: Universe, family: Family) -> None:
    other = enter_family(universe, "carla")
    with working_as(family.by), pytest.raises(Conflict):
        actions.create_group(by=family.by, file=family.file, kind=GroupKind.HOUSEHOLD, members=[other.mother])


@pytest.mark.parametrize("day", [dt.date(1, 1, 1), dt.date(9999, 12, 31)])
def test_impossible_days_are_refused(universe: Universe, family: Family, day: dt.date) -> None:
    with working_as(family.by):
        with pytest.raises(ValidationError):
            actions.create_group(
                by=family.by, file=family.file, kind=GroupKind.HOUSEHOLD, members=[family.son], valid_from=day
            )
        with pytest.raises(ValidationError):
            actions.leave_file(by=family.by, file=family.file, person=family.son, last_day=day)


def test_relationships_are_kept_once_and_make_sense(universe: Universe, family: Family) -> None:
    def relate(one: Person, other: Person, kind: RelationshipKind) -> Relationship:
        return actions.relate(by=family.by, file=family.file, person=one, other=other, kind=kind)

    with working_as(family.by):
        relate(family.mother, family.son, RelationshipKind.PARENT)
        with pytest.raises(ValidationError):
            relate(family.son, family.mother, RelationshipKind.PARENT)
        with pytest.raises(ValidationError):
            relate(family.son, family.son, RelationshipKind.SIBLING)
        relate(family.son, family.daughter, RelationshipKind.SIBLING)
        with pytest.raises(Conflict):
            relate(family.daughter, family.son, RelationshipKind.SIBLING)
        tie = Relationship.objects.get(kind=RelationshipKind.SIBLING)
        actions.end_relationship(by=family.by, relationship=tie, last_day=TODAY())
        relate(family.daughter, family.son, RelationshipKind.SIBLING)
        assert Relationship.objects.filter(kind=RelationshipKind.SIBLING).count() == 2


def test_guardians_go_before_parents_and_count_by_day(universe: Universe, family: Family) -> None:
    with working_as(family.by):
        aunt = actions.register_person(by=family.by, file=family.file, given_name="Hatice", family_name="Kaya")
        actions.relate(
            by=family.by, file=family.file, person=family.mother, other=family.son, kind=RelationshipKind.PARENT
        )
        assert queries.guardians_of(family.file, family.son) == [family.mother]
        actions.relate(by=family.by, file=family.file, person=aunt, other=family.son, kind=RelationshipKind.GUARDIAN)
        assert queries.guardians_of(family.file, family.son) == [aunt]
        assert queries.guardians_of(family.file, family.son, dt.date(2025, 2, 1)) == []
        assert queries.guardians_of(family.file, family.son, appointed_only=True) == [aunt]


def test_the_household_type_can_be_changed(universe: Universe, family: Family) -> None:
    with working_as(family.by):
        home = actions.create_group(by=family.by, file=family.file, kind=GroupKind.HOUSEHOLD, members=[family.mother])
        actions.change_group(by=family.by, group=home, type=GroupType.SINGLE, label="  zu\x00 Hause ")
        home.refresh_from_db()
    assert (home.type, home.label) == ("single", "zu Hause")


def test_visible_persons_follow_the_facet(universe: Universe, family: Family) -> None:
    with working_as(family.by):
        assert Person.objects.visible_to(family.by, Facet.IDENTITY).count() == 3

"""Recording, refusing and withdrawing with real persons: who signs, what is opened, what is told."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import ValidationError

from chancennetz.access import actions as access_actions
from chancennetz.access.constants import Facet, FileState, Role
from chancennetz.access.context import working_as
from chancennetz.access.models import Relation
from chancennetz.audit.models import AuditEntry
from chancennetz.consent import actions, queries, texts
from chancennetz.consent.constants import (
    TEXT_LANGUAGES,
    ConsentState,
    GivenBy,
    ReleasePurpose,
    SpecialCategory,
    TextKind,
)
from chancennetz.consent.models import ConfidentialityRelease, Consent, ConsentText
from chancennetz.core import time
from chancennetz.core.actor import system_actor
from chancennetz.core.errors import Conflict, NotAllowed
from chancennetz.duplicates import actions as duplicates
from chancennetz.people import actions as people_actions
from chancennetz.people.constants import FileRole, RelationshipKind
from chancennetz.people.models import Person
from tests.consent.test_access import release, seen
from tests.people.conftest import Family, enter_family
from tests.universe import Universe


def enter(family: Family, given_name: str, age: int | None, role: FileRole = FileRole.ADULT) -> Person:
    born = None if age is None else time.add_months(time.today(), -12 * age)
    return people_actions.register_person(
        by=family.by, file=family.file, given_name=given_name, family_name="Yılmaz", birth_date=born, role=role
    )


def custody(family: Family, holder: Person, child: Person, kind: RelationshipKind = RelationshipKind.GUARDIAN) -> None:
    people_actions.relate(by=family.by, file=family.file, person=holder, other=child, kind=kind)


def consent(family: Family, person: Person, **more: object) -> Consent:
    return actions.record_consent(by=family.by, file=family.file, person=person, **more)  # type: ignore[arg-type]


def wrong_field(caught: pytest.ExceptionInfo[ValidationError]) -> list[str]:
    return list(caught.value.message_dict)


def test_without_consent_no_notes_with_consent_notes(universe: Universe, family: Family) -> None:
    with working_as(family.by):
        assert not queries.has_processing_consent(family.file)
        with pytest.raises(Conflict):
            queries.require_processing_consent(family.file)
        given = consent(family, family.mother, special_categories=["health"])
        assert given.given_by == GivenBy.SELF
        assert given.special_categories == [SpecialCategory.HEALTH]
        assert queries.has_processing_consent(family.file)
        queries.require_processing_consent(family.file)


def test_withdrawn_between_opening_and_saving_nothing_is_covered_any_more(universe: Universe, family: Family) -> None:
    with working_as(family.by):
        given = consent(family, family.mother)
        queries.require_processing_consent(family.file)
        actions.withdraw(by=family.by, declaration=given)
        with pytest.raises(Conflict) as caught:
            queries.require_processing_consent(family.file)
    assert "nichts gespeichert" in str(caught.value)


def test_a_consent_with_an_end_ends(universe: Universe, family: Family) -> None:
    last = time.today() + dt.timedelta(days=10)
    with working_as(family.by):
        consent(family, family.mother, valid_to=last)
        assert queries.has_processing_consent(family.file, last)
        assert not queries.has_processing_consent(family.file, last + dt.timedelta(days=1))
        assert [view.state for view in queries.ending_soon(family.by)] == [ConsentState.ENDING]


def test_a_child_of_fourteen_needs_a_guardian_and_a_young_person_of_fifteen_signs_too(
    universe: Universe, family: Family
) -> None:
    with working_as(family.by):
        child, youth = enter(family, "Can", 14, FileRole.CHILD), enter(family, "Ece", 15, FileRole.CHILD)
        for one in (child, youth):
            with pytest.raises(ValidationError) as caught:
                consent(family, one)
            assert wrong_field(caught) == ["guardian"]
            custody(family, family.mother, one)
        assert consent(family, child, guardian=family.mother).given_by == GivenBy.GUARDIAN
        assert consent(family, youth, guardian=family.mother).given_by == GivenBy.BOTH
        with pytest.raises(ValidationError) as caught:
            consent(family, youth, given_by=GivenBy.SELF)
        assert wrong_field(caught) == ["given_by"]


def test_with_shared_custody_both_sign(universe: Universe, family: Family) -> None:
    with working_as(family.by):
        father = enter(family, "Murat", 41)
        for parent in (family.mother, father):
            custody(family, parent, family.daughter)
        with pytest.raises(ValidationError) as caught:
            consent(family, family.daughter, guardian=family.mother)
        assert wrong_field(caught) == ["second_guardian"]
        consent(family, family.daughter, guardian=family.mother, second_guardian=father)


def test_an_uncle_without_custody_does_not_sign(universe: Universe, family: Family) -> None:
    with working_as(family.by):
        uncle = enter(family, "Orhan", 50)
        with pytest.raises(ValidationError) as caught:
            consent(family, family.daughter, guardian=uncle)
    assert wrong_field(caught) == ["guardian"]


def test_custody_that_has_ended_counts_no_more(universe: Universe, family: Family) -> None:
    with working_as(family.by):
        tie = people_actions.relate(
            by=family.by,
            file=family.file,
            person=family.mother,
            other=family.daughter,
            kind=RelationshipKind.GUARDIAN,
            valid_from=dt.date(2025, 1, 1),
        )
        people_actions.end_relationship(by=family.by, relationship=tie, last_day=time.today() - dt.timedelta(days=1))
        with pytest.raises(ValidationError):
            consent(family, family.daughter, guardian=family.mother)


def test_an_adult_with_an_appointed_guardian(universe: Universe, family: Family) -> None:
    with working_as(family.by):
        carer = enter(family, "Bettina", 55)
        with pytest.raises(ValidationError):
            consent(family, family.mother, given_by=GivenBy.GUARDIAN, guardian=carer)
        custody(family, carer, family.mother)
        consent(family, family.mother, given_by=GivenBy.GUARDIAN, guardian=carer)
        assert consent(family, family.mother).given_by == GivenBy.SELF


def test_a_stranger_to_the_file_cannot_consent_in_it(universe: Universe, family: Family) -> None:
    other = enter_family(universe, "carla")
    with working_as(family.by), pytest.raises(Conflict):
        consent(family, other.mother)


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"signed_on": dt.date(2099, 1, 1)}, "signed_on"),
        ({"signed_on": dt.date(1, 1, 1)}, "signed_on"),
        ({"valid_from": dt.date(2020, 1, 1)}, "valid_from"),
        ({"valid_to": dt.date(2020, 1, 1)}, "valid_to"),
        ({"special_categories": ["everything"]}, "special_categories"),
    ],
)
def test_a_consent_that_would_not_be_valid_is_refused(
    universe: Universe, family: Family, values: dict[str, object], field: str
) -> None:
    with working_as(family.by):
        with pytest.raises(ValidationError) as caught:
            consent(family, family.mother, **values)
        assert Consent.objects.count() == 0
    assert wrong_field(caught) == [field]


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"valid_to": None}, "valid_to"),
        ({"valid_to": dt.date(9999, 12, 31)}, "valid_to"),
        ({"facets": []}, "facets"),
        ({"facets": ["entrusted"]}, "facets"),
        ({"facets": ["health"]}, "special_categories"),
        ({"recipient_role": "statistics"}, "recipient_role"),
        ({"recipient_role": "project_lead"}, "recipient_role"),
        ({"recipient": "werkhof"}, "recipient"),
    ],
)
def test_a_release_that_would_not_be_valid_opens_nothing(
    universe: Universe, family: Family, values: dict[str, object], field: str
) -> None:
    if "recipient" in values:
        values = {"recipient": universe.organisations[str(values["recipient"])]}
    with pytest.raises(ValidationError) as caught:
        release(universe, family, **values)
    assert wrong_field(caught) == [field]
    assert seen(universe, "jan") == (0, 0)
    with working_as(family.by):
        assert ConfidentialityRelease.objects.count() == 0


def test_the_wrong_recipient_sees_nothing(universe: Universe, family: Family) -> None:
    release(universe, family, recipient=universe.organisations["unna"], recipient_role=Role.COORDINATOR)
    assert seen(universe, "cora") == (1, 1)
    assert seen(universe, "jan") == (0, 0)


def test_the_right_office_in_the_wrong_role_sees_nothing(universe: Universe, family: Family) -> None:
    release(universe, family, recipient_role=Role.COORDINATOR)
    assert seen(universe, "jan") == (0, 0)


def test_a_recipient_outside_of_the_platform_opens_nothing(universe: Universe, family: Family) -> None:
    given = release(universe, family, recipient_role="")
    with working_as(family.by):
        assert not Relation.objects.filter(basis_id=given.pk).exists()
        told = actions.withdraw(by=family.by, declaration=given)
    assert [str(one.organisation) for one in told] == ["Jobcenter Musterkreis"]


def test_health_is_opened_only_with_a_tick_of_its_own(universe: Universe, family: Family) -> None:
    release(universe, family, facets=[Facet.HEALTH], special_categories=["health"])
    assert seen(universe, "jan", Facet.HEALTH)[0] == 1


def test_a_refusal_opens_nothing_and_is_not_withdrawn(universe: Universe, family: Family) -> None:
    with working_as(family.by):
        said_no = [
            actions.record_refusal(by=family.by, file=family.file, person=family.mother, kind=TextKind.PROCESSING),
            actions.record_refusal(
                by=family.by,
                file=family.file,
                person=family.mother,
                kind=TextKind.RELEASE,
                recipient=universe.organisations["jobcenter"],
                recipient_role=Role.JOB_CENTRE,
            ),
        ]
        assert {queries.view_of(one).state for one in said_no} == {ConsentState.REFUSED}
        assert not queries.has_processing_consent(family.file)
        for one in said_no:
            with pytest.raises(Conflict):
                actions.withdraw(by=family.by, declaration=one)
        with pytest.raises(ValidationError):
            actions.record_refusal(by=family.by, file=family.file, person=family.mother, kind=TextKind.RELEASE)
    assert seen(universe, "jan") == (0, 0)


def test_when_the_consent_goes_the_releases_of_the_same_person_go(universe: Universe, family: Family) -> None:
    with working_as(family.by):
        given = consent(family, family.mother)
    release(universe, family)
    with working_as(family.by):
        told = actions.withdraw(by=family.by, declaration=given)
    assert [str(one.organisation) for one in told] == ["Jobcenter Musterkreis"]
    assert seen(universe, "jan") == (0, 0)


def test_while_a_second_consent_holds_the_releases_stay(universe: Universe, family: Family) -> None:
    with working_as(family.by):
        first, _second = consent(family, family.mother), consent(family, family.mother)
    release(universe, family)
    with working_as(family.by):
        assert actions.withdraw(by=family.by, declaration=first) == []
    assert seen(universe, "jan") == (1, 1)


def test_a_withdrawal_is_recorded_also_in_a_closed_file(universe: Universe, family: Family) -> None:
    given = release(universe, family)
    with working_as(family.by):
        access_actions.close_file(by=family.by, file=family.file, day=time.today())
        family.file.refresh_from_db()
        assert family.file.state == FileState.CLOSED
        with pytest.raises(NotAllowed):
            consent(family, family.mother)
        actions.withdraw(by=family.by, declaration=ConfidentialityRelease.objects.get(pk=given.pk))
    assert seen(universe, "jan") == (0, 0)


def test_a_release_that_begins_later_can_be_withdrawn_before(universe: Universe, family: Family) -> None:
    given = release(universe, family, valid_from=time.today() + dt.timedelta(days=7))
    assert seen(universe, "jan") == (0, 0)
    with working_as(family.by):
        actions.withdraw(by=family.by, declaration=given)
        assert not Relation.objects.filter(basis_id=given.pk).exists()


@pytest.mark.parametrize("who", ["carla", "ben", "cora", "jan", "paul", "dora", "admin", "tina"])
def test_others_record_nothing(universe: Universe, family: Family, who: str) -> None:
    by = universe.actor(who)
    with working_as(by), pytest.raises(NotAllowed):
        actions.record_consent(by=by, file=family.file, person=family.mother)
    with pytest.raises(NotAllowed):
        release(universe, family, who)


def test_the_recipient_cannot_withdraw_for_the_family(universe: Universe, family: Family) -> None:
    given = release(universe, family)
    jan = universe.actor("jan")
    with working_as(jan), pytest.raises(NotAllowed):
        actions.withdraw(by=jan, declaration=given)
    assert seen(universe, "jan") == (1, 1)


def test_the_platform_may_enter_old_declarations_and_they_open_nothing(universe: Universe, family: Family) -> None:
    system = system_actor()
    with working_as(system):
        given = actions.record_release(
            by=system,
            file=family.file,
            person=family.mother,
            recipient=universe.organisations["jobcenter"],
            recipient_role=Role.JOB_CENTRE,
            facets=[Facet.PLAN],
            purpose=ReleasePurpose.PLACEMENT,
            signed_on=dt.date(2024, 2, 1),
            valid_to=dt.date(2024, 8, 1),
        )
        assert queries.view_of(given).state is ConsentState.EXPIRED
        assert not Relation.objects.filter(basis_id=given.pk).exists()


def test_everything_stands_in_the_log_without_content(universe: Universe, family: Family) -> None:
    given = release(universe, family, purpose_text="Konferenz zur Kita")
    with working_as(family.by):
        actions.withdraw(by=family.by, declaration=given, note="am Telefon")
        rows = list(AuditEntry.objects.filter(object_id=str(given.pk)).order_by("created_at"))
    assert {row.action for row in rows} >= {"consent.release", "consent.withdraw", "access.release.cut"}
    for row in rows:
        assert "Kita" not in str(vars(row))
        assert "Telefon" not in str(vars(row))


def test_the_register_holds_numbers_and_no_names(universe: Universe, family: Family) -> None:
    given = release(universe, family)
    with working_as(family.by):
        consent(family, family.mother)
        actions.withdraw(by=family.by, declaration=given)
    dora = universe.actor("dora")
    with working_as(dora):
        rows = queries.register()
    assert [(row.number, row.kind, row.recipient, row.state) for row in rows] == [
        (family.file.number, TextKind.RELEASE, "Jobcenter Musterkreis", ConsentState.WITHDRAWN),
        (family.file.number, TextKind.PROCESSING, "", ConsentState.VALID),
    ]
    for who in ("admin", "carla", "paul"):
        with working_as(universe.actor(who)):
            assert queries.register() == []


def test_declarations_of_a_file_cost_the_same_for_few_and_many(
    universe: Universe, family: Family, django_assert_max_num_queries: object
) -> None:
    for _count in range(6):
        release(universe, family)
    with working_as(family.by):
        consent(family, family.mother)
        with django_assert_max_num_queries(3):  # type: ignore[operator]
            views = queries.declarations_of(family.file)
            assert [view.declaration.person.full_name for view in views] == ["Aylin Yılmaz"] * 7
        assert "Jobcenter Musterkreis" in views[-1].sentence + views[0].sentence


def test_wordings_are_stored_once_and_a_new_one_is_a_new_version(
    universe: Universe, family: Family, tmp_path: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert texts.ensure() == 0
    assert set(ConsentText.objects.values_list("kind", "language", "number")) == {
        (kind, language, 1) for kind in ("processing", "release") for language in TEXT_LANGUAGES
    }
    for kind in TextKind:
        body = queries.present_text(kind, "de").body
        for needed in ("freiwillig", "Nein", "anders überlegen", "Gesundheit", "§ 67b"):
            assert needed in body
    assert queries.present_text(TextKind.RELEASE, "xx").language == "de"
    changed = texts.FOLDER / "release_de.toml"
    content = changed.read_text(encoding="utf-8").replace("Wer Sie berät", "Wer Sie begleitet")
    (tmp_path / "release_de.toml").write_text(content, encoding="utf-8")  # type: ignore[operator]
    monkeypatch.setattr(texts, "FOLDER", tmp_path)
    assert texts.ensure() == 1
    assert queries.present_text(TextKind.RELEASE, "de").number == 2
    assert "Wer Sie berät" in ConsentText.objects.get(kind="release", language="de", number=1).body


def test_joined_persons_take_their_declarations_along_and_back(universe: Universe, family: Family) -> None:
    with working_as(family.by):
        twin = enter(family, "Aylin", 38)
        given = consent(family, twin)
        row = duplicates.merge(by=family.by, file=family.file, kept=family.mother, merged=twin)
        assert Consent.objects.get(pk=given.pk).person_id == family.mother.pk
        duplicates.undo_merge(by=family.by, row=row)
        assert Consent.objects.get(pk=given.pk).person_id == twin.pk

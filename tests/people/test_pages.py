"""The pages of persons and households, as several roles."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest
from django.test import Client
from django.urls import reverse

from chancennetz.access.context import working_as
from chancennetz.audit.models import AuditEntry
from chancennetz.people import actions, queries
from chancennetz.people.constants import FileRole, GroupKind, RelationshipKind
from chancennetz.people.models import FilePerson, GroupMember, Person
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


def test_searching_by_post_finds_and_says_why(universe: Universe, family: Family) -> None:
    client = signed_in(universe, "anna")
    address = reverse("people:search_fragment")
    page = client.post(address, {"q": "Jilmaz 4.12.1988"}).content.decode()
    assert "Aylin Yılmaz" in page
    assert "vertauschtem Tag und Monat" in page
    assert family.file.number in page
    assert "niemand" in client.post(address, {"q": "Zzyzx"}).content.decode()
    assert "Aylin" not in signed_in(universe, "carla").post(address, {"q": "Yilmaz"}).content.decode()
    for name in ("paul", "admin", "stefan", "dora", "pia"):
        assert signed_in(universe, name).post(address, {"q": "Yilmaz"}).status_code == 404


def test_known_elsewhere_says_yes_or_no_and_never_who(universe: Universe, family: Family) -> None:
    values = {"given_name": "Ailin", "family_name": "Jilmaz", "birth_date": "12.04.1988"}
    page = signed_in(universe, "carla").post(reverse("people:search_fragment"), values).content.decode()
    assert "anderswo bekannt" in page
    for secret in ("Aylin", "Yılmaz", family.file.number, "Werkhof", "Anna"):
        assert secret not in page
    values["birth_date"] = "13.07.1988"
    page = signed_in(universe, "carla").post(reverse("people:search_fragment"), values).content.decode()
    assert "anderswo bekannt" not in page
    own = signed_in(universe, "anna").post(reverse("people:search_fragment"), values | {"birth_date": "12.04.1988"})
    assert "anderswo bekannt" not in own.content.decode()
    asked = AuditEntry.objects.filter(action="people.known_elsewhere")
    with working_as(universe.actor("dora")):
        assert sorted(asked.values_list("basis", flat=True)) == ["no", "no", "yes"]


def test_every_reading_is_logged(universe: Universe, family: Family) -> None:
    signed_in(universe, "anna").get(at(family, "person", family.son.pk))
    with working_as(universe.actor("dora")):
        row = AuditEntry.objects.filter(action="read people:person").get()
    assert {family.son.pk, family.file.pk} <= set(row.subject_ids)


@pytest.mark.parametrize(
    ("field", "value", "word"),
    [
        ("birth_date", "01.01.0001", "1900"),
        ("birth_date", "31.12.9999", "Zukunft"),
        ("birth_date", "gestern", "gibt es nicht"),
        ("postcode", "5942", "fünf Ziffern"),
        ("given_name", "", "füllen Sie"),
        ("given_name", "a\x00b", "unsichtbares Zeichen"),
        ("given_name", "x" * 1_000_000, "Höchstens"),
        ("email", "keine", "E-Mail"),
    ],
)
def test_bad_input_comes_back_with_a_friendly_word(
    universe: Universe, family: Family, field: str, value: str, word: str
) -> None:
    values = {
        "given_name": "Aylin", "family_name": "Yılmaz", "language": "tr", "version": "1", "birth_date": "12.04.1988",
    } | {field: value}  # fmt: skip
    answer = signed_in(universe, "anna").post(at(family, "person_edit", family.mother.pk), values)
    assert answer.status_code == 422
    assert word in answer.content.decode()
    with working_as(family.by):
        assert Person.objects.get(pk=family.mother.pk).version == 1


def test_two_tabs_show_both_versions_and_saving_mine_keeps_nothing_hidden(universe: Universe, family: Family) -> None:
    client = signed_in(universe, "anna")
    address = at(family, "person_edit", family.mother.pk)
    values = {"given_name": "Aylin", "family_name": "Yılmaz", "language": "tr", "version": "1"}
    assert client.post(address, values | {"town": "Kamen"}).status_code == 302
    conflict = client.post(address, values | {"town": "Bergkamen 🦊"})
    page = conflict.content.decode()
    assert conflict.status_code == 409
    assert "Kamen" in page
    assert "Bergkamen 🦊" in page
    assert client.post(address, values | {"town": "Bergkamen 🦊", "version": "2"}).status_code == 302
    with working_as(family.by):
        assert Person.objects.get(pk=family.mother.pk).town == "Bergkamen 🦊"


def test_a_double_click_enters_one_person(universe: Universe, family: Family) -> None:
    client = signed_in(universe, "anna")
    values = {
        "role": "child", "given_name": "Can", "family_name": "Yılmaz", "language": "de", "valid_from": "2026-01-01",
        "idempotency_token": str(uuid.uuid4()),
    }  # fmt: skip
    answers = [client.post(at(family, "person_new"), values) for _click in range(2)]
    assert [answer.status_code for answer in answers] == [302, 302]
    assert answers[0]["Location"] == answers[1]["Location"]
    with working_as(family.by):
        assert FilePerson.objects.filter(file=family.file).count() == 4


def test_a_household_is_entered_changed_and_left_on_the_pages(universe: Universe, family: Family) -> None:
    client = signed_in(universe, "anna")
    values = {"kind": "household", "members": [str(family.mother.pk), str(family.son.pk)], "valid_from": "2025-01-01"}
    assert client.post(at(family, "group_new"), values).status_code == 302
    with working_as(family.by):
        view = queries.household_picture(family.file).households[0]
    assert view.group.type == "single_parent"
    group = view.group.pk
    assert client.post(at(family, "group_edit", group), {"type": "other", "label": "Zu Hause"}).status_code == 302
    joining = {"person": str(family.daughter.pk), "valid_from": "2025-02-01"}
    assert client.post(at(family, "group_join", group), joining).status_code == 302
    twice = client.post(at(family, "group_join", group), joining)
    assert (twice.status_code, "schon hier" in twice.content.decode()) == (422, True)
    leaving = at(family, "group_leave", group, family.son.pk)
    early = client.post(leaving, {"last_day": "2024-12-31"})
    assert (early.status_code, "vor dem ersten" in early.content.decode()) == (422, True)
    assert client.post(leaving, {"last_day": "2025-12-31"}).status_code == 302
    page = client.get(at(family, "household")).content.decode()
    assert "Wohnte früher hier" in page
    assert "von 01.01.2025 bis 31.12.2025" in page
    with working_as(family.by):
        assert GroupMember.objects.count() == 3


def test_relationships_are_entered_and_ended_on_the_pages(universe: Universe, family: Family) -> None:
    client = signed_in(universe, "anna")
    values = {
        "person": str(family.mother.pk),
        "kind": "parent",
        "other": str(family.son.pk),
        "valid_from": "2025-01-01",
    }
    assert client.post(at(family, "relationship_new"), values).status_code == 302
    wrong = client.post(at(family, "relationship_new"), values | {"other": str(family.mother.pk)})
    assert (wrong.status_code, "verschiedene Personen" in wrong.content.decode()) == (422, True)
    with working_as(family.by):
        tie = queries.household_picture(family.file).relationships[0]
    ending = at(family, "relationship_end", tie.pk)
    assert client.get(ending).status_code == 200
    assert client.post(ending, {"last_day": "2025-12-31"}).status_code == 302
    assert "Frühere Beziehungen" in client.get(at(family, "household")).content.decode()


def test_the_main_contact_is_changed_and_somebody_leaves_on_the_pages(universe: Universe, family: Family) -> None:
    client = signed_in(universe, "anna")
    refused = client.post(at(family, "person_leave", family.mother.pk), {"last_day": "2026-01-01"})
    assert (refused.status_code, "Ansprechperson" in refused.content.decode()) == (422, True)
    assert client.post(at(family, "main_contact", family.son.pk)).status_code == 302
    assert client.post(at(family, "person_leave", family.mother.pk), {"last_day": "2026-01-01"}).status_code == 302
    with working_as(family.by):
        assert [one.person.given_name for one in queries.people_in_file(family.file)] == ["Emre", "Defne"]


def test_foreign_and_missing_ids_answer_alike(universe: Universe, family: Family) -> None:
    client = signed_in(universe, "anna")
    for page in PAGES:
        assert client.get(at(family, page, missing_id())).status_code == 404
    assert client.get(at(family, "group_join", missing_id())).status_code == 404
    assert client.get(at(family, "relationship_end", missing_id())).status_code == 404


def test_pages_cost_the_same_for_small_and_large_families(
    universe: Universe, family: Family, django_assert_max_num_queries: object
) -> None:
    with_home(family)
    with working_as(family.by):
        for number in range(12):
            actions.register_person(
                by=family.by, file=family.file, given_name=f"Kind {number}", family_name="Yılmaz", role=FileRole.CHILD
            )
    client = signed_in(universe, "anna")
    client.get(at(family, "household"))
    with django_assert_max_num_queries(25):  # type: ignore[operator]
        assert client.get(at(family, "household")).status_code == 200

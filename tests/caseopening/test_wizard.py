"""A new family, step by step, as a browser sends it."""

from __future__ import annotations

import datetime as dt
import io
import re
import uuid

import pypdfium2
import pytest
from django.test import Client
from django.urls import reverse

from chancennetz.access.constants import Facet
from chancennetz.access.context import working_as
from chancennetz.access.models import FamilyFile
from chancennetz.assessments.queries import may_note
from chancennetz.audit.models import AuditEntry
from chancennetz.casework.models import Case
from chancennetz.consent.models import Consent
from chancennetz.core import time
from chancennetz.core.actor import system_actor
from chancennetz.participation import queries
from chancennetz.people.models import FilePerson, GroupMember, Person, Relationship
from chancennetz.people.queries import people_in_file
from tests.casework import world as worlds
from tests.universe import Universe

Data = dict[str, object]


@pytest.fixture
def anna(client: Client, universe: Universe) -> Client:
    worlds.build_programme(universe)
    client.force_login(universe.users["anna"])
    return client


def begin(client: Client, **changes: str) -> str:
    """Search, find nobody, and begin; returns the address of the first step."""
    data = {"given_name": "Ayşe", "family_name": "Kaya", "birth_date": "17.5.1990"} | changes
    assert client.post(reverse("caseopening:search"), data).status_code == 200
    answer = client.post(reverse("caseopening:search"), data | {"go": "begin"})
    assert answer.status_code == 302
    return str(answer["Location"])


def row(number: int, role: str, given: str, family: str = "Kaya", born: str = "") -> Data:
    return {
        f"p-{number}-role": role,
        f"p-{number}-person_id": "",
        f"p-{number}-given_name": given,
        f"p-{number}-family_name": family,
        f"p-{number}-birth_date": born,
        f"p-{number}-gender": "",
    }


PERSONS: Data = {
    "p-TOTAL_FORMS": "4",
    "p-INITIAL_FORMS": "0",
    **row(0, "adult", "Ayşe", born="17.05.1990"),
    **row(1, "adult", "Murat", born="03.02.1988"),
    **row(2, "child", "Elif", family="", born="01.09.2018"),
    **row(3, "child", "", family="Kaya"),
    "go": "next",
}
HOME: Data = {
    "lives_1": "2",
    "lives_2": "1",
    "parents_2": ["0", "1"],
    "household_type": "single_parent",
    "second_type": "single",
    "street": "Markt 1",
    "postcode": "59423",
    "town": "Unna",
    "phone": "02303 123",
    "safe_contact": "",
    "go": "next",
}


def reason(**changes: object) -> Data:
    return {
        "channel": "day_care",
        "channel_place": "Kita Sonnenblume",
        "first_contact_on": time.today().isoformat(),
        "concern": "Wir brauchen eine größere Wohnung.",
        "case_type": "existence",
        "participants": ["0"],
        "modules": ["basic", "benefits"],
        "go": "next",
    } | changes


def signed(**changes: object) -> Data:
    return {
        "signers": ["0", "1"],
        "signed_on": time.today().isoformat(),
        "form": "paper",
        "language": "de",
        "interpreter": "",
        "go": "next",
    } | changes


def all_steps(client: Client, **consent: object) -> str:
    address = begin(client)
    for data in (PERSONS, HOME, reason()):
        answer = client.post(address, data)
        assert answer.status_code == 302, answer.content.decode()
        address = answer["Location"]
    answer = client.post(address, signed(**consent))
    assert answer.status_code == 302, answer.content.decode()
    return str(answer["Location"])


def test_a_family_in_four_steps(anna: Client, universe: Universe) -> None:
    address = all_steps(anna)
    with working_as(universe.actor("anna")):
        case = Case.objects.select_related("file").get()
        assert address == reverse("portal:family", args=[case.file_id])
        names = [one.person.full_name for one in people_in_file(case.file)]
        assert names == ["Ayşe Kaya", "Murat Kaya", "Elif Kaya"]
        mother = people_in_file(case.file)[0].person
        assert (mother.town, mother.phone, mother.birth_date) == ("Unna", "02303 123", dt.date(1990, 5, 17))
        assert Person.objects.count() == 3
        assert GroupMember.objects.values("group_id").distinct().count() == 2
        assert Relationship.objects.count() == 2
        assert Consent.objects.count() == 3
        assert (case.channel, case.case_type, case.concern) == (
            "day_care",
            "existence",
            "Wir brauchen eine größere Wohnung.",
        )
        assert queries.participants_of(case.file)[0].modules == ["basic", "benefits"]
        assert FilePerson.objects.get(is_main_contact=True).person_id == mother.id
    assert anna.get(address).status_code == 200
    assert worlds.tallies() == worlds.recount()


def test_a_child_is_covered_only_when_all_its_parents_have_signed(anna: Client, universe: Universe) -> None:
    all_steps(anna, signers=["0"])
    with working_as(universe.actor("anna")):
        assert [one.person.given_name for one in Consent.objects.select_related("person")] == ["Ayşe"]


def test_the_second_click_finds_the_same_family(anna: Client, universe: Universe) -> None:
    address = begin(anna)
    for data in (PERSONS, HOME, reason()):
        address = anna.post(address, data)["Location"]
    first = anna.post(address, signed())
    second = anna.post(address, signed())
    assert first["Location"] == second["Location"]
    assert anna.get(address)["Location"] == first["Location"]
    with working_as(universe.actor("anna")):
        assert FamilyFile.objects.count() == 1


def test_going_back_loses_nothing_not_even_half_filled_steps(anna: Client, universe: Universe) -> None:
    persons = begin(anna)
    home = anna.post(persons, PERSONS)["Location"]
    answer = anna.post(home, HOME | {"postcode": "12", "town": "Kamen", "go": "back"})
    assert answer["Location"] == persons
    assert "Murat" in anna.get(persons).content.decode()
    text = anna.get(home).content.decode()
    assert 'value="Kamen"' in text
    assert 'value="12"' in text
    assert anna.post(home, HOME | {"postcode": "12"}).status_code == 422
    with working_as(universe.actor("anna")):
        assert not FamilyFile.objects.exists()


def test_more_rows_without_script(anna: Client) -> None:
    address = begin(anna)
    only_one = {name: value for name, value in PERSONS.items() if name.startswith("p-0")}
    data = {"p-TOTAL_FORMS": "1", "p-INITIAL_FORMS": "0", **only_one, "add": "child"}
    answer = anna.post(address, data)
    assert answer["Location"] == f"{address}#p-1"
    text = anna.get(address).content.decode()
    assert 'name="p-1-given_name"' in text
    assert "Ayşe" in text


@pytest.mark.parametrize(
    "wrong",
    [
        row(0, "adult", "", family="", born=""),
        row(0, "child", "Elif"),
        row(0, "adult", "Ayşe", born="31.02.1990"),
        row(0, "adult", "Ayşe", born="01.01.0001"),
        row(0, "adult", "Ayşe", born="31.12.9999"),
        {"p-TOTAL_FORMS": "100000"},
        {"p-TOTAL_FORMS": "viele"},
        {"p-0-person_id": "keine"},
    ],
)
def test_wrong_persons_come_back(anna: Client, wrong: Data) -> None:
    address = begin(anna)
    first = {name: value for name, value in PERSONS.items() if name.startswith(("p-0", "p-INITIAL", "go"))}
    answer = anna.post(address, {"p-TOTAL_FORMS": "1"} | first | wrong)
    assert answer.status_code == 422
    assert anna.get(address.replace("persons", "consent"))["Location"] == address


def test_a_wrong_date_in_the_last_step_opens_nothing(anna: Client, universe: Universe) -> None:
    address = begin(anna)
    for data in (PERSONS, HOME, reason()):
        address = anna.post(address, data)["Location"]
    for wrong in ({"signed_on": "9999-12-31"}, {"signers": []}, {"signed_on": "0001-01-01"}, {"form": "oral"}):
        assert anna.post(address, signed(**wrong)).status_code == 422
    late = reason(first_contact_on=(time.today() + dt.timedelta(days=3)).isoformat())
    anna.post(address.replace("consent", "reason"), late)
    assert anna.post(address, signed()).status_code == 422
    with working_as(universe.actor("anna")):
        assert not FamilyFile.objects.exists()
        assert not Person.objects.exists()


def test_search_before_create_is_forced(anna: Client) -> None:
    address = reverse("caseopening:step", args=[uuid.uuid4(), "persons"])
    assert anna.get(address)["Location"] == reverse("caseopening:search")
    assert anna.post(address, PERSONS)["Location"] == reverse("caseopening:search")


def test_the_search_finds_known_people_and_hints_at_others(anna: Client, client: Client, universe: Universe) -> None:
    worlds.open_case(universe)
    data = {"given_name": "Ayse", "family_name": "Kaja", "birth_date": "17.5.1990"}
    assert "Ayşe Kaya" in anna.post(reverse("caseopening:search"), data).content.decode()
    client.force_login(universe.users["carla"])
    text = client.post(reverse("caseopening:search"), data).content.decode()
    assert "Ayşe Kaya" not in text
    assert "anderswo bekannt" in text


def test_a_known_person_begins_a_second_file(anna: Client, universe: Universe) -> None:
    case = worlds.open_case(universe)
    with working_as(universe.actor("anna")):
        mother = FilePerson.objects.filter(file=case.file, is_main_contact=True).get().person_id
    address = begin(anna, person=str(mother))
    assert "Kaya" in anna.get(address).content.decode()
    client = Client()
    client.force_login(universe.users["carla"])
    other = begin(client, given_name="Eva", family_name="Ott", person=str(mother))
    text = client.get(other).content.decode()
    assert "Kaya" not in text
    assert str(mother) not in text


def test_the_draft_belongs_to_one_person(anna: Client, universe: Universe) -> None:
    address = begin(anna)
    other = Client()
    other.force_login(universe.users["ben"])
    assert other.get(address)["Location"] == reverse("caseopening:search")


def test_the_sheet_is_printed_before_anything_is_saved(anna: Client) -> None:
    address = begin(anna)
    anna.post(address, PERSONS)
    wizard_id = address.rstrip("/").split("/")[-2]
    answer = anna.get(reverse("caseopening:sheet", args=[wizard_id]) + "?language=de&large=1")
    assert answer.content.startswith(b"%PDF")


@pytest.mark.parametrize("name", ["cora", "jan", "paul", "admin", "stefan", "pia", "dora", "nele", "eva"])
def test_others_open_no_family(client: Client, universe: Universe, name: str) -> None:
    client.force_login(universe.users[name])
    assert client.get(reverse("caseopening:search")).status_code == 404
    assert client.post(reverse("caseopening:search"), {"family_name": "Kaya"}).status_code == 404


def test_an_organisation_outside_of_the_programme_has_no_participants(client: Client, universe: Universe) -> None:
    client.force_login(universe.users["anna"])
    address = begin(client)
    for data in (PERSONS, HOME):
        address = client.post(address, data)["Location"]
    assert 'name="participants"' not in client.get(address).content.decode()
    address = client.post(address, reason())["Location"]
    assert client.post(address, signed()).status_code == 302
    with working_as(system_actor()):
        assert Case.objects.count() == 1
        assert not queries.participations_of([Case.objects.get().file_id])
    assert AuditEntry.objects.filter(action="casework.case.add").count() == 1


def test_the_first_consent_holds_the_ticks_of_each_person_so_that_no_page_asks_again(
    anna: Client, universe: Universe
) -> None:
    """Health is ticked one by one (Art. 9 DSGVO); for a child counts what both parents have ticked."""
    all_steps(anna, special_0=["health", "origin"], special_1=["health"], again=["0"])
    with working_as(universe.actor("anna")):
        file = Case.objects.select_related("file").get().file
        held = Consent.objects.filter(file=file).select_related("person")
        said = {one.person.given_name: (one.special_categories, one.follow_up_contact) for one in held}
        assert said == {
            "Ayşe": (["health", "origin"], True),
            "Murat": (["health"], False),
            "Elif": (["health"], False),
        }
        assert may_note(file, Facet.HEALTH)


def test_what_one_parent_leaves_out_stays_out_for_the_child(anna: Client, universe: Universe) -> None:
    all_steps(anna, special_0=["health"])
    with working_as(universe.actor("anna")):
        held = Consent.objects.select_related("person")
        assert {one.person.given_name: one.special_categories for one in held} == {
            "Ayşe": ["health"],
            "Murat": [],
            "Elif": [],
        }


@pytest.mark.parametrize("ticks", [{"special_1": ["health"]}, {"again": ["1"]}])
def test_whoever_has_not_signed_has_ticked_nothing(anna: Client, ticks: dict[str, list[str]]) -> None:
    address = begin(anna)
    for data in (PERSONS, HOME, reason()):
        address = anna.post(address, data)["Location"]
    page = anna.get(address).content.decode()
    assert "Murat: Dürfen wir auch etwas aufschreiben über" in page
    assert not re.search(r'name="special_\d"[^>]*checked', page)
    answer = anna.post(address, signed(signers=["0"], **ticks))
    assert answer.status_code == 422
    assert "unterschrieben" in answer.content.decode()
    with working_as(system_actor()):
        assert Case.objects.count() == 0


@pytest.mark.parametrize(("language", "word"), [("de", "Gesundheit, Behinderung"), ("tr", "Sağlık, engellilik")])
def test_the_first_sheet_has_boxes_for_each_who_signs(anna: Client, language: str, word: str) -> None:
    address = begin(anna)
    anna.post(address, PERSONS)
    wizard_id = address.rstrip("/").split("/")[-2]
    answer = anna.get(reverse("caseopening:sheet", args=[wizard_id]) + f"?language={language}")
    document = pypdfium2.PdfDocument(io.BytesIO(answer.content))
    text = " ".join(page.get_textpage().get_text_range() for page in document)
    assert text.count(word) == 2, text

"""Letters, and the whole file for whoever asks for it."""

from __future__ import annotations

import datetime as dt
import json
import uuid
from collections.abc import Iterator
from typing import Any

import pypdfium2
import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from chancennetz.access.constants import Facet
from chancennetz.access.context import working_as
from chancennetz.access.protected import InFile
from chancennetz.audit.models import AuditEntry
from chancennetz.casework import actions as casework
from chancennetz.contacts import actions as contact_log
from chancennetz.contacts.actions import ContactValues
from chancennetz.contacts.constants import Medium
from chancennetz.core import catalogue, time
from chancennetz.core.catalogue import Protection
from chancennetz.core.errors import Conflict, NotAllowed, StaleVersion
from chancennetz.dossier import actions, collect, default_letters, queries
from chancennetz.dossier.constants import LetterKind, LetterState, RequestState
from chancennetz.dossier.models import LetterTemplate
from chancennetz.dossier.tables import SKIPPED, TABLES
from chancennetz.people.queries import people_in_file
from tests.casework import world as worlds
from tests.casework.world import World
from tests.universe import Universe

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(universe: Universe) -> World:
    return worlds.build(universe)


@pytest.fixture
def as_anna(world: World) -> Iterator[World]:
    with working_as(world.universe.actor("anna")):
        yield world


def _client(world: World, name: str = "anna") -> Client:
    client = Client()
    client.force_login(world.universe.users[name])
    return client


def _mother(world: World) -> Any:
    return people_in_file(world.file)[0].person


def _text(pdf: bytes) -> str:
    document = pypdfium2.PdfDocument(pdf)
    return "\n".join(page.get_textpage().get_text_bounded() for page in document)


# --- nothing is forgotten ------------------------------------------------------------------------------------------


def _tables_of_a_file() -> dict[str, type]:
    found = {model._meta.label: model for model in catalogue.own_models() if issubclass(model, InFile)}
    assert len(found) > 20
    return found


def test_every_table_of_a_file_is_handed_out_or_left_out_with_a_reason() -> None:
    known = set(TABLES) | set(SKIPPED)
    assert sorted(set(_tables_of_a_file()) - known) == []
    assert sorted(known - set(_tables_of_a_file())) == []


@pytest.mark.parametrize("label", sorted(TABLES))
def test_every_personal_field_is_said_or_technical(label: str) -> None:
    table = TABLES[label]
    entries = catalogue.entries_of(apps.get_model(label))
    personal = {entry.field for entry in entries if entry.protection is not Protection.OPEN} - {"file"}
    assert sorted(personal - set(table.fields) - set(table.technical) - set(table.persons)) == []
    fields = {field.name for field in apps.get_model(label)._meta.get_fields()}
    assert sorted({*table.fields, *table.technical, *table.persons, table.moment} - fields) == []


# --- right of access -----------------------------------------------------------------------------------------------


def _contact(world: World, persons: list[int], note: str) -> None:
    people = people_in_file(world.file)
    values = ContactValues(
        time.now() - dt.timedelta(days=1), 30, Medium.OFFICE, [people[one].person.pk for one in persons], note=note
    )
    contact_log.log_contact(by=world.universe.actor("anna"), file=world.file, values=values)


def _asked(world: World) -> Any:
    return actions.open_request(
        by=world.universe.actor("anna"), file=world.file, person=_mother(world), asked_on=time.today()
    )


def test_everything_is_collected_and_others_matters_are_marked(as_anna: World) -> None:
    _contact(as_anna, [0], "Über Wohngeld gesprochen")
    _contact(as_anna, [1], "Murat sucht Arbeit")
    _contact(as_anna, [0, 2], "Elif lernt schwimmen")
    found = collect.sections(as_anna.universe.actor("anna"), as_anna.file, _mother(as_anna), frozenset(Facet))
    contacts = next(section for section in found if section.key == "contacts.ContactEntry")
    notices = {
        word: one.notice.value
        for one in contacts.entries
        for word in ("Wohngeld", "Arbeit", "schwimmen")
        if word in one.text
    }
    assert notices == {"Wohngeld": "", "Arbeit": "other_person", "schwimmen": "names_others"}
    assert found[0].title
    assert "Ayşe" in found[0].entries[0].text


def test_the_number_of_queries_does_not_grow_with_the_file(as_anna: World, django_assert_max_num_queries: Any) -> None:
    for number in range(25):
        _contact(as_anna, [0], f"Gespräch {number}")
    mother = _mother(as_anna)
    actor = as_anna.universe.actor("anna")
    with django_assert_max_num_queries(len(TABLES) + 12):
        collect.sections(actor, as_anna.file, mother, frozenset(Facet))


def test_what_is_not_open_to_the_reader_is_not_collected(as_anna: World) -> None:
    _contact(as_anna, [0], "Über Wohngeld gesprochen")
    found = collect.sections(as_anna.universe.actor("anna"), as_anna.file, _mother(as_anna), {Facet.PLAN})
    assert "contacts.ContactEntry" not in {section.key for section in found}


def test_entrusted_notes_of_others_never_appear(as_anna: World) -> None:
    casework.add_entrusted_note(by=as_anna.universe.actor("anna"), file=as_anna.file, text="Nur unter uns")
    mother = _mother(as_anna)
    own = collect.sections(as_anna.universe.actor("anna"), as_anna.file, mother, frozenset(Facet))
    note = next(one for section in own for one in section.entries if "Nur unter uns" in one.text)
    assert note.notice.value == "entrusted"
    others = collect.sections(as_anna.universe.actor("tina"), as_anna.file, mother, frozenset(Facet))
    assert not [one for section in others for one in section.entries if "Nur unter uns" in one.text]


def test_a_second_request_finds_the_first(as_anna: World) -> None:
    assert _asked(as_anna).pk == _asked(as_anna).pk
    with pytest.raises(ValidationError):
        actions.open_request(
            by=as_anna.universe.actor("anna"),
            file=as_anna.file,
            person=_mother(as_anna),
            asked_on=time.today() + dt.timedelta(days=1),
        )


def test_nothing_is_handed_out_before_it_was_looked_through(as_anna: World) -> None:
    asked = _asked(as_anna)
    by = as_anna.universe.actor("anna")
    with pytest.raises(Conflict):
        actions.hand_out(by=by, request=asked, day=time.today())
    with pytest.raises(Conflict):
        actions.note_export(by=by, request=asked, form="pdf")
    actions.decide(by=by, request=asked, decisions={}, expected=asked.version, finish=True)
    actions.hand_out(by=by, request=asked, day=time.today())
    assert asked.state == RequestState.HANDED_OUT
    with pytest.raises(Conflict):
        actions.decide(by=by, request=asked, decisions={}, expected=asked.version, finish=True)


def test_two_people_who_look_through_do_not_overwrite_each_other(as_anna: World) -> None:
    first, by = _asked(as_anna), as_anna.universe.actor("anna")
    second = queries.find_request(as_anna.file, first.pk)
    assert second is not None
    actions.decide(by=by, request=first, decisions={"a": "child"}, expected=first.version, finish=False)
    with pytest.raises(StaleVersion):
        actions.decide(by=by, request=second, decisions={"a": ""}, expected=second.version, finish=False)


@pytest.mark.parametrize("name", ["ben", "tina"])
def test_only_the_lead_of_the_case_hands_out(world: World, name: str) -> None:
    with working_as(world.universe.actor("anna")):
        mother = _mother(world)
    with working_as(world.universe.actor(name)), pytest.raises(NotAllowed):
        actions.open_request(by=world.universe.actor(name), file=world.file, person=mother, asked_on=time.today())


def test_from_the_question_to_the_answer_in_the_browser(world: World) -> None:
    with working_as(world.universe.actor("anna")):
        _contact(world, [0], "Über Wohngeld gesprochen")
        _contact(world, [1], "Murat sucht Arbeit")
        _contact(world, [0, 2], "Elif lernt schwimmen")
        mother = _mother(world)
    client = _client(world)
    answer = client.post(
        reverse("dossier:ask", args=[world.file.pk]), {"person": mother.pk, "asked_on": time.today().isoformat()}
    )
    address = answer["Location"]
    page = client.get(address).content.decode()
    assert "Betrifft eine andere Person" in page
    pdf_address = reverse("dossier:whole_file", args=[world.file.pk, address.strip("/").split("/")[-1], "pdf"])
    assert client.get(pdf_address).status_code == 404  # not looked through yet
    with working_as(world.universe.actor("anna")):
        asked = queries.requests_of(world.file)[0]
        found = collect.sections(world.universe.actor("anna"), world.file, mother, frozenset(Facet))
        swim = next(one.key for section in found for one in section.entries if "schwimmen" in one.text)
    client.post(address, {"version": asked.version, swim: "child", "finish": "1"})
    text = _text(client.get(pdf_address).content)
    assert "Wohngeld" in text
    assert "Murat sucht Arbeit" not in text
    assert "schwimmen" not in text
    assert "Würde ein Kind gefährden" in text
    data = json.loads(client.get(pdf_address.replace("/pdf/", "/json/")).content)
    everything = json.dumps(data, ensure_ascii=False)
    assert "Wohngeld" in everything
    assert "schwimmen" not in everything
    exports = AuditEntry.objects.filter(action__in=["dossier.access.pdf", "dossier.access.json"])
    assert exports.count() == 2
    client.post(reverse("dossier:hand_out", args=[world.file.pk, asked.pk]), {"day": time.today().isoformat()})
    assert "Herausgegeben am" in client.get(address).content.decode()


def test_foreign_requests_are_not_found(world: World) -> None:
    with working_as(world.universe.actor("anna")):
        asked = _asked(world)
    for name in ("carla", "cora", "paul", "admin", "dora", "ben"):
        assert _client(world, name).get(reverse("dossier:access", args=[world.file.pk, asked.pk])).status_code == 404
    assert _client(world).get(reverse("dossier:access", args=[world.file.pk, uuid.uuid4()])).status_code == 404


# --- letters -------------------------------------------------------------------------------------------------------


def test_letters_ship_and_are_stored_once() -> None:
    assert default_letters.ensure() == 0
    assert set(LetterTemplate.objects.values_list("key", flat=True)) >= {"termin", "bestaetigung", "abschluss"}


def test_a_letter_from_template_to_print(world: World) -> None:
    client = _client(world)
    with working_as(world.universe.actor("anna")):
        mother = _mother(world)
        template = next(one for one in queries.templates() if one.key == "termin")
    begun = client.post(
        reverse("dossier:letter_new", args=[world.file.pk]), {"template": template.pk, "person": mother.pk}
    )
    page = client.get(begun["Location"]).content.decode()
    assert "Guten Tag" in page
    assert "________" in page  # no appointment yet: a line to write on
    typed = {"address": "Ayşe Kaya\nMarkt 1", "subject": "Unser Termin", "body": "Bis Montag!", "version": "1"}
    client.post(begun["Location"], typed | {"finish": "1"})
    with working_as(world.universe.actor("anna")):
        letter = queries.letters_of(world.file)[0]
        assert (letter.body, letter.state, letter.finished_on) == ("Bis Montag!", LetterState.FINISHED, time.today())
    text = _text(client.get(f"{begun['Location']}pdf/").content)
    assert "Bis Montag!" in text
    assert "Markt 1" in text
    assert world.file.number in text
    assert client.get(begun["Location"]).content.decode().count("<textarea") == 0
    assert "Unser Termin" in client.get(reverse("dossier:letters", args=[world.file.pk])).content.decode()


def test_two_writers_of_one_letter_see_both_versions(world: World) -> None:
    with working_as(world.universe.actor("anna")):
        letter = actions.write_letter(
            by=world.universe.actor("anna"), file=world.file, address="", subject="Betreff", body="eins"
        )
        actions.change_letter(
            by=world.universe.actor("anna"), letter=letter, address="", subject="Betreff", body="zwei", expected=1
        )
    answer = _client(world).post(
        reverse("dossier:letter", args=[world.file.pk, letter.pk]),
        {"address": "", "subject": "Betreff", "body": "drei", "version": "1"},
    )
    page = answer.content.decode()
    assert "zwei" in page
    assert "drei" in page


def test_a_finished_letter_is_neither_changed_nor_dropped(as_anna: World) -> None:
    by = as_anna.universe.actor("anna")
    letter = actions.write_letter(by=by, file=as_anna.file, address="", subject="s", body="b")
    actions.finish_letter(by=by, letter=letter)
    with pytest.raises(Conflict):
        actions.change_letter(by=by, letter=letter, address="", subject="s", body="c", expected=letter.version)
    with pytest.raises(Conflict):
        actions.drop_letter(by=by, letter=letter)


def test_a_draft_can_be_thrown_away(world: World) -> None:
    with working_as(world.universe.actor("anna")):
        by = world.universe.actor("anna")
        letter = actions.write_letter(by=by, file=world.file, address="", subject="s", body="b")
    _client(world).post(reverse("dossier:letter_drop", args=[world.file.pk, letter.pk]))
    with working_as(world.universe.actor("anna")):
        assert queries.letters_of(world.file) == []


def test_a_changed_template_is_a_new_version(universe: Universe) -> None:
    by = universe.actor("paul")
    old = next(one for one in queries.templates() if one.key == "termin")
    new = actions.save_template(
        by=by, key="termin", name="Termin", kind=LetterKind.APPOINTMENT, subject="s", body="{{ name }}", expected=1
    )
    assert (new.number, [one.number for one in queries.template_history("termin")]) == (2, [2, 1])
    assert old.pk not in {one.pk for one in queries.templates()}
    with pytest.raises(Conflict):
        actions.save_template(
            by=by, key="termin", name="Termin", kind=LetterKind.APPOINTMENT, subject="s", body="b", expected=1
        )
    with pytest.raises(ValidationError, match="iban"):
        actions.save_template(
            by=by, key="neu", name="Neu", kind=LetterKind.OTHER, subject="s", body="{{ iban }}", expected=0
        )
    with pytest.raises(NotAllowed):
        actions.save_template(
            by=universe.actor("anna"), key="n", name="n", kind=LetterKind.OTHER, subject="s", body="b"
        )


def test_the_pages_of_templates(world: World) -> None:
    client = _client(world, "paul")
    assert "Einladung zum Termin" in client.get(reverse("dossier:templates")).content.decode()
    wrong = {"name": "Neu", "kind": "other", "subject": "s", "body": "{{ iban }}"}
    refused = client.post(reverse("dossier:template_new"), wrong)
    assert refused.status_code == 422
    assert "iban" in refused.content.decode()
    assert client.post(reverse("dossier:template_new"), wrong | {"body": "Hallo"}).status_code == 302
    template = LetterTemplate.objects.get(key="neu")
    retire = reverse("dossier:template_retire", args=[template.pk])
    assert client.get(retire).status_code == 200
    client.post(retire)
    assert not LetterTemplate.objects.get(key="neu").in_use
    assert _client(world, "jan").get(reverse("dossier:templates")).status_code == 404

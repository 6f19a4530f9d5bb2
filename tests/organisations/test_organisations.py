"""Organisations and units: pages by role, dated ends, conflicts of two readers, import by file."""

from __future__ import annotations

import datetime as dt
import io
import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import translation

from chancennetz.audit.models import AuditEntry
from chancennetz.core.actor import system_actor
from chancennetz.core.errors import ImportDefects, NotAllowed, StaleVersion
from chancennetz.core.imports import ImportReport
from chancennetz.organisations import actions, commands, organisation_file, queries
from chancennetz.organisations.actions_import import import_organisations
from chancennetz.organisations.models import Organisation, Unit
from tests.universe import STAFF, Universe, missing_id

pytestmark = pytest.mark.django_db
BY = system_actor()


def create(name: str = "Tafel Unna", **fields: Any) -> Organisation:
    return actions.create_organisation(by=BY, name=name, kind=fields.pop("kind", "association"), **fields)


# --- actions -------------------------------------------------------------------------------------------------------


def test_umlauts_are_found_however_they_are_typed() -> None:
    create("Bürgerhaus Lünen", short_name="BHL", municipality_key="05978024")
    for words in ("luenen", "Lünen", "BÜRGER", "bhl", "05978", "haus lün"):
        assert [one.name for one in queries.listed(words)] == ["Bürgerhaus Lünen"], words
    assert not queries.listed("Kamen")


def test_a_name_is_there_once() -> None:
    create()
    with pytest.raises(ValidationError) as caught:
        create("tafel UNNA")
    assert "name" in caught.value.message_dict


@pytest.mark.parametrize(
    "fields", [{"municipality_key": "5978024"}, {"email": "x"}, {"website": "x"}, {"name": ""}, {"name": "x" * 201}]
)
def test_wrong_values_are_refused(fields: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        create(**{"name": "Richtig", **fields})
    assert not Organisation.objects.exists()


def test_a_change_is_logged_by_field_and_a_stale_one_refused() -> None:
    tafel = create()
    assert actions.change_organisation(by=BY, organisation=tafel, expected=1, phone="02303 1", name="Tafel Unna") == [
        "phone"
    ]
    assert AuditEntry.objects.get(action="organisations.change").changed == ["phone"]
    with pytest.raises(StaleVersion):
        actions.change_organisation(by=BY, organisation=tafel, expected=1, phone="02303 2")
    tafel.refresh_from_db()
    assert (tafel.phone, tafel.version) == ("02303 1", 2)


def test_an_ended_organisation_takes_its_units_along() -> None:
    tafel = create(valid_from=dt.date(2020, 1, 1))
    unit = actions.add_unit(by=BY, organisation=tafel, name="Ausgabe", valid_from=dt.date(2020, 1, 1))
    with pytest.raises(ValidationError):
        actions.end_organisation(by=BY, organisation=tafel, last_day=dt.date(2019, 12, 31))
    actions.end_organisation(by=BY, organisation=tafel, last_day=dt.date(2024, 6, 30))
    unit.refresh_from_db()
    assert unit.valid_to == dt.date(2024, 6, 30)
    assert not queries.organisations().exists()
    assert list(queries.organisations(dt.date(2024, 6, 30))) == [tafel]
    assert list(queries.listed(with_ended=True)) == [tafel]


def test_units_are_checked() -> None:
    tafel = create()
    actions.add_unit(by=BY, organisation=tafel, name="Ausgabe", postcode="59423", town="Unna")
    for fields in ({"name": "ausgabe"}, {"name": "Neu", "postcode": "5942"}, {"name": "Neu", "latitude": 99.0}):
        with pytest.raises(ValidationError):
            actions.add_unit(by=BY, organisation=tafel, **fields)
    assert Unit.objects.count() == 1


def test_only_the_administration_writes(universe: Universe) -> None:
    for name in set(STAFF) - {"admin"}:
        with pytest.raises(NotAllowed):
            actions.create_organisation(by=universe.actor(name), name="Neu", kind="other")
    assert actions.create_organisation(by=universe.actor("admin"), name="Neu", kind="other").version == 1


# --- pages ---------------------------------------------------------------------------------------------------------

VALUES = {"name": "Tafel Unna", "kind": "association", "phone": "02303 1"}


@pytest.mark.parametrize("name", STAFF)
def test_who_sees_and_who_changes(client: Client, universe: Universe, name: str) -> None:
    client.force_login(universe.users[name])
    werkhof = universe.organisations["werkhof"]
    unit = actions.add_unit(by=BY, organisation=werkhof, name="Laden")
    assert client.get("/organisations/").status_code == 200
    assert client.get(f"/organisations/{werkhof.pk}/").status_code == 200
    may = name == "admin"
    for path in (
        "new/",
        "import/",
        f"{werkhof.pk}/change/",
        f"{werkhof.pk}/end/",
        f"{werkhof.pk}/units/new/",
        f"units/{unit.pk}/change/",
        f"units/{unit.pk}/end/",
    ):
        assert client.get(f"/organisations/{path}").status_code == (200 if may else 404), path
        assert client.post(f"/organisations/{path}", {}).status_code == (422 if may else 404), path
    assert client.get("/organisations/?format=csv").status_code == (200 if may else 404)
    assert (b"format=csv" in client.get("/organisations/").content) is may


def test_a_missing_organisation_is_not_found(client: Client, universe: Universe) -> None:
    client.force_login(universe.users["admin"])
    for path in ("", "change/", "end/", "units/new/"):
        assert client.get(f"/organisations/{missing_id()}/{path}").status_code == 404
    assert client.get(f"/organisations/units/{missing_id()}/change/").status_code == 404


def test_create_change_and_end_in_the_browser(client: Client, universe: Universe) -> None:
    client.force_login(universe.users["admin"])
    answer = client.post("/organisations/new/", VALUES)
    tafel = Organisation.objects.get(name="Tafel Unna")
    page = f"/organisations/{tafel.pk}/"
    assert answer.url == page  # type: ignore[attr-defined]
    assert client.post("/organisations/new/", VALUES).status_code == 422
    assert client.post(page + "units/new/", {"name": "Ausgabe", "postcode": "5"}).status_code == 422
    assert client.post(page + "units/new/", {"name": "Ausgabe", "postcode": "59423"}).status_code == 302
    assert "Ausgabe" in client.get(page).content.decode()
    assert client.post(page + "end/", {"last_day": "0001-01-01"}).status_code == 422
    assert client.post(page + "end/", {"last_day": "2099-12-31"}).status_code == 302
    assert "31. Dezember 2099" in client.get(page).content.decode()


def test_the_second_reader_sees_both_versions_and_loses_nothing(client: Client, universe: Universe) -> None:
    tafel = create(phone="02303 1")
    client.force_login(universe.users["admin"])
    path = f"/organisations/{tafel.pk}/change/"
    mine = {**VALUES, "phone": "02303 mein", "version": "1"}
    actions.change_organisation(by=universe.actor("admin"), organisation=tafel, expected=1, phone="02303 deren")
    answer = client.post(path, mine)
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "02303 mein" in page
    assert "02303 deren" in page
    assert "Admin" in page
    tafel.refresh_from_db()
    assert tafel.phone == "02303 deren"
    assert client.post(path, {**mine, "version": "2"}).status_code == 302
    tafel.refresh_from_db()
    assert tafel.phone == "02303 mein"


def test_the_list_is_searched_sorted_and_leaves_as_a_file(client: Client, universe: Universe) -> None:
    client.force_login(universe.users["admin"])
    create("Bürgerhaus Lünen")
    text = client.get("/organisations/", {"search": "buergerhaus"}).content.decode()
    assert "Bürgerhaus Lünen" in text
    assert "Werkhof Unna" not in text.split("<table", 1)[1]
    kinds = client.get("/organisations/", {"kind": "county"}).content.decode().split("<table", 1)[1]
    assert "Musterkreis" in kinds
    assert "Werkhof" not in kinds
    file = client.get("/organisations/", {"format": "csv", "sort": "name"}).content.decode("utf-8-sig")
    assert file.splitlines()[1].startswith("Brückenhaus Kamen")
    assert AuditEntry.objects.filter(kind="export", action="organisations.export").count() == 1
    assert "Keine Organisation gefunden" in client.get("/organisations/", {"search": "xyz"}).content.decode()


def test_the_list_costs_the_same_for_many(
    client: Client, universe: Universe, django_assert_max_num_queries: Any
) -> None:
    client.force_login(universe.users["anna"])
    client.get("/organisations/")
    for number in range(30):
        create(f"Verein {number}")
    with django_assert_max_num_queries(9):
        client.get("/organisations/")


# --- import --------------------------------------------------------------------------------------------------------

HEAD = "Name;Art;Gemeindeschlüssel;E-Mail;seit"


def rows(*lines: str, head: str = HEAD) -> bytes:
    return "\r\n".join([head, *lines]).encode("utf-8-sig")


def load(data: bytes, *, dry_run: bool = False) -> ImportReport:
    return import_organisations(by=BY, data=data, dry_run=dry_run)


def test_a_file_brings_organisations_and_brings_them_up_to_date() -> None:
    data = rows(
        "Tafel Unna;Verein oder Initiative;05978036;tafel@example.org;01.02.2020",
        "",
        '"Haus; mit Semikolon";school;;;',
    )
    assert load(data, dry_run=True).created == ("Tafel Unna", "Haus; mit Semikolon")
    assert not Organisation.objects.exists()
    assert load(data).changes == 2
    tafel = queries.find("tafel unna")
    assert tafel is not None
    assert (tafel.kind, tafel.valid_from) == ("association", dt.date(2020, 2, 1))
    assert (load(data).changes, load(data).unchanged) == (0, 2)
    changed = load(rows("Tafel Unna,company", head="name,kind"))
    assert changed.changed == ("Tafel Unna: kind",)
    tafel.refresh_from_db()
    assert tafel.email == "tafel@example.org"  # columns that the file does not have stay


@pytest.mark.parametrize(
    ("data", "row", "column", "words"),
    [
        (rows("A;Verein"), 2, "", "2 columns instead of 5."),
        (rows(";school;;;"), 2, "name", "The name is missing."),
        (rows("x" * 201 + ";school;;;"), 2, "name", "At most 200 characters fit here."),
        (rows("A;Zirkus;;;"), 2, "kind", "Unknown kind: Zirkus."),
        (rows("A;school;5978036;;"), 2, "municipality_key", "A leading zero seems to be lost: write 05978036."),
        (rows("A;school;0597803X;;"), 2, "municipality_key", "The municipality key has 8 digits."),
        (rows("A;school;;nix;"), 2, "email", "This is no e-mail address."),
        (rows("A;school;;;31.02.2024"), 2, "valid_from", "31.02.2024 is no day like 31.01.2024."),
        (rows("A;school;;;01.01.0001"), 2, "valid_from", "01.01.0001 is no day like 31.01.2024."),
        (rows("A;school;;;", "a;school;;;"), 3, "name", "This name stands in row 2 already."),
        (rows("A;school", head="Name;Farbe"), 1, "Farbe", "Unknown column."),
        (rows("A;school", head="Name;Name"), 1, "Name", "This column stands here twice."),
        (rows("A", head="Name"), 1, "kind", "This column is missing."),
        (rows(), None, "", "There is no organisation in this file."),
        (b"", 1, "", "The head row with the names of the columns is missing."),
        (HEAD.encode() + b'\n"A;school;;;', None, "", "This is not readable as CSV"),
        ("Name;Art\nLünen;school".encode("latin-1"), 2, "", "This file is not UTF-8 (byte 0xfc)."),
    ],
)
def test_each_defect_is_named_with_row_and_column(data: bytes, row: int | None, column: str, words: str) -> None:
    with translation.override("en"), pytest.raises(ImportDefects) as caught:
        load(data)
    assert any(
        (defect.row, defect.field) == (row, column) and words in str(defect) for defect in caught.value.defects
    ), [str(defect) for defect in caught.value.defects]
    assert not Organisation.objects.exists()


def test_german_and_english_words_for_the_kind_are_understood() -> None:
    words = organisation_file.kind_words()
    assert words["träger"] == words["welfare organisation"] == words["provider"] == "provider"


def test_the_import_page(client: Client, universe: Universe) -> None:
    client.force_login(universe.users["admin"])
    file = io.BytesIO(rows("Tafel Unna;Verein oder Initiative;;;"))
    file.name = "organisationen.csv"
    checked = client.post("/organisations/import/", {"file": file})
    assert "Tafel Unna" in checked.content.decode()
    assert client.post("/organisations/import/", {"packed": checked.context["packed"]}).status_code == 302
    assert queries.find("Tafel Unna") is not None


def test_the_command(tmp_path: Path) -> None:
    file = tmp_path / "organisations.csv"
    file.write_bytes(rows(";school;;;"))
    failed = CliRunner().invoke(commands.group, ["import", str(file), "--format", "json"])
    assert failed.exit_code == 1
    assert json.loads(failed.output)["defects"][0] == {
        "row": 2,
        "field": "name",
        "message": "The name is missing.",
        "cure": "",
    }
    file.write_bytes(rows("Tafel;school;;;"))
    assert "would be written" in CliRunner().invoke(commands.group, ["import", str(file), "--dry-run"]).output
    assert not Organisation.objects.exists()
    assert CliRunner().invoke(commands.group, ["import", str(file)]).exit_code == 0
    assert Organisation.objects.count() == 1

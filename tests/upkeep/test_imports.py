"""Tables in: schools with their known defects, spreadsheets, mistakes by row; duplicates; links."""

from __future__ import annotations

import datetime as dt
import io
from pathlib import Path
from typing import Any

import openpyxl
import pytest

import chancennetz
from chancennetz.access.context import working_as
from chancennetz.core.actor import system_actor
from chancennetz.core.errors import ImportDefects, NotAllowed
from chancennetz.offerediting import values as flat
from chancennetz.places.actions import import_areas
from chancennetz.supportmap.models import Service
from chancennetz.supportmap.queries import offers
from chancennetz.upkeep import duplicates, linkcheck
from chancennetz.upkeep import mapping as mappings
from chancennetz.upkeep import queries as upkeep
from chancennetz.upkeep.actions.imports import import_table
from tests.supportmap.conftest import make_offer
from tests.universe import Universe, missing_id

SCHOOLS = Path(__file__).parents[2].parent / "shared" / "data" / "nrw_schulen" / "schulen_kreis_unna_warendorf.csv"
BORDERS = Path(chancennetz.__file__).parent / "demo" / "content" / "kreis-unna.geojson"
PLAIN = mappings.load(mappings.shipped()["offers"].read_bytes())
HEAD = "Nummer;Angebot;Träger;Beschreibung;Telefon;E-Mail;Internetseite;Straße;PLZ;Ort;Öffnungszeiten;Kosten;Sprachen"


def _import(data: bytes, mapping: Any = PLAIN, *, dry_run: bool = False) -> Any:
    system = system_actor()
    with working_as(system):
        return import_table(by=system, data=data, mapping=mapping, dry_run=dry_run)


def _table(*rows: str) -> bytes:
    return "\n".join([HEAD, *rows]).encode()


GOOD = "1;Elterncafé;Familienzentrum Süd;Kaffee und Rat;02303 1;;;Weg 1;59423;Unna;Di 9-11 Uhr;frei;de;tr"


@pytest.fixture
def schools() -> bytes:
    if not SCHOOLS.exists():
        pytest.skip("the table of schools lies beside the project only")
    return SCHOOLS.read_bytes()


@pytest.mark.usefixtures("taxonomies")
def test_195_schools_come_in_with_their_defects_mended_and_reported(universe: Universe, schools: bytes) -> None:
    mapping = mappings.load(mappings.shipped()["nrw-schulen"].read_bytes())
    tried = _import(schools, mapping, dry_run=True)
    assert (len(tried.created), Service.objects.count()) == (195, 0)
    done = _import(schools, mapping)
    assert len(done.created) == 195
    assert sum("Amtlicher Gemeindeschlüssel" in note for note in done.notes) == 195  # each lost its zero
    assert any("Telefonnummer Durchwahl" in note for note in done.notes)
    school = flat.snapshot(Service.objects.get(source="schulen-nrw", source_key="120492"))
    assert school["name"] == "Paul-Gerhardt-Schule"
    assert school["phone"] == "02382 596460"
    assert school["municipality_key"] == "05570004"
    assert school["life_phases"] == ["primary"]
    assert (school["street"], school["postcode"], school["town"]) == ("Harkortstr. 38-40", "59229", "Ahlen")
    again = _import(schools, mapping)
    assert (again.created, again.changed, again.unchanged) == ((), (), 195)


@pytest.mark.usefixtures("taxonomies")
def test_schools_outside_of_their_town_are_named(universe: Universe, schools: bytes) -> None:
    system = system_actor()
    with working_as(system):
        import_areas(by=system, data=BORDERS.read_bytes(), valid_from=dt.date(2020, 1, 1))
    mapping = mappings.load(mappings.shipped()["nrw-schulen"].read_bytes())
    notes = _import(schools, mapping, dry_run=True).notes
    outside = [note for note in notes if "liegt außerhalb" in note or "lies outside" in note]
    assert 0 < len(outside) < 20


@pytest.mark.usefixtures("taxonomies")
def test_a_table_of_offers_creates_and_brings_up_to_date(universe: Universe) -> None:
    row = '1;Elterncafé;Familienzentrum Süd;Kaffee und Rat;02303 1234;;;Weg 1;59423;Unna;Di 9-11 Uhr;frei;"de;tr"'
    assert len(_import(_table(row)).created) == 1
    values = flat.snapshot(Service.objects.get())
    assert (values["opening_hours"], values["languages"]) == ("Tu 09:00-11:00", ["de", "tr"])
    assert _import(_table(row)).unchanged == 1
    changed = _import(_table(row.replace("Kaffee und Rat", "Kaffee, Tee und Rat")))
    assert changed.changed == ("Elterncafé: description",)
    assert list(offers.with_words(offers.public_services(), "Tee")) == [Service.objects.get()]


@pytest.mark.usefixtures("taxonomies")
def test_an_excel_file_does_as_well(universe: Universe) -> None:
    book = openpyxl.Workbook()
    book.active.append(HEAD.split(";"))
    book.active.append(
        [7, "Lernpaten", "Verein", None, "02303 55", None, None, None, 59423.0, "Unna", None, None, "de"]
    )
    stream = io.BytesIO()
    book.save(stream)
    assert _import(stream.getvalue()).created == ("Lernpaten",)
    assert flat.snapshot(Service.objects.get())["postcode"] == "59423"


@pytest.mark.usefixtures("taxonomies")
def test_every_mistake_is_named_with_row_and_column_and_nothing_is_written(universe: Universe) -> None:
    rows = (
        "1;Gut;Träger;;;;;;;;;;de",
        "2;;Träger;;;;;;;;;;de",
        "3;Zeiten;Träger;;;;;;;;25:00;;de",
        "4;Mail;Träger;;;keine;;;;;;;de",
        "4;Doppelt;Träger;;;;;;;;;;de",
        "5;Sprache;Träger;;;;;;;;;;Türkisch",
    )
    with pytest.raises(ImportDefects) as caught:
        _import(_table(*rows))
    assert {defect.row for defect in caught.value.defects} == {3, 6}  # shape first: empty name, key twice
    with pytest.raises(ImportDefects) as caught:
        _import(_table(rows[0], rows[2], rows[3], rows[5]))
    assert sorted(defect.row for defect in caught.value.defects if defect.row) == [3, 4, 5]
    assert Service.objects.count() == 0


@pytest.mark.parametrize(
    "data",
    [b"", b"\xff\xfe", b"a;b\n1;2", b"PK\x03\x04kaputt", HEAD.encode() + b"\n1;x;y;" + b"z" * 40_000, b"a;a\n1;2"],
)
@pytest.mark.django_db
def test_files_that_cannot_be_read_are_refused_with_words(data: bytes) -> None:
    with pytest.raises(ImportDefects):
        _import(data)


def test_mappings_say_what_is_wrong_with_them() -> None:
    for text in (
        "source = 1",
        "x = ",
        '[values]\nmond = "{a}"',
        'source="a"\norganisation="b"\n[values]\nname="c"\n[repair]\nd="e"',
    ):
        with pytest.raises(ImportDefects):
            mappings.load(text.encode())


@pytest.mark.usefixtures("taxonomies")
def test_only_editors_import(universe: Universe) -> None:
    anna = universe.actor("anna")
    with working_as(anna), pytest.raises(NotAllowed):
        import_table(by=anna, data=_table(GOOD), mapping=PLAIN)


def test_names_that_read_or_sound_alike_are_found_whatever_their_spelling() -> None:
    def entry(name: str, organisation: str = "Träger", address: str = "") -> duplicates.Entry:
        return duplicates.Entry(missing_id(), name, organisation, address)

    rows = [
        entry("Schuldnerberatung Unna", address="Bahnhofstr. 1 Unna"),
        entry("Schuldner-Beratung Unna", address="Bahnhofstraße 1 Unna"),
        entry("Elterncafé"),
        entry("Eltern-Cafe"),
        entry("Müllers Mittagstisch"),
        entry("Hebammensprechstunde"),
    ]
    found = {(pair.first.name, pair.second.name) for pair in duplicates.pairs(rows)}
    assert found == {("Schuldnerberatung Unna", "Schuldner-Beratung Unna"), ("Elterncafé", "Eltern-Cafe")} or found == {
        ("Schuldnerberatung Unna", "Schuldner-Beratung Unna")
    }
    assert duplicates.likeness("Mueller", "Müller") == 1.0
    assert duplicates.likeness("Meier", "Maier") >= 0.9
    assert duplicates.likeness("Hebamme", "Schuldner") < 0.3


def test_links_of_ended_offers_are_not_tried_and_answers_are_understood(universe: Universe, offer: Service) -> None:
    make_offer(universe, name="Mit Seite", url="https://www.example.org/a")
    ended = make_offer(universe, name="Alt", url="https://www.example.org/alt")
    Service.objects.filter(pk=ended.pk).update(valid_from="2020-01-01", valid_to="2020-12-31")
    assert [url for url, _service in upkeep.current_links()] == ["https://www.example.org/a"]

    def answers(url: str, timeout: float) -> int:
        assert timeout == linkcheck.TIMEOUT
        if "tot" in url:
            raise TimeoutError
        return int(url.rsplit("/", 1)[1])

    urls = [
        "https://a/200",
        "https://a/301",
        "https://a/404",
        "https://a/503",
        "https://tot/1",
        "https://a/200",
        "https://a/405",
    ]
    outcomes = [outcome.value for _url, outcome, _detail in linkcheck.check(urls, answers)]
    assert outcomes == ["works", "moved", "gone", "unreachable", "unreachable", "works"]
    assert not linkcheck.is_on()


def test_a_link_check_never_knocks_at_machines_of_the_own_house() -> None:
    with pytest.raises(OSError, match="no public host"):
        linkcheck.fetch("http://127.0.0.1:8000/")

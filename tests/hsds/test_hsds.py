"""HSDS 3.0: the examples of the standard validate, and nothing is lost on the way in and out."""

from __future__ import annotations

import csv
import json
import uuid
from pathlib import Path
from typing import Any

import pytest

from chancennetz.access.context import working_as
from chancennetz.core.actor import system_actor
from chancennetz.core.errors import ImportDefects, NotAllowed
from chancennetz.hsds import outgoing, packages
from chancennetz.hsds.actions import import_hsds
from chancennetz.hsds.nesting import Nester, Tables, flatten
from chancennetz.hsds.schema import ALIASES, ENUMS, INNER_LISTS, INNER_ONE, TABLES
from chancennetz.hsds.validation import validate
from chancennetz.offerediting import actions
from chancennetz.supportmap import taxonomy_store
from chancennetz.supportmap.models import (
    Address,
    Attribute,
    Location,
    Phone,
    Schedule,
    Service,
    Taxonomy,
    TaxonomyTerm,
    Translation,
)
from tests.supportmap.conftest import SECRET, make_offer
from tests.universe import Universe

DATA = Path(__file__).parents[2].parent / "shared" / "data" / "hsds_beispiel"
FULL = ("service_full.json", "organization_full.json", "service_at_location_full.json")


@pytest.fixture(scope="module")
def examples() -> Path:
    if not DATA.exists():
        pytest.skip("the examples of HSDS lie beside the project only")
    return DATA / "examples"


def _import(tables: Tables, *, tabular: bool = False, dry_run: bool = False) -> Any:
    system = system_actor()
    with working_as(system):
        return import_hsds(by=system, tables=tables, tabular=tabular, dry_run=dry_run)


def _export() -> Tables:
    return json.loads(json.dumps(outgoing.everything()))


@pytest.mark.parametrize(
    "name", [*FULL, "csv", "tabular.json", "location.json", "service_list.json", "taxonomy_term.json"]
)
def test_the_examples_of_the_standard_validate(examples: Path, name: str) -> None:
    report = validate(packages.read(examples / name), tabular=name in {"csv", "tabular.json"})
    assert report.errors == []
    assert sum(report.counts.values()) > 0


def test_our_tables_are_those_of_the_schema(examples: Path) -> None:
    with (DATA / "schema" / "simple" / "schema.csv").open(encoding="utf-8") as stream:
        rows = [row for row in csv.DictReader(stream) if row["name"]]
    assert len(rows) > 200
    inner = {"attributes", "metadata"}
    for row in rows:
        table, name = row["table_name"], row["name"]
        if row["type"] in {"array", ""}:
            key = ALIASES.get(name, name)
            known = {*INNER_LISTS.get(table, {}), *INNER_ONE.get(table, {}), *inner, *TABLES[table]}
            assert key in known or (table == "taxonomy_term" and name == "taxonomy"), (table, name)
            continue
        field = TABLES[table][name]
        lists = {"bymonthday", "byyearday"}  # "2,3,4" in the examples: a list of numbers
        assert field.kind == row["type"] or name in lists, (table, name)
        assert field.json == (row["constraints_required"] == "true"), (table, name)
        if row["enum"] and name != "wkst":  # the enumeration of wkst contradicts iCalendar and the examples
            assert ENUMS[table, name] == set(row["enum"].split(",")), (table, name)


@pytest.mark.django_db
@pytest.mark.usefixtures("taxonomies")
@pytest.mark.parametrize("name", [*FULL, "csv"])
def test_import_export_import_changes_nothing(examples: Path, name: str) -> None:
    tables = packages.read(examples / name)
    tabular = name == "csv"
    first = _import(tables, tabular=tabular)
    assert first.created
    again = _import(packages.read(examples / name), tabular=tabular, dry_run=True)
    assert again.changes == 0
    out = _export()
    back = _import(out, dry_run=True)
    assert (back.created, back.changed) == ((), ())
    # every record and every value of the file is in the export
    for table, rows in tables.items():
        for key, row in rows.items():
            assert key in out[table], (table, key)
            kept = out[table][key]
            for field, value in row.items():
                shown = kept.get(field)
                seconds = field in {"opens_at", "closes_at"} and str(value).startswith(str(shown))
                assert str(shown) == str(value).strip() or seconds, (table, field, value, shown)


@pytest.mark.django_db
def test_our_own_offers_survive_the_way_through_files(
    universe: Universe, offer: Service, shelter: Service, tmp_path: Path
) -> None:
    nele = universe.actor("nele")
    with working_as(nele):
        actions.translate(by=nele, service=offer, field="name", language="tr", text="Borç danışmanlığı")
        actions.count_capacity(by=nele, service=offer, places=10, free=2, waiting=1)
    out = _export()
    assert validate(out, tabular=True).errors == []
    (tmp_path / "all.json").write_bytes(packages.write_json(out))
    packages.write_folder(out, tmp_path / "csv")
    for path in (tmp_path / "all.json", tmp_path / "csv"):
        tables = packages.read(path)
        report = _import(tables, tabular=path.name == "csv", dry_run=True)
        assert (report.created, report.changed) == ((), ()), path.name
    # into an empty map: the same comes out again
    Schedule.objects.all().delete()
    Phone.objects.all().delete()
    Service.objects.all().delete()
    Location.objects.all().delete()
    _import(packages.read(tmp_path / "csv"), tabular=True)
    assert _export() == out


@pytest.mark.django_db
def test_what_one_installation_gives_out_another_one_takes_in(universe: Universe) -> None:
    def new_installation() -> None:
        for model in (Service, Location, Attribute, TaxonomyTerm, Taxonomy, Translation):
            model.objects.all().delete()
        taxonomy_store.ensure()  # each installation makes its own terms, with the same ids

    new_installation()
    make_offer(universe)
    out = _export()
    new_installation()
    _import(out)
    assert _export() == out


@pytest.mark.django_db
def test_what_is_here_under_another_id_is_found_or_named(universe: Universe, offer: Service) -> None:
    out = _export()
    rows = list(out["de_translation"].values())
    out["de_translation"] = {row["id"]: row for row in ({**row, "id": str(uuid.uuid4())} for row in rows)}
    assert _import(out).changes == 0
    taxonomy = next(row for row in out["taxonomy"].values() if row["de_key"] == "life_area")
    other = {**taxonomy, "id": str(uuid.uuid4())}
    with pytest.raises(ImportDefects) as caught:
        _import({"taxonomy": {other["id"]: other}})
    assert "life_area" in caught.value.messages[0]
    assert "taxonomy: Das ist hier schon unter einer anderen Nummer gespeichert." in caught.value.messages[0]


@pytest.mark.django_db
def test_nothing_of_a_confidential_place_goes_out(universe: Universe, offer: Service, shelter: Service) -> None:
    place = Location.objects.get(confidential=True)
    Location.objects.filter(pk=place.pk).update(transportation=f"Bus bis {SECRET}", extra={"foreign": SECRET})
    out = _export()
    words = json.dumps(out, ensure_ascii=False)
    assert "Frauenhaus" in words
    assert SECRET not in words
    assert out["location"][str(place.pk)]["de_confidential"] is True
    back = _import(out, dry_run=True)
    assert back.changes == 0
    _import(out)
    assert Address.guarded.get(location=place).address_1 == SECRET  # an import takes nothing away


@pytest.mark.django_db
def test_plain_readers_of_hsds_get_the_regular_hours(offer: Service) -> None:
    schedules = list(_export()["schedule"].values())
    plain = [row for row in schedules if row.get("de_derived_from")]
    assert [(row["freq"], row["byday"], row["opens_at"], row["closes_at"]) for row in plain] == [
        ("WEEKLY", "MO,TU,WE,TH,FR", "09:00", "12:00")
    ]
    ours = next(row for row in schedules if row.get("de_opening_hours"))
    assert ours["description"] == "Mo bis Fr 9 bis 12 Uhr, an Feiertagen geschlossen"


@pytest.mark.django_db
def test_nesting_and_flattening_keeps_every_record(offer: Service) -> None:
    out = _export()
    nested = Nester(out).record("service", str(offer.pk))
    assert nested["organization"]["name"] == "Brückenhaus Kamen"
    assert nested["phones"][0]["number"] == "02303 123456"
    place = nested["service_at_locations"][0]
    assert place["location"]["addresses"][0]["address_1"] == "Bahnhofstraße 1"
    flat = flatten(nested)
    for table in ("service", "phone", "schedule", "location", "address", "cost_option", "attribute", "de_translation"):
        assert flat[table] == {key: out[table][key] for key in flat[table]}, table


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("change", "part"),
    [
        ({"status": "open"}, "active"),
        ({"url": "javascript:alert(1)"}, "https://"),
        ({"email": "keine"}, "service"),
        ({"minimum_age": "alt"}, "minimum_age"),
        ({"description": "x" * 30_000}, "20000"),
        ({"name": ""}, "name"),
        ({"assured_date": "gestern"}, "2026-11-21"),
        ({"description": {"a": 1}}, "description"),
    ],
)
def test_broken_records_are_refused_with_their_place(offer: Service, change: dict[str, Any], part: str) -> None:
    out = _export()
    out["service"][str(offer.pk)] |= change
    with pytest.raises(ImportDefects) as caught:
        _import(out)
    assert any(part in str(defect) for defect in caught.value.defects)


@pytest.mark.parametrize(
    "content",
    [
        "",
        "[1, 2]",
        '{"a": 1}',
        '"text"',
        "[[[]]]",
        '[{"name": "ohne id"}]',
        '{"services": [{"id": "x", "phones": [1]}]}',
    ],
)
def test_files_that_are_no_hsds_are_refused(content: str, tmp_path: Path) -> None:
    file = tmp_path / "x.json"
    file.write_text(content, encoding="utf-8")
    with pytest.raises(ImportDefects):
        packages.read(file)


@pytest.mark.django_db
def test_only_editors_import(universe: Universe, offer: Service) -> None:
    for name in ("anna", "jan", "pia"):
        actor = universe.actor(name)
        with working_as(actor), pytest.raises(NotAllowed):
            import_hsds(by=actor, tables=_export())

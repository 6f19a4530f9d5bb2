"""Import of official files: the real defects of the published data sets, and of small files of the same shape."""

from __future__ import annotations

import csv
from collections import Counter

import openpyxl
import pytest
from click.testing import CliRunner

from smallarea.cli import main
from smallarea.errors import DataError, DefinitionError
from smallarea.imports import ERROR, NOTE, REPAIRED, Sign, import_file, load_mapping, parse_mapping

S = [
    "s1_percentage_unemployed",
    "s2_percentage_long_term_unemployed",
    "s3_percentage_transfer_payments_recipients",
    "s4_percentage_transfer_payments_recipients_below_15_years",
]
D = [f"d{name[1:]}" for name in S]


def mss(edition: str, table: str) -> tuple[str, ...]:
    return ("mss_berlin", edition, f"berlin-monitoring-social-urban-development-{edition}-00-{table}.csv")


def kinds(result) -> Counter[tuple[str, str]]:
    return Counter((defect.kind, defect.severity) for defect in result.defects)


def number_columns(names, **more) -> list[dict]:
    return [{"source": name, "kind": "number", **more} for name in names]


def mss_mapping(columns, digits=8, **more):
    return parse_mapping(
        {
            "id": "mss",
            "key": {"column": "id", "length": digits, "pattern": r"\d+"},
            "columns": [{"source": "inhabitants", "kind": "integer", "required": True}, *number_columns(columns)],
            **more,
        }
    )


@pytest.mark.parametrize(("edition", "valid"), [("2013", 434), ("2017", 436)])
def test_shifted_headers_are_found_by_text_in_a_number_column(edition, valid, published):
    """Table 3: the seventh of eight z-columns holds the class text 'mittel'."""
    path = published(*mss(edition, "3-districts"))
    result = import_file(path, mss_mapping([f"z_{name}" for name in S + D]))
    texts = [defect for defect in result.errors if defect.kind == "not a number"]
    assert {defect.column for defect in texts} == {f"z_{D[2]}"}
    assert len(texts) == valid
    assert str(texts[0]) == f"error: row 2, 'z_{D[2]}': 'mittel' is not a number"


@pytest.mark.parametrize(("edition", "excluded"), [("2013", 13), ("2017", 11)])
def test_excluded_areas_coded_0_are_never_a_value(edition, excluded, published):
    check = {"kind": "zero_coded", "columns": S + D}
    result = import_file(published(*mss(edition, "2-1-planning-areas")), mss_mapping(S + D, checks=[check]))
    assert kinds(result) == {("zero coded", NOTE): excluded * 8}
    place = result.keys.index("01011102")
    assert result.values[S[0]][place] == Sign("missing")
    assert result.values[S[0]][0] == pytest.approx(6.38298 if edition == "2013" else 4.98155)
    assert result.rows()[place][:6] == ["01011102", "area", 180 if edition == "2013" else 192, None, None, "missing"]


def test_a_table_of_another_period_contradicts_the_level_below(published):
    """2017, table 2-2: district regions hold the values of 2019; 2013 is sound."""

    def run(edition: str):
        below = {
            "kind": "level_below",
            "file": str(published(*mss(edition, "2-1-planning-areas"))),
            "key": "id",
            "sums": ["inhabitants"],
            "means": [S[0], S[2], S[3]],
            "skip_zero": S[0],
            "tolerance": 1.0,
        }
        return import_file(published(*mss(edition, "2-2-district-regions")), mss_mapping(S + D, 6, checks=[below]))

    assert [d for d in run("2013").errors if d.column in S] == []
    wrong = Counter(d.column for d in run("2017").errors if d.kind == "level below")
    assert wrong["inhabitants"] > 100
    assert wrong[S[0]] > 50


def test_the_row_without_a_polygon_is_named(published):
    path = published("berlin_lor_population", "2020-02-t1-planning-areas.csv")
    with path.open(encoding="utf-8-sig") as stream:
        header = next(csv.reader(stream))
    origin = ["inhabitants_germans_without_migration_background", "inhabitants_germans_with_migration_background"]
    mapping = parse_mapping(
        {
            "id": "lor",
            "key": {"column": "id", "length": 8},
            "columns": [
                {"source": name, "kind": "number" if name.endswith("percentage") else "integer", "required": True}
                for name in header[1:]
            ],
            "checks": [
                {"kind": "sum", "parts": [*origin, "inhabitants_foreigners"], "total": "inhabitants"},
                {
                    "kind": "has_polygon",
                    "polygons": str(published("berlin_lor_geo", "planungsraeume_bis_2020.geojson")),
                    "property": "id",
                },
            ],
        }
    )
    result = import_file(path, mapping)
    assert [(d.kind, d.value) for d in result.errors] == [("no polygon", "04030417")]
    mapping = parse_mapping(
        {
            "id": "lor",
            "key": {"column": "id", "length": 8, "not_assigned": ["04030417"]},
            "columns": [{"source": "inhabitants", "kind": "integer"}],
            "ignore_columns": header[2:],
        }
    )
    result = import_file(path, mapping)
    assert kinds(result) == {("not assigned", NOTE): 1}
    assert sum(result.values["inhabitants"]) == 3_769_962
    areas = [n for n, kind in zip(result.values["inhabitants"], result.kinds, strict=True) if kind == "area"]
    assert (len(areas), sum(areas)) == (447, 3_769_962 - 10_786)


SCHOOLS = """
id = "nrw-schools"
ignore_columns = ["Schuljahr", "Verwaltungsbezirk", "Amtliche Bezeichnung 1", "Amtliche Bezeichnung 2",
  "Amtliche Bezeichnung 3", "Straße und Hausnummer", "Ort", "Rechtsstatus", "Telefonnummer Durchwahl",
  "Faxnummer Vorwahl", "Faxnummer Durchwahl", "Offizielle E-Mail-Adresse", "found_address", "Startchancen-Schule"]
[key]
column = "Amtlicher Gemeindeschlüssel"
name = "municipality"
length = 8
pad_zero = true
repeats = true
[[columns]]
source = "Schulform"
required = true
[[columns]]
source = "Schulnummer"
pattern = '\\d{6}'
[[columns]]
source = "Postleitzahl"
pattern = '\\d{5}'
[[columns]]
source = "Telefonnummer Vorwahl"
name = "phone"
kind = "phone"
repair = true
[[columns]]
source = "Anzahl"
name = "pupils"
kind = "integer"
minimum = 0
[[columns]]
source = "Sozialindex"
name = "social_index"
kind = "integer"
required = true
minimum = 1
maximum = 9
empty_when = { column = "Schulform", values = [EMPTY_TYPES] }
[[columns]]
source = "longitude"
kind = "number"
[[columns]]
source = "latitude"
kind = "number"
[[checks]]
kind = "point_in_polygon"
longitude = "longitude"
latitude = "latitude"
polygons = "POLYGONS"
property = "AGS"
"""


def test_the_school_list_with_all_its_defects(tmp_path, published):
    path = published("nrw_schulen", "schulen_kreis_unna_warendorf.csv")
    with path.open(encoding="utf-8") as stream:
        rows = list(csv.DictReader(stream))
    blank = sorted({row["Schulform"] for row in rows if not row["Sozialindex"]})
    polygons = published("kreis_grenzen_vg250", "gemeinden_kreis_unna_warendorf.geojson")
    text = SCHOOLS.replace("POLYGONS", str(polygons)).replace("EMPTY_TYPES", ", ".join(f'"{name}"' for name in blank))
    mapping = tmp_path / "schools.toml"
    mapping.write_text(text, encoding="utf-8")
    result = import_file(path, load_mapping(mapping))
    found = kinds(result)
    assert found["leading zero", REPAIRED] == 195
    assert result.keys[0] == "05570004"
    assert found["outside its area", ERROR] == 8
    assert found["phone as decimal", REPAIRED] == sum(row["Telefonnummer Vorwahl"].endswith(".0") for row in rows) > 150
    assert result.values["phone"][0] == "2382"
    # The social index itself was turned into decimals (4.0), and is a whole number from 1 to 9 or allowed to be empty.
    assert set(result.values["social_index"]) == {None, 1, 2, 3, 4, 5, 6, 7, 8, 9}
    assert Counter(d.kind for d in result.errors) == {"outside its area": 8}
    assert any("km away" in d.message and "49.1" in d.message for d in result.errors)  # Normandy

    # A type that must have an index and has none is an error, by row.
    strict = text.replace(", ".join(f'"{name}"' for name in blank), '"Förderschule"')
    mapping.write_text(strict, encoding="utf-8")
    empty = [d for d in import_file(path, load_mapping(mapping)).errors if d.kind == "empty"]
    assert empty
    assert all(rows[d.row - 2]["Sozialindex"] == "" for d in empty)


GERMAN = """Sozialstruktur 2014;;;
Stand: 31.12.2014;;;
Stadtteil;Einwohner;Anteil;Wohnungen
101;1.234;12,5;*
102;.;-;x
103;987;7,25;400
Quelle: Statistikamt Nord;;;
"""
GERMAN_MAPPING = {
    "id": "german",
    "encoding": "cp1252",
    "header_row": 3,
    "decimal": ",",
    "footer": ["Quelle"],
    "key": {"column": "Stadtteil", "length": 3},
    "signs": {"*": "secret", ".": "secret", "-": "zero", "x": "not meaningful"},
    "columns": [
        {"source": "Einwohner", "kind": "integer"},
        {"source": "Anteil", "kind": "number"},
        {"source": "Wohnungen", "kind": "integer"},
    ],
}


def test_german_numbers_signs_titles_and_footer(tmp_path):
    path = tmp_path / "hh.csv"
    path.write_text(GERMAN, encoding="cp1252")
    result = import_file(path, parse_mapping(GERMAN_MAPPING))
    assert result.defects == ()
    assert result.values["Einwohner"] == (1234, Sign("secret"), 987)
    assert result.values["Anteil"] == (12.5, 0, 7.25)
    assert result.values["Wohnungen"] == (Sign("secret"), Sign("not meaningful"), 400)
    wrong = import_file(path, parse_mapping({**GERMAN_MAPPING, "decimal": "."}))
    assert [(d.row, d.column) for d in wrong.errors] == [(4, "Anteil"), (4, "Einwohner"), (6, "Anteil")]
    assert "is the decimal sign of the mapping right?" in wrong.errors[0].message


def small(tmp_path, text: str, columns: list[dict], **more):
    path = tmp_path / "data.csv"
    path.write_text(text, encoding="utf-8")
    return import_file(path, parse_mapping({"id": "t", "key": {"column": "id"}, "columns": columns, **more}))


def test_pseudo_rows_and_missing_areas(tmp_path):
    """MSS 2015/2019: '00Nummer' instead of an area; 2021: 447 of 542 areas."""
    (tmp_path / "areas.csv").write_text("id\n01011101\n01011102\n01011103\n")
    result = small(
        tmp_path,
        "id,n\n01011101,5\n00Nummer,6\n01011103,7\n01011103,8\n",
        [{"source": "n", "kind": "integer"}],
        key={"column": "id", "length": 8, "pattern": r"\d{8}", "known": str(tmp_path / "areas.csv")},
    )
    assert [(d.row, d.kind, d.value) for d in result.errors] == [
        (0, "missing area", "01011102"),
        (0, "unknown area", "00Nummer"),
        (3, "key pattern", "00Nummer"),
        (5, "doubled key", "01011103"),
    ]


def test_two_numbers_run_together_break_the_sum(tmp_path):
    """Düsseldorf, Oberrath: a30_49 = 625192 where the groups sum to 2,036."""
    result = small(
        tmp_path,
        "id,young,middle,total\n1,100,625192,2036\n2,100,200,300\n",
        [{"source": name, "kind": "integer"} for name in ("young", "middle", "total")],
        checks=[{"kind": "sum", "parts": ["young", "middle"], "total": "total"}],
    )
    assert [str(d) for d in result.errors] == ["error: row 2, 'total': young + middle = 625292, but total = 2036"]


def test_a_check_over_a_missing_column_reports_the_column_only(tmp_path):
    result = small(
        tmp_path,
        "id,young,total\n1,1234567,3748148\n2,1,\n",
        [{"source": name, "kind": "integer"} for name in ("young", "old", "total")],
        checks=[
            {"kind": "sum", "parts": ["young", "old"], "total": "total"},
            {"kind": "sum", "parts": ["young"], "total": "total"},
        ],
    )
    assert [str(d) for d in result.errors] == [
        "error: row 1, 'old': the column 'old' is missing",
        "error: row 2, 'total': young = 1234567, but total = 3748148",
    ]


def test_a_column_mapped_twice_and_a_wrong_period_are_noticed(tmp_path):
    rows = "".join(f"{i},{i * 3},{i * 3}\n" for i in range(1, 31))
    (tmp_path / "old.csv").write_text("id,a,b\n" + rows)
    result = small(
        tmp_path,
        "id,a,b\n" + rows,
        [{"source": "a", "kind": "integer"}, {"source": "b", "kind": "integer"}],
        checks=[
            {"kind": "identical_columns", "columns": ["a", "b"]},
            {"kind": "other_period", "file": str(tmp_path / "old.csv"), "key": "id", "columns": ["a"]},
        ],
    )
    assert [(d.kind, d.column) for d in result.errors] == [("other period", "a"), ("identical columns", "b")]
    assert "agree in 30 of 30 rows" in result.errors[1].message


def test_times_dates_limits_and_columns_nobody_mapped(tmp_path):
    result = small(
        tmp_path,
        "id,opens,closes,day,share,extra\n1,14:00,4:00 PM,31.12.2024,101,x\n2,09:00,12:00,2024-02-30,50,y\n3,1,2\n",
        [
            {"source": "opens", "kind": "time"},
            {"source": "closes", "kind": "time"},
            {"source": "day", "kind": "date"},
            {"source": "share", "kind": "number", "minimum": 0, "maximum": 100},
            {"source": "gone"},
        ],
    )
    assert [(d.row, d.column, d.kind) for d in result.errors] == [
        (1, "extra", "unknown column"),
        (1, "gone", "missing column"),
        (2, "closes", "time format"),
        (2, "share", "too large"),
        (3, "day", "not a date"),
        (4, "", "row length"),
    ]


def test_xlsx_reads_like_csv(tmp_path):
    book = openpyxl.Workbook()
    sheet = book.active
    for row in (["Titel", None, None], ["id", "n", None], [5978004, 12.0, None], [5978008, "*", " "]):
        sheet.append(row)
    book.save(tmp_path / "t.xlsx")
    mapping = parse_mapping(
        {
            "id": "x",
            "header_row": 2,
            "key": {"column": "id", "length": 8, "pad_zero": True},
            "signs": {"*": "secret"},
            "columns": [{"source": "n", "kind": "integer"}],
        }
    )
    result = import_file(tmp_path / "t.xlsx", mapping)
    assert result.keys == ("05978004", "05978008")
    assert result.values["n"] == (12, Sign("secret"))
    with pytest.raises(DataError, match="there is no sheet 'Blatt 9'"):
        import_file(tmp_path / "t.xlsx", parse_mapping({"id": "x", "sheet": "Blatt 9", "key": {"column": "id"}}))


def test_faulty_mappings_are_refused(tmp_path):
    with pytest.raises(DefinitionError, match="means 'hidden'"):
        parse_mapping({"id": "x", "key": {"column": "id"}, "signs": {"*": "hidden"}})
    with pytest.raises(DefinitionError, match=r"pattern.*cannot be read"):
        parse_mapping({"id": "x", "key": {"column": "id", "pattern": "("}})
    with pytest.raises(DefinitionError, match="must be a table with a kind"):
        parse_mapping({"id": "x", "key": {"column": "id"}, "checks": ["sum"]})
    with pytest.raises(DefinitionError, match="'guess' is not known"):
        small(tmp_path, "id,n\n1,2\n", [{"source": "n"}], checks=[{"kind": "guess"}])
    with pytest.raises(DataError, match="no key column"):
        small(tmp_path, "nr,n\n1,2\n", [{"source": "n"}])


def test_command_reports_and_writes_only_sound_data(tmp_path):
    (tmp_path / "m.toml").write_text(
        'id = "m"\n[key]\ncolumn = "AGS"\nlength = 8\npad_zero = true\n[signs]\n"*" = "secret"\n'
        '[[columns]]\nsource = "n"\nkind = "integer"\n'
    )
    data, out, defects = tmp_path / "d.csv", tmp_path / "o.csv", tmp_path / "defects.csv"
    data.write_text("AGS,n\n5978004,5\n05978008,*\n")
    call = ["import-check", str(tmp_path / "m.toml"), str(data), "-o", str(out), "--defects", str(defects)]
    result = CliRunner().invoke(main, call)
    assert result.exit_code == 0, result.output
    assert out.read_text() == "AGS,row_kind,n,n_sign\n05978004,area,5,\n05978008,area,,secret\n"
    assert "leading zero" in defects.read_text()
    out.unlink()
    data.write_text("AGS,n\n5978004,five\n")
    result = CliRunner().invoke(main, call)
    assert result.exit_code == 1
    assert "row 2, 'n': 'five' is not a number" in result.output
    assert not out.exists()

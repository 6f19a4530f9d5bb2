"""Indicator definitions: the 32 that ship, the little language, counting, windows, reasons."""

from __future__ import annotations

import csv
import itertools
from pathlib import Path

import duckdb
import numpy as np
import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from smallarea.areas import Area, Hierarchy, Snapshots
from smallarea.cli import main
from smallarea.errors import DataError, DefinitionError
from smallarea.expressions import parse, to_sql
from smallarea.indicators import (
    BUILTIN,
    Indicator,
    Source,
    Term,
    compute_indicators,
    load_catalogue,
    load_indicator,
    needed_columns,
)
from smallarea.indices import compute_index, parse_index
from smallarea.periods import Period, parse_period
from smallarea.synthetic import write_tables

TOWN = Hierarchy(
    ("town", "block"),
    (
        Area("A", "town"),
        Area("B", "town"),
        Area("a1", "block", "A"),
        Area("a2", "block", "A"),
        Area("b1", "block", "B"),
    ),
)
NUMBERED = [
    "share_under_18", "youth_quotient", "old_age_quotient", "migration_share", "foreign_share",
    "households_with_children", "lone_parent_share", "large_families", "migration_balance_families",
    "employment_rate", "unemployed_share", "youth_unemployed_share", "long_term_unemployed_share", "sgb2_rate",
    "sgb2_child_rate", "minimum_income_65", "lone_parents_sgb2", "working_recipients", "integration_rate",
    "minijob_entry_rate", "continuous_employment", "integration_rate_lone_parents", "long_term_recipients_change",
    "day_care_rate_u3", "language_findings", "check_up_participation", "gymnasium_transition",
    "education_benefit_take_up", "help_to_raise_children", "project_success_rate", "hours_reached",
    "offers_per_1000_children",
]  # fmt: skip


def write(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def indicator(numerator, denominator, **more) -> Indicator:
    def terms(given) -> tuple[Term, ...]:
        return given if isinstance(given, tuple) else (given,)

    return Indicator("x", {"de": "x", "en": "x"}, terms(numerator), terms(denominator), **more)


def test_the_32_indicators_ship_in_both_languages():
    catalogue = load_catalogue()
    assert [i.id for i in catalogue] == NUMBERED
    assert [i.number for i in catalogue] == list(range(1, 33))
    for entry in catalogue:
        for texts in (entry.title, entry.description):
            assert all(texts[language].strip() for language in ("de", "en"))
            assert texts["de"] != texts["en"]
        assert entry.source
        assert entry.reference
        assert entry.valid_from is not None
        assert entry.multiplier == {"percent": 100, "per_1000": 1000}[entry.unit]
    assert {i.id for i in catalogue if i.unit == "per_1000"} == {
        "migration_balance_families",
        "help_to_raise_children",
        "offers_per_1000_children",
    }
    periods = {
        "31 December": [1, 2, 3, 4, 5, 6, 7, 8, 16],
        "1 March": [24],
        "quarter": [10, 11, 12, 13, 14, 15, 17, 18, 32],
        "month": [19, 20, 21, 22, 23, 31],
        "year": [9, 25, 26, 29],
        "school year": [27, 28],
        "cut-off date": [30],
    }
    assert {i.number: i.period for i in catalogue} == {n: period for period, ns in periods.items() for n in ns}
    needed = needed_columns(catalogue)
    assert needed["benefit_households"] == {"lone_parent"}
    assert "age_limit" not in needed["persons"]
    assert len(needed) == 11


# One person per line: what makes each indicator of the table "persons" countable by hand.
PERSONS = """area,period,age,foreign,unemployed,sgb2
a1,2023-Q4,5,1,0,1
a1,2023-Q4,17,0,0,0
a1,2023-Q4,30,0,1,1
a2,2023-Q4,64,1,1,0
a2,2023-Q4,65,0,0,0
b1,2023-Q4,40,0,0,1
,2023-Q4,20,1,1,1
a1,2024-Q4,6,1,0,1
a1,2024-Q4,18,0,0,0
"""


def test_levels_periods_and_the_total_by_hand(tmp_path):
    persons = {"persons": Source(write(tmp_path / "persons.csv", PERSONS))}
    chosen = [
        indicator(Term("persons", "age < 18"), Term("persons")),
        indicator(Term("persons", "unemployed"), Term("persons", "15 <= age < 65")),
    ]
    first, second = compute_indicators(chosen, persons, TOWN).series
    table = {area: i for i, area in enumerate(["*", "A", "B", "a1", "a2", "b1"])}
    assert first.numerator[:, 0].tolist() == [2, 2, 0, 2, 0, 0]
    assert first.denominator[:, 0].tolist() == [7, 5, 1, 3, 2, 1]  # the total holds the person without an area
    assert first.value[table["A"], 0] == 40
    assert second.numerator[:, 0].tolist() == [3, 2, 0, 1, 1, 0]
    assert second.denominator[:, 0].tolist() == [5, 3, 1, 2, 1, 1]
    # 2024: nobody is left in a2 and B: empty with a reason, never 0.
    assert first.denominator[table["a2"], 1] == 0
    assert np.isnan(first.value[table["a2"], 1])
    assert first.reason[table["a2"], 1] == "denominator is 0"
    assert first.value[table["a1"], 1] == 50


def test_below_the_minimum_the_value_is_empty_with_a_reason(tmp_path):
    persons = {"persons": Source(write(tmp_path / "persons.csv", PERSONS))}
    result = compute_indicators(
        [indicator(Term("persons", "foreign"), Term("persons"), minimum_denominator=3)], persons, TOWN
    )
    cell = result.cell("x", "a2", "2023-Q4")
    assert (cell.numerator, cell.denominator, cell.value) == (1, 2, None)
    assert cell.reason == "denominator below minimum"
    assert result.cell("x", "a1", "2023-Q4").value == pytest.approx(100 / 3)
    assert all((c.value is None) == bool(c.reason) for c in result.cells())


def test_inner_cells_sums_weights_and_gaps(tmp_path):
    cells = write(tmp_path / "c.csv", "area,period,n,hours\na1,2024-Q1,10,5.5\na1,2024-Q1,30,4.5\na2,2024-Q1,5,\n")
    weighted = {"cells": Source(cells, weight="n")}
    result = compute_indicators([indicator(Term("cells", "hours > 5"), Term("cells"))], weighted, TOWN)
    assert (result.cell("x", "a1", "2024-Q1").numerator, result.cell("x", "A", "2024-Q1").denominator) == (10, 45)
    summed = compute_indicators(
        [indicator(Term("cells", sum="hours + 0"), Term("cells", sum="n"))], {"cells": Source(cells)}, TOWN
    )
    assert summed.cell("x", "a1", "2024-Q1").value == pytest.approx(100 * 10 / 40)
    for area in ("a2", "A", "*"):
        assert summed.cell("x", area, "2024-Q1").reason == "source cells are empty or secret"


def test_windows_lags_and_distinct_counts_by_hand(tmp_path):
    events = "area,day,person,month\n" + "".join(
        f"{area},{day},{person},{day[:7]}\n"
        for area, day, person in [
            ("a1", "2023-01-05", 1), ("a1", "2023-01-20", 1), ("a1", "2023-05-01", 1), ("a2", "2023-01-09", 1),
            ("a2", "2023-12-31", 2), ("b1", "2024-02-01", 3), ("", "2024-02-01", 4),
        ]
    )  # fmt: skip
    stock = (
        "area,period\n"
        + "".join(
            f"a1,{period}\n" * n for period, n in [("2023-Q1", 2), ("2023-Q2", 4), ("2023-Q3", 4), ("2023-Q4", 6)]
        )
        + "a1,2024-Q1\nb1,2024-Q1\n"
    )
    sources = {
        "events": Source(write(tmp_path / "e.csv", events), date="day", first="2023-Q1", last="2024-Q1"),
        "stock": Source(write(tmp_path / "s.csv", stock)),
    }
    rate = indicator(
        Term("events", distinct=("person", "month"), window_months=12), Term("stock", window_months=12, over="mean")
    )
    growth = indicator(Term("stock"), Term("stock", lag_months=12))
    result = compute_indicators([rate], sources, TOWN)
    # a1: (1, Jan), (1, May); a2: (1, Jan), (2, Dec); in town A person 1 counts once in January.
    numerators = {area: result.cell("x", area, "2023-Q4").numerator for area in ("a1", "a2", "A", "*")}
    assert numerators == {"a1": 2, "a2": 2, "A": 3, "*": 3}
    assert result.cell("x", "a1", "2023-Q4").denominator == 4  # (2 + 4 + 4 + 6) / 4
    assert result.cell("x", "a1", "2023-Q3").reason == "window of months not complete"
    assert result.cell("x", "*", "2024-Q1").numerator == 4  # May, December, and two in February
    changed = compute_indicators([growth], sources, TOWN)
    assert changed.cell("x", "a1", "2024-Q1").value == 50
    assert changed.cell("x", "a1", "2023-Q4").reason == "window of months not complete"


def test_signed_terms_give_a_balance(tmp_path):
    moves = write(tmp_path / "m.csv", "area,period,way\na1,2024-Q1,in\na1,2024-Q1,out\na1,2024-Q1,out\na2,2024-Q1,in\n")
    people = write(tmp_path / "p.csv", "area,period\n" + "a1,2024-Q1\n" * 4 + "a2,2024-Q1\n")
    balance = (Term("moves", 'way == "in"'), Term("moves", 'way == "out"', sign=-1))
    result = compute_indicators(
        [indicator(balance, Term("people"), multiplier=1000)], {"moves": Source(moves), "people": Source(people)}, TOWN
    )
    assert result.cell("x", "a1", "2024-Q1").value == -250
    assert result.cell("x", "A", "2024-Q1").value == 0


def test_data_of_a_coarser_level_say_nothing_about_finer_areas(tmp_path):
    path = write(tmp_path / "t.csv", "area,period\nA,2024-Q1\nB,2024-Q1\nNowhere,2024-Q1\n")
    result = compute_indicators([indicator(Term("t"), Term("t"))], {"t": Source(path, level="town")}, TOWN)
    assert result.cell("x", "A", "2024-Q1").value == 100
    assert result.cell("x", "a1", "2024-Q1").reason == "source has no data below its level"
    assert result.cell("x", "*", "2024-Q1").denominator == 3
    assert "'Nowhere' is no area of level 'town'" in result.findings[0]


def test_a_missing_table_leaves_indicators_empty_and_is_said(tmp_path):
    path = write(tmp_path / "t.csv", "area,period\na1,2024-Q1\n")
    result = compute_indicators([indicator(Term("gone"), Term("t"))], {"t": Source(path)}, TOWN)
    assert result.cell("x", "a1", "2024-Q1").reason == "source table missing"
    assert "Table 'gone' is not given" in result.findings[0]


def test_versions_and_series_breaks(tmp_path):
    def definition(name: str, age: int, validity: str, extra: str = "") -> Path:
        return write(
            tmp_path / f"{name}.toml",
            f'id = "young"\n{validity}\n[title]\nde = "Jung"\nen = "Young"\n'
            f'[numerator]\ntable = "persons"\nfilter = "age < {age}"\n[denominator]\ntable = "persons"\n{extra}',
        )

    broken = '[[series_breaks]]\nperiod = "2024-Q4"\nde = "neu"\nen = "new age limit"\n'
    files = [
        definition("v1", 18, "valid_to = 2023-12-31"),
        definition("v2", 6, "valid_from = 2024-01-01", broken),
    ]
    persons = {"persons": Source(write(tmp_path / "persons.csv", PERSONS))}
    result = compute_indicators(load_catalogue(files), persons, TOWN)
    assert result.cell("young", "a1", "2023-Q4").numerator == 2
    assert result.cell("young", "a1", "2024-Q4").numerator == 0
    with pytest.raises(DataError, match=r"breaks in 2024-Q4: new age limit"):
        result.change("young", "a1", "2024-Q4", 12)
    files[1] = definition("v2", 6, "valid_from = 2023-06-30")
    with pytest.raises(DefinitionError, match="defined twice for the same time"):
        load_catalogue(files)


def test_a_folder_of_snapshots_is_a_source(tmp_path):
    store = Snapshots(tmp_path / "persons")
    for period, ages in (("2024-Q3", [5, 30, 40]), ("2024-Q4", [5, 9, 30, 40])):
        rows = "".join(f"a1,{age}\n" for age in ages)
        store.add(period, write(tmp_path / "delivery.csv", "area,age\n" + rows), text_columns=("area",))
    young = [indicator(Term("persons", "age < 18"), Term("persons"))]
    result = compute_indicators(young, {"persons": Source(store.folder)}, TOWN)
    assert [result.cell("x", "a1", p).value for p in ("2024-Q3", "2024-Q4")] == [pytest.approx(100 / 3), 50]
    assert result.change("x", "A", "2024-Q4", 3) == pytest.approx(50 - 100 / 3)


def test_parameters_are_taken_from_the_user_or_the_definition(tmp_path):
    persons = {"persons": Source(write(tmp_path / "persons.csv", PERSONS))}
    limited = [indicator(Term("persons", "age < limit"), Term("persons"), parameters=(("limit", 18),))]
    assert compute_indicators(limited, persons, TOWN).cell("x", "*", "2023-Q4").numerator == 2
    other = compute_indicators(limited, persons, TOWN, parameters={"limit": 65})
    assert other.cell("x", "*", "2023-Q4").numerator == 6
    with pytest.raises(DataError, match=r"no definition has the parameter 'limits'.*\n.*limit\."):
        compute_indicators(limited, persons, TOWN, parameters={"limits": 65})


def test_a_window_that_is_no_multiple_of_the_period_is_refused(tmp_path):
    persons = {"persons": Source(write(tmp_path / "persons.csv", PERSONS))}
    with pytest.raises(DataError, match="not a whole number of periods"):
        compute_indicators([indicator(Term("persons", window_months=4), Term("persons"))], persons, TOWN)


def test_columns_are_renamed_and_missing_ones_named(tmp_path):
    path = write(tmp_path / "r.csv", "block,quarter,alter\n01,2024-Q1,9\n")
    hierarchy = Hierarchy(("block",), (Area("01", "block"),))
    source = Source(path, area="block", period="quarter", columns={"age": "alter"})
    chosen = [indicator(Term("persons", "age < 18"), Term("persons"))]
    assert compute_indicators(chosen, {"persons": source}, hierarchy).cell("x", "01", "2024-Q1").value == 100
    with pytest.raises(DataError, match=r"r\.csv, column 'age': there is no such column"):
        compute_indicators(chosen, {"persons": Source(path, area="block", period="quarter")}, hierarchy)
    bad = write(tmp_path / "b.csv", "area,period\n01,soon\n")
    with pytest.raises(DataError, match="'soon' is not a period"):
        compute_indicators([indicator(Term("t"), Term("t"))], {"t": Source(bad)}, hierarchy)


def test_the_result_feeds_an_index_with_shares_and_denominators(tmp_path):
    rows = [f"k{i:02d},2024-Q1,{age}\n" for i in range(40) for age in [10] * (i + 1) + [40] * 5]
    path = write(tmp_path / "p.csv", "area,period,age\n" + "".join(rows))
    hierarchy = Hierarchy(("block",), tuple(Area(f"k{i:02d}", "block") for i in range(40)))
    result = compute_indicators([indicator(Term("t", "age < 18"), Term("t"))], {"t": Source(path)}, hierarchy)
    definition = {"id": "i", "area_column": "area", "indicators": [{"column": "x", "denominator": "x_denominator"}]}
    index = compute_index(parse_index(definition), result.table(["x"], "2024-Q1", "block"))
    assert index.denominators["x_denominator"][:3].tolist() == [6, 7, 8]
    assert index.shares["x"][0] == pytest.approx(100 / 6)
    assert index.warnings == ()


# --- the little language -----------------------------------------------------------------------------------------

ENGINE = duckdb.connect(":memory:")
COLUMNS = {"a": [None, 0, 1, 2], "b": [None, 1, 2, 3]}


def logic(node, row):
    """The slow reference: three-valued logic, None = unknown."""
    kind = node[0]
    if kind == "compare":
        left, right = row[node[1]], node[3]
        if left is None:
            return None
        return {"<": left < right, ">=": left >= right, "==": left == right, "!=": left != right}[node[2]]
    if kind == "in":
        return None if row[node[1]] is None else row[node[1]] in node[2]
    if kind == "none":
        return row[node[1]] is None
    if kind == "not":
        inner = logic(node[1], row)
        return None if inner is None else not inner
    left, right = logic(node[1], row), logic(node[2], row)
    if kind == "and":
        return False if False in (left, right) else None if None in (left, right) else True
    return True if True in (left, right) else None if None in (left, right) else False


def spell(node) -> str:
    kind = node[0]
    if kind == "compare":
        return f"{node[1]} {node[2]} {node[3]}"
    if kind == "in":
        return f"{node[1]} in ({', '.join(map(str, node[2]))},)"
    if kind == "none":
        return f"{node[1]} is None"
    return f"not ({spell(node[1])})" if kind == "not" else f"({spell(node[1])} {kind} {spell(node[2])})"


names = st.sampled_from(["a", "b"])
leaves = st.one_of(
    st.tuples(st.just("compare"), names, st.sampled_from(["<", ">=", "==", "!="]), st.integers(0, 3)),
    st.tuples(st.just("in"), names, st.lists(st.integers(0, 3), min_size=1, max_size=3)),
    st.tuples(st.just("none"), names),
)
trees = st.recursive(
    leaves,
    lambda t: st.one_of(st.tuples(st.just("not"), t), st.tuples(st.sampled_from(["and", "or"]), t, t)),
    max_leaves=6,
)


@settings(max_examples=60)
@given(trees)
def test_filters_count_like_three_valued_logic(tree):
    rows = [dict(zip("ab", pair, strict=True)) for pair in itertools.product(*COLUMNS.values())]
    values = ", ".join("(" + ", ".join("NULL" if v is None else str(v) for v in row.values()) + ")" for row in rows)
    sql = to_sql(parse(spell(tree)), condition=True)
    query = f"SELECT count(*) FILTER (WHERE {sql}) FROM (VALUES {values}) t(a, b)"  # noqa: S608
    counted = ENGINE.execute(query).fetchone()[0]
    assert counted == sum(logic(tree, row) is True for row in rows)


@pytest.mark.parametrize(
    "text",
    [
        "__import__('os')",
        "age.real",
        "age[0]",
        "lambda: 1",
        "age <",
        "age == None",
        "age in other",
        "f(age)",
        "a if b else c",
    ],
)
def test_nothing_but_the_language_is_accepted(text):
    with pytest.raises(DefinitionError):
        parse(text)


def test_texts_are_quoted():
    assert to_sql(parse('name == "O\'Neill"')) == "(\"name\" = 'O''Neill')"
    assert to_sql(parse("not x"), condition=True) == '(NOT CAST("x" AS BOOLEAN))'


# --- periods -----------------------------------------------------------------------------------------------------


@given(st.integers(1990, 2090), st.integers(1, 4), st.integers(-40, 40))
def test_shifting_a_quarter_there_and_back(year, number, steps):
    period = Period(year, number)
    assert period.shift(3 * steps).shift(-3 * steps) == period
    assert parse_period(str(period)) == period
    assert (period.shift(3).start - period.end).days == 1


def test_periods_by_hand():
    assert str(parse_period("2024-11").shift(3)) == "2025-02"
    assert parse_period("2024-Q1").end.isoformat() == "2024-03-31"
    assert parse_period("2024").end.isoformat() == "2024-12-31"
    assert parse_period("2024-11").quarter == 4
    with pytest.raises(DataError, match="not a whole number of periods"):
        parse_period("2024-Q1").shift(2)
    with pytest.raises(DataError, match="write 2024-Q4"):
        parse_period("2024-Q5")


# --- everything together -----------------------------------------------------------------------------------------


def test_all_32_have_values_on_a_synthetic_county(tmp_path):
    county = write_tables(tmp_path, persons=6_000, quarters=9, municipalities=2, spaces=2)
    result = compute_indicators(load_catalogue(), county.sources, county.hierarchy)
    assert result.findings == ()
    last_reported = {i.id: [p for p in result.periods if i.reported_in(p)][-1] for i in load_catalogue()}
    for name in NUMBERED:
        cell = result.cell(name, "*", last_reported[name])
        assert cell.value is not None, (name, cell.reason)
    again = write_tables(tmp_path / "again", persons=6_000, quarters=9, municipalities=2, spaces=2)
    repeated = compute_indicators(load_catalogue(), again.sources, again.hierarchy)
    assert [(c.numerator, c.denominator) for c in repeated.cells()] == [
        (c.numerator, c.denominator) for c in result.cells()
    ]


def test_command(tmp_path):
    write_tables(tmp_path, persons=2_000, quarters=5, municipalities=2, spaces=2)
    names = ["persons", "households"]
    spec = write(
        tmp_path / "county.toml",
        'areas = "areas.csv"\nonly = ["sgb2_child_rate", "lone_parent_share", "day_care_rate_u3"]\n'
        "[parameters]\nchild_age = 15\n" + "".join(f'[tables.{n}]\ndata = "{n}.parquet"\n' for n in names),
    )
    out = tmp_path / "out.csv"
    result = CliRunner().invoke(main, ["indicators", str(spec), "-o", str(out), "--language", "de"])
    assert result.exit_code == 0, result.output
    rows = list(csv.DictReader(out.read_text(encoding="utf-8").splitlines()))
    assert {row["title"] for row in rows} == {
        "SGB-II-Quote der Kinder",
        "Anteil der Alleinerziehenden",
        "Betreuungsquote unter 3",
    }
    # Every quarter, the last quarter only, the first quarter only; 6 areas and the total.
    assert len(rows) == 7 * (5 + 2 + 1)
    assert all((row["value"] == "") == (row["reason"] != "") for row in rows)
    listed = CliRunner().invoke(main, ["indicators", str(spec), "--columns"])
    assert "households: children, lone_parent" in listed.output
    spec.write_text(spec.read_text().replace("lone_parent_share", "lone_parents"))
    failed = CliRunner().invoke(main, ["indicators", str(spec), "-o", str(out)])
    assert failed.exit_code == 2
    assert "there is no indicator 'lone_parents'" in failed.output
    spec.write_text('areas = "areas.csv"\n[tables]\npersons = "persons.parquet"\n')
    failed = CliRunner().invoke(main, ["indicators", str(spec), "-o", str(out)])
    assert failed.exit_code == 2
    assert "write [tables.persons] above its keys" in failed.output


def test_indicators_feed_the_shipped_index_on_the_command_line(tmp_path):
    write_tables(tmp_path, persons=60_000, quarters=4, municipalities=6, spaces=2)
    ids = [
        "sgb2_child_rate",
        "unemployed_share",
        "minimum_income_65",
        "lone_parent_share",
        "migration_balance_families",
    ]
    spec = write(
        tmp_path / "county.toml",
        f'areas = "areas.csv"\nonly = {ids}\n'
        + "".join(f'[tables.{n}]\ndata = "{n}.parquet"\n' for n in ("persons", "households", "moves")),
    )
    shares, out = tmp_path / "shares.csv", tmp_path / "index.csv"
    wide = ["indicators", str(spec), "--period", "2024-Q4", "--level", "space", "-o", str(shares)]
    assert CliRunner().invoke(main, wide).exit_code == 0
    burden = BUILTIN / "indices" / "county_burden.toml"
    done = CliRunner().invoke(main, ["index", str(burden), str(shares), "-o", str(out), "--full"])
    assert done.exit_code == 0, done.output
    rows = list(csv.DictReader(out.read_text().splitlines()))
    assert len(rows) == 12
    assert all(float(row["sgb2_child_rate_denominator"]) >= 30 for row in rows)
    dimensions = [(float(row["dimension_income"]) + float(row["dimension_families"])) / 2 for row in rows]
    assert [float(row["sum"]) for row in rows] == pytest.approx(dimensions)
    wide[3] = "2030-Q1"
    assert "there are no data for 2030-Q1" in CliRunner().invoke(main, wide).output


def test_a_faulty_definition_names_file_and_key(tmp_path):
    source = next(BUILTIN.glob("11_*.toml")).read_text(encoding="utf-8")
    for old, new, message in (
        ('unit = "percent"', 'unit = "percents"', "use one of: percent, per_1000, ratio"),
        ('filter = "unemployed"', 'filter = "unemployed &"', "cannot be read"),
        ("[denominator]", "[denominater]", "'denominator': it is missing"),
        ('filter = "unemployed"', 'sum = "n"\ndistinct = ["n"]', "cannot be a sum and a distinct count"),
    ):
        with pytest.raises(DefinitionError, match=message):
            load_indicator(write(tmp_path / "i.toml", source.replace(old, new, 1)))


def figures(result) -> list[tuple]:
    return [(cell.numerator, cell.denominator, cell.value, cell.reason) for cell in result.cells(every_period=True)]


def both_engines(folder: Path, engine) -> tuple[list[tuple], list[tuple]]:
    """All 32 indicators by DuckDB and by another engine through Ibis."""
    from smallarea.indicators.cluster import IbisBackend

    county = write_tables(folder, persons=2_000, quarters=6, municipalities=2, spaces=2)
    ours = compute_indicators(load_catalogue(), county.sources, county.hierarchy)
    theirs = compute_indicators(load_catalogue(), county.sources, county.hierarchy, backend=IbisBackend(engine))
    return figures(ours), figures(theirs)


def test_ibis_gives_equal_results(tmp_path):
    ibis = pytest.importorskip("ibis", reason="the optional extra 'cluster' is not installed")
    ours, theirs = both_engines(tmp_path, ibis.duckdb.connect())
    assert theirs == ours


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")  # Spark warns about the versions of its own helpers
def test_local_spark_gives_equal_results(tmp_path):
    ibis = pytest.importorskip("ibis", reason="the optional extra 'cluster' is not installed")
    spark = pytest.importorskip("pyspark.sql", reason="the optional extra 'cluster' is not installed")
    builder = spark.SparkSession.builder.master("local[2]").config("spark.ui.enabled", "false")
    session = builder.config("spark.sql.shuffle.partitions", "2").getOrCreate()
    try:
        ours, theirs = both_engines(tmp_path, ibis.pyspark.connect(session))
    finally:
        session.stop()
    assert theirs == ours

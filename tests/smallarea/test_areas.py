"""Hierarchies, aggregation over levels, snapshots."""

from __future__ import annotations

import csv
import datetime as dt
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from smallarea.areas import (
    TOTAL,
    Area,
    Dimension,
    Hierarchy,
    Snapshots,
    aggregate,
    compare_levels,
    read_hierarchy,
)
from smallarea.cli import main
from smallarea.engine import connect
from smallarea.errors import DataError
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
LEVELS = {"district": 2, "forecast_area": 4, "district_region": 6, "planning_area": 8}
FILES = {
    "total": "city",
    "district": "districts",
    "forecast_area": "forecast-areas",
    "district_region": "district-regions",
    "planning_area": "planning-areas",
}


def write(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize(("date", "total"), [("2018-02", 3_748_148), ("2020-02", 3_769_962)])
def test_every_level_of_berlin_sums_to_the_city(date, total, published):
    """4 columns of origin and 11 of age and sex, on every level, to the last person."""
    tables: dict[str, dict[str, dict[str, float]]] = {level: {} for level in FILES}
    for level, name in FILES.items():
        for kind in ("t1", "t2"):
            path = published("berlin_lor_population", f"{date}-{kind}-{name}.csv")
            with path.open(encoding="utf-8-sig", newline="") as stream:
                for row in csv.DictReader(stream):
                    key = TOTAL if level == "total" else row["id"]
                    counts = {k: float(v) for k, v in row.items() if k != "id" and not k.endswith("percentage")}
                    tables[level].setdefault(key, {}).update(counts)
    hierarchy = Hierarchy.from_prefixes(tables["planning_area"], LEVELS)
    assert tables["total"][TOTAL]["inhabitants"] == total
    for level in LEVELS:
        assert sum(row["inhabitants"] for row in tables[level].values()) == total
    assert compare_levels(tables, hierarchy) == []

    tables["district_region"]["010111"]["inhabitants"] += 1
    named = [str(difference) for difference in compare_levels(tables, hierarchy)]
    assert len(named) == 2
    if date == "2020-02":
        assert "published 15058, the level below sums to 15057" in named[1]
    assert "district_region '010111', inhabitants" in named[1]
    assert "difference +1" in named[1]


def test_a_measure_that_a_level_lacks_is_named():
    levels = {"town": {"A": {"n": 3.0}}, "block": {"a1": {"n": 1.0}, "a2": {"m": 2.0}}}
    with pytest.raises(DataError, match="column 'n': block 'a2' has no value"):
        compare_levels(levels, TOWN)


def test_aggregate_reads_the_berlin_planning_areas_by_prefix(tmp_path, published):
    data = published("berlin_lor_population", "2020-02-t1-planning-areas.csv")
    spec = write(
        tmp_path / "spec.toml",
        f'data = "{data}"\narea = "id"\ncount = "inhabitants"\n[prefixes]\n'
        + "".join(f"{level} = {digits}\n" for level, digits in LEVELS.items()),
    )
    out = tmp_path / "out.csv"
    result = CliRunner().invoke(main, ["aggregate", str(spec), "-o", str(out)])
    assert result.exit_code == 0, result.output
    with out.open(newline="") as stream:
        rows = list(csv.DictReader(stream))
    for level in LEVELS:
        assert sum(float(row["count"]) for row in rows if row["level"] == level) == 3_769_962
    assert next(row["count"] for row in rows if row["area"] == "040304") == "24449"


def test_not_assigned_counts_in_the_total_and_in_no_area(tmp_path):
    data = write(
        tmp_path / "p.csv",
        "block,age,sex\na1,3,f\na1,17,m\na2,70,f\nb1,30,m\n,5,f\nelsewhere,40,m\nzz,1,m\n",
    )
    result = aggregate(
        data,
        TOWN,
        area="block",
        dimensions=[Dimension("group", "age", (6, 18)), Dimension("sex")],
        unassigned=["elsewhere"],
    )
    assert result.count(TOTAL) == 7
    assert result.count("A") == 3
    assert result.count("A", group="6-17") == 1
    assert result.count("A", group="<6", sex="f") == 1
    assert result.count("b1", group="18+") == 1
    assert result.unassigned == 3
    assert result.unknown == {"zz": 1.0}
    assert result.sums() == {"town": 7.0, "block": 7.0}
    assert {row.count for row in result.rows if row.level == "not assigned" and row.dimensions == ("<6", "*")} == {2.0}


def test_aggregate_keeps_leading_zeros_and_reads_missing_values(tmp_path):
    hierarchy = Hierarchy(("area",), (Area("05978004", "area"),))
    data = write(tmp_path / "p.csv", "ags,age\n05978004,\n05978004,20\n")
    result = aggregate(data, hierarchy, area="ags", dimensions=[Dimension("group", "age", (18,), ("child", "adult"))])
    assert result.count("05978004") == 2
    assert result.count("05978004", group="unknown") == 1
    assert result.count("05978004", group="adult") == 1


def test_parquet_gives_the_same_counts_as_csv(tmp_path):
    county = write_tables(tmp_path, persons=500, quarters=2, municipalities=2, spaces=2)
    parquet = county.sources["persons"].path
    csv_file = tmp_path / "persons.csv"
    with connect() as connection:
        connection.execute(f"COPY (SELECT * FROM '{parquet}') TO '{csv_file}' (HEADER)")  # noqa: S608
    sex, groups = Dimension("sex"), Dimension("group", "age", (18, 65))
    both = [
        aggregate(path, county.hierarchy, area="area", dimensions=[sex, groups], where='period == "2024-Q4"')
        for path in (parquet, csv_file)
    ]
    assert both[0] == both[1]
    assert both[0].count(TOTAL) == 500
    assert both[0].sums() == {"municipality": 500, "space": 500}


def test_an_empty_count_is_refused(tmp_path):
    data = write(tmp_path / "c.csv", "block,n\na1,3\na2,\n")
    with pytest.raises(DataError, match="empty or negative"):
        aggregate(data, TOWN, area="block", count="n")


rows_strategy = st.lists(
    st.tuples(st.sampled_from(["a1", "a2", "b1", "", "other"]), st.integers(0, 99), st.sampled_from("fm")), max_size=40
)


@settings(max_examples=30)
@given(rows_strategy)
def test_aggregate_equals_counting_by_hand(tmp_path_factory, rows):
    """The slow reference: one loop over the rows for every cell."""
    text = "block,age,sex\n" + "".join(f"{a},{b},{c}\n" for a, b, c in [*rows, ("a1", 1, "f")])
    data = write(tmp_path_factory.mktemp("agg") / "p.csv", text)
    result = aggregate(data, TOWN, area="block", dimensions=[Dimension("group", "age", (18, 65)), Dimension("sex")])
    above = {"a1": {"a1", "A", TOTAL}, "a2": {"a2", "A", TOTAL}, "b1": {"b1", "B", TOTAL}}
    group = {True: "<18", False: ""}
    for row in result.rows:
        if row.level == "not assigned":
            continue
        expected = 0
        for block, age, sex in [*rows, ("a1", 1, "f")]:
            label = group[age < 18] or ("18-64" if age < 65 else "65+")
            fits = row.dimensions[0] in {TOTAL, label} and row.dimensions[1] in {TOTAL, sex}
            expected += fits and row.area in above.get(block, {TOTAL})
        assert row.count == expected


def test_hierarchy_at_a_date_and_its_faults(tmp_path):
    path = write(
        tmp_path / "areas.csv",
        "id,level,parent,name,valid_from,valid_to\n"
        "1,town,,North,,\n11,block,1,Old,,2020-12-31\n11,block,1,New,2021-01-01,\n12,block,1,Later,2021-01-01,\n",
    )
    hierarchy = read_hierarchy(path)
    assert hierarchy.levels == ("town", "block")
    assert [a.name for a in hierarchy.at(dt.date(2020, 6, 30)).of_level("block")] == ["Old"]
    assert [a.name for a in hierarchy.at(dt.date(2021, 1, 1)).of_level("block")] == ["New", "Later"]
    assert hierarchy.path("11") == {"town": "1", "block": "11"}
    with pytest.raises(DataError, match="several versions"):
        hierarchy.index()
    with pytest.raises(DataError, match="exists twice"):
        Hierarchy(("town",), (Area("1", "town"), Area("1", "town")))
    with pytest.raises(DataError, match="no parent 'X'"):
        Hierarchy(("town", "block"), (Area("1", "town"), Area("11", "block", "X")))
    with pytest.raises(DataError, match="leading zero"):
        Hierarchy.from_prefixes(["5978004"], {"county": 5, "municipality": 8})
    with pytest.raises(DataError, match=r"areas\.csv, row 2, column 'valid_from'"):
        read_hierarchy(write(tmp_path / "areas.csv", "id,level,parent,valid_from\n1,town,,soon\n"))


def test_snapshots_are_never_overwritten_and_know_their_breaks(tmp_path):
    store = Snapshots(tmp_path / "unemployed")
    store.add("2024-Q3", write(tmp_path / "q3.csv", "area,n\n01,5\n"), text_columns=("area",))
    store.add("2024-Q4", write(tmp_path / "q4.csv", "area,n,period\n01,6,2024-Q4\n"), text_columns=("area",))
    with pytest.raises(DataError, match="exists already"):
        store.add("2024-Q4", tmp_path / "q4.csv")
    with pytest.raises(DataError, match="another period"):
        store.add("2025-Q1", tmp_path / "q4.csv")
    with pytest.raises(DataError, match="columns differ from 2024-Q4: m, n"):
        store.add("2025-Q1", write(tmp_path / "q1.csv", "area,m\n01,7\n"))
    store.add_break("2025-Q1", "*", "new definition of the source")
    store.add("2025-Q1", tmp_path / "q1.csv", text_columns=("area",))
    assert [str(p) for p in store.periods()] == ["2024-Q3", "2024-Q4", "2025-Q1"]
    assert store.break_between("n", "2024-Q3", "2024-Q4") is None
    assert store.break_between("n", "2024-Q4", "2025-Q1").reason == "new definition of the source"
    assert store.verify() == []
    (tmp_path / "unemployed" / "2024-Q3.parquet").write_bytes(b"tampered")
    assert store.verify() == ["2024-Q3"]

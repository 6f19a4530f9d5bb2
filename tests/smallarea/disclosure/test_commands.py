"""The commands protect and audit through their files."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from smallarea.cli import main

SPEC = """
data = "cells.csv"
count = "n"
threshold = 3
zeros_public = true
[[tables]]
id = "towns"
dimensions = [["town", "space"], ["age"]]
[[tables]]
id = "catchments"
dimensions = [["catchment", "space"]]
"""
CELLS = """town,space,catchment,age,n
T,s0,A,young,1
T,s0,A,old,20
T,s1,B,young,14
T,s1,B,old,17
U,s2,A,young,16
U,s2,A,old,12
U,s3,B,young,15
U,s3,B,old,18
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "spec.toml").write_text(SPEC)
    (tmp_path / "cells.csv").write_text(CELLS)
    return tmp_path


def call(folder: Path, *words: str) -> Result:
    paths = [str(folder / word) if "." in word else word for word in words]
    return CliRunner().invoke(main, paths)


def protect(folder: Path) -> Result:
    return call(folder, "protect", "spec.toml", "-o", "out.csv", "--report", "report.json")


def rows_of(folder: Path) -> list[dict[str, str]]:
    with (folder / "out.csv").open(newline="") as stream:
        return list(csv.DictReader(stream))


def rewrite(folder: Path, rows: list[dict[str, str]]) -> None:
    with (folder / "out.csv").open("w", newline="") as stream:
        writer = csv.DictWriter(stream, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


def test_protect_writes_the_table_and_its_report(folder: Path) -> None:
    result = protect(folder)
    assert result.exit_code == 0, result.output
    rows = rows_of(folder)
    assert list(rows[0]) == ["table", "space", "age", "value", "status"]
    assert len(rows) == 7 * 3 + 7
    by_cell = {(row["table"], row["space"], row["age"]): row for row in rows}
    assert by_cell["towns", "*", "*"]["value"] == "113"
    assert by_cell["towns", "T/s0", "young"] == {
        "table": "towns",
        "space": "T/s0",
        "age": "young",
        "value": "",
        "status": "suppressed",
    }
    assert by_cell["catchments", "A/s0", ""]["value"] == by_cell["towns", "T/s0", "*"]["value"]
    assert all((row["value"] == "") == (row["status"] == "suppressed") for row in rows)
    report = json.loads((folder / "report.json").read_text())
    assert report["cells"] == 7 * 3 + 2, "the spaces of both tables are the same cells, and so is the total"
    assert report["primary"] == 1
    assert report["suppressed"] == len({c for c, row in by_cell.items() if row["value"] == "" and c[0] == "towns"})
    assert report["audit"] == dict.fromkeys(("below_threshold", "exact", "insider_pairs", "integer_witness_missing"), 0)
    assert report["method"] == "default"
    assert report["seconds"] >= 0


def test_audit_passes_what_protect_wrote(folder: Path) -> None:
    protect(folder)
    result = call(folder, "audit", "spec.toml", "out.csv", "--report", "audit.json")
    assert result.exit_code == 0, result.output
    assert json.loads((folder / "audit.json").read_text())["audit"]["exact"] == 0


def test_audit_fails_and_names_the_cell_when_a_hidden_one_is_published(folder: Path) -> None:
    protect(folder)
    rows = rows_of(folder)
    for row in rows:
        if row["table"] == "towns" and row["status"] == "suppressed" and row["age"] == "old" and row["space"] == "T/s0":
            row |= {"value": "20", "status": "published"}
    rewrite(folder, rows)
    result = call(folder, "audit", "spec.toml", "out.csv", "--report", "audit.json")
    assert result.exit_code == 1
    assert "towns: T/s0 | young" in result.output
    report = json.loads((folder / "audit.json").read_text())
    assert report["audit"]["exact"] == 1
    assert report["found"]["exact"] == ["towns: T/s0 | young"]


def test_the_exact_method_reports_its_gap(folder: Path) -> None:
    result = call(folder, "protect", "spec.toml", "-o", "out.csv", "--report", "report.json", "--method", "exact")
    assert result.exit_code == 0, result.output
    report = json.loads((folder / "report.json").read_text())
    assert (report["method"], report["gap"]) == ("exact", 0.0)


def test_persons_without_a_count_column_are_counted(folder: Path) -> None:
    (folder / "cells.csv").write_text("area,age\n" + "A,young\n" * 2 + "A,old\n" * 9 + "B,young\n" * 7 + "B,old\n" * 8)
    (folder / "spec.toml").write_text('data = "cells.csv"\n[[tables]]\nid = "t"\ndimensions = [["area"], ["age"]]\n')
    assert protect(folder).exit_code == 0
    figures = {(row["area"], row["age"]): row["value"] for row in rows_of(folder)}
    assert figures["*", "*"] == "26"
    assert figures["A", "young"] == ""


def test_noise_and_rounding_write_the_same_columns(folder: Path) -> None:
    (folder / "secret.key").write_text("a secret of the statistics office")
    (folder / "spec.toml").write_text(
        SPEC + '[cellkey]\nsecret_file = "secret.key"\nmax_deviation = 3\nvariance = 1.5\n'
        '[round]\nbase = 10\nstyle = "nearest"\n'
    )
    for method in ("cellkey", "round"):
        result = call(folder, "protect", "spec.toml", "-o", "out.csv", "--report", "report.json", "--method", method)
        assert result.exit_code == 0, result.output
        assert all(row["status"] == "published" for row in rows_of(folder))
        assert json.loads((folder / "report.json").read_text())["method"] == method


@pytest.mark.parametrize(
    ("file", "old", "new", "says"),
    [
        ("cells.csv", "old,20", "old,many", "row 3, column 'n': 'many' is not a count"),
        ("cells.csv", "old,20", "old,-1", "row 3, column 'n': '-1' is not a count"),
        ("cells.csv", "T,s0,A,young", "T,,A,young", "row 2, column 'space': '' cannot be a label"),
        ("cells.csv", "T,s0,A,young", "T,s/0,A,young", "row 2, column 'space': 's/0' cannot be a label"),
        ("spec.toml", '"space"], ["age"]', '"spice"], ["age"]', "column 'spice': there is no such column"),
        ("spec.toml", "threshold = 3", "treshold = 3", "key 'treshold': this key is not known"),
        ("spec.toml", "threshold = 3", "threshold = 0", "key 'threshold': 0 is not possible"),
        ("spec.toml", 'id = "catchments"', 'id = "towns"', "table 'towns' stands twice"),
        ("spec.toml", 'data = "cells.csv"', 'data = "cell.csv"', "cell.csv: there is no such file"),
    ],
)
def test_bad_input_is_named_by_file_row_column_and_cure(folder: Path, file: str, old: str, new: str, says: str) -> None:
    path = folder / file
    path.write_text(path.read_text().replace(old, new, 1))
    result = protect(folder)
    assert result.exit_code == 2
    assert says in result.output
    assert "What to do:" in result.output
    assert not (folder / "out.csv").exists()


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"value": "114"}, "row 2, column 'value': 114 is not the figure of the data"),
        ({"value": ""}, "row 2, column 'value': a published cell has no value"),
        ({"status": "hidden"}, "row 2, column 'status': 'hidden' is not known"),
        ({"status": "suppressed"}, "row 2, column 'value': a suppressed cell carries a value"),
        ({"table": "tables"}, "row 2, column 'table': 'tables' is not a table of the spec"),
        ({"space": "Z"}, "row 2, column 'space': there is no cell Z | *"),
        ({"age": "old"}, "this cell stands twice"),
    ],
)
def test_a_foreign_pattern_with_a_mistake_is_not_audited(folder: Path, change: dict[str, str], says: str) -> None:
    protect(folder)
    rows = rows_of(folder)
    first = next(i for i, row in enumerate(rows) if (row["table"], row["space"], row["age"]) == ("towns", "*", "*"))
    rows.insert(0, rows.pop(first) | change)
    if "age" in change:
        rows[0]["value"] = next(r["value"] for r in rows[1:] if (r["space"], r["age"]) == ("*", "old"))
    rewrite(folder, rows)
    result = call(folder, "audit", "spec.toml", "out.csv")
    assert result.exit_code == 2
    assert says in result.output


def test_a_missing_cell_is_named(folder: Path) -> None:
    protect(folder)
    rewrite(folder, rows_of(folder)[:-1])
    result = call(folder, "audit", "spec.toml", "out.csv")
    assert result.exit_code == 2
    assert "lacks the cell" in result.output


def test_the_previous_release_may_have_had_other_areas(folder: Path) -> None:
    protect(folder)
    before = {tuple(row.values())[:3] for row in rows_of(folder) if row["status"] == "suppressed"}
    (folder / "out.csv").rename(folder / "before.csv")
    (folder / "cells.csv").write_text(CELLS + "U,s4,B,young,30\nU,s4,B,old,31\n")
    (folder / "spec.toml").write_text('previous = "before.csv"\n' + SPEC)
    assert protect(folder).exit_code == 0
    after = {tuple(row.values())[:3] for row in rows_of(folder) if row["status"] == "suppressed"}
    assert after == before


REGISTERED = """
data = "cells.csv"
count = "n"
[[tables]]
id = "t"
dimensions = [["{area}"], ["age"]]
[register]
folder = "register"
population = "county"
release = "{name}"
"""


def test_a_registered_release_counts_for_the_next(folder: Path) -> None:
    """Towns first, catchment areas later: the second release is protected together with the first."""
    (folder / "spec.toml").write_text(REGISTERED.format(area="town", name="first"))
    assert protect(folder).exit_code == 0
    (folder / "spec.toml").write_text(REGISTERED.format(area="catchment", name="second"))
    result = protect(folder)
    assert result.exit_code == 0, result.output
    again = protect(folder)
    assert again.exit_code == 1
    assert "registered already" in again.output
    assert "registered already" in json.loads((folder / "report.json").read_text())["refused"]


def test_a_release_that_gives_a_primary_cell_away_is_refused(folder: Path) -> None:
    """The only other area is a public zero and the total stands in the link: nothing can hide the single person."""
    (folder / "cells.csv").write_text("area,n,change\nA,1,1\nB,9,9\n")
    (folder / "spec.toml").write_text(
        'data = "cells.csv"\n[[units]]\nid = "stock"\ncount = "n"\n'
        '[[units]]\nid = "rate"\ncount = "change"\nkind = "amount"\n'
        '[[tables]]\nid = "t"\ndimensions = [["area"]]\nunit = "stock"\n'
        "[[links]]\nstock = 1\n"
    )
    result = protect(folder)
    assert result.exit_code == 1
    assert "t: A" in result.output
    assert not (folder / "out.csv").exists()
    assert json.loads((folder / "report.json").read_text())["unsafe_cells"] == ["t: A"]

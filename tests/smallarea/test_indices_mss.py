"""Monitoring Soziale Stadtentwicklung Berlin, from raw shares to classes, against the published tables."""

from __future__ import annotations

import csv

import pytest
from click.testing import CliRunner

from smallarea.cli import main
from smallarea.indicators import BUILTIN
from smallarea.indices import compare_classes, compute_index_file, parse_index

STATUS = (
    "s1_percentage_unemployed",
    "s2_percentage_long_term_unemployed",
    "s3_percentage_transfer_payments_recipients",
    "s4_percentage_transfer_payments_recipients_below_15_years",
)
DYNAMIC = tuple(name.replace("s", "d", 1) for name in STATUS)
# Named outliers of the Senate ("zu hohe Extremwerte"): data of the edition, not a rule.
EXCLUDED = {"2013": ["10010203"], "2017": ["10010203", "04020314"]}
COUNTS = {
    "2013": ([80, 264, 52, 38], [54, 330, 50], [[5, 68, 7], [34, 209, 21], [10, 29, 13], [5, 24, 9]]),
    "2017": ([75, 278, 41, 42], [49, 339, 48], [[2, 59, 14], [32, 218, 28], [8, 31, 2], [7, 31, 4]]),
}


def definition(edition: str, columns: tuple[str, ...], breaks: list[float], labels: list[str]) -> dict:
    return {
        "id": f"mss-{edition}",
        "area_column": "id",
        "exclude": EXCLUDED[edition],
        "min_population": 300,
        "population_column": "inhabitants",
        "indicators": [{"column": column, "polarity": 1} for column in columns],
        "standardise": {"ddof": 0},
        "combine": {"method": "sum"},
        "rescale": {"method": "sd", "ddof": 0},
        "classes": {"breaks": breaks, "labels": labels},
    }


def rows_of(path) -> list[list[str]]:
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.reader(stream))[1:]


@pytest.mark.parametrize("edition", ["2013", "2017"])
def test_published_classes_are_reproduced_from_raw_shares(edition, published):
    stem = f"berlin-monitoring-social-urban-development-{edition}-00-"
    shares = published("mss_berlin", edition, f"{stem}2-1-planning-areas.csv")
    status = compute_index_file(parse_index(definition(edition, STATUS, [-1, 1, 1.5], ["1", "2", "3", "4"])), shares)
    dynamic = compute_index_file(parse_index(definition(edition, DYNAMIC, [-1, 1], ["+", "+/-", "-"])), shares)

    classes = {
        row[0]: (row[2], row[3]) for row in rows_of(published("mss_berlin", edition, f"{stem}1-planning-areas.csv"))
    }
    assert dict(zip(status.areas, status.classes, strict=True)) == {a: s.strip("0") for a, (s, _) in classes.items()}
    assert dict(zip(dynamic.areas, dynamic.classes, strict=True)) == {a: d.strip("0") for a, (_, d) in classes.items()}

    # Table 3 has shifted headers: read by position zS1..zS4, status sum, status index, class text, zD1.
    by_area = dict(zip(status.areas, range(len(status.areas)), strict=True))
    for area, _, *cells in rows_of(published("mss_berlin", edition, f"{stem}3-districts.csv")):
        i = by_area[area]
        if not status.classes[i]:
            continue
        computed = [*(status.z[column][i] for column in STATUS), status.total[i], status.index[i]]
        assert computed == pytest.approx([float(cell) for cell in cells[:6]], abs=2e-5)
        assert dynamic.z[DYNAMIC[0]][i] == pytest.approx(float(cells[7]), abs=2e-5)

    by_status, by_dynamic, cells = COUNTS[edition]
    assert list(status.class_counts().values()) == by_status
    assert list(dynamic.class_counts().values()) == by_dynamic
    matrix = compare_classes(status, dynamic)
    assert list(matrix.counts.values()) == [count for line in cells for count in line]


def test_divisor_n_minus_one_fails_the_published_digits(published):
    path = published("mss_berlin", "2013", "berlin-monitoring-social-urban-development-2013-00-2-1-planning-areas.csv")
    raw = definition("2013", STATUS, [-1, 1, 1.5], ["1", "2", "3", "4"])
    raw["standardise"] = {"ddof": 1}
    assert abs(compute_index_file(parse_index(raw), path).z[STATUS[0]][0] - -0.45283) > 2e-4
    raw["standardise"] = {"ddof": 0}
    assert compute_index_file(parse_index(raw), path).z[STATUS[0]][0] == pytest.approx(-0.45283, abs=1e-5)


@pytest.mark.parametrize("edition", ["2013", "2017"])
@pytest.mark.parametrize(("kind", "column"), [("status", 2), ("dynamic", 3)])
def test_the_shipped_definitions_reproduce_the_classes_on_the_command_line(edition, kind, column, tmp_path, published):
    stem = f"berlin-monitoring-social-urban-development-{edition}-00-"
    shares = published("mss_berlin", edition, f"{stem}2-1-planning-areas.csv")
    definition_file = BUILTIN / "indices" / f"mss_berlin_{edition}_{kind}.toml"
    out = tmp_path / "out.csv"
    done = CliRunner().invoke(main, ["index", str(definition_file), str(shares), "-o", str(out)])
    assert done.exit_code == 0, done.output
    found = {row[0]: row[-1] for row in rows_of(out)}
    expected = rows_of(published("mss_berlin", edition, f"{stem}1-planning-areas.csv"))
    assert found == {row[0]: row[column].strip("0") for row in expected}

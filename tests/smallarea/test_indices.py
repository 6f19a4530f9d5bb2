"""Composite indices: every step by hand, principal component, definition files, the command."""

from __future__ import annotations

import csv
import math

import numpy as np
import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from smallarea.cli import main
from smallarea.errors import DataError, DefinitionError
from smallarea.indices import changes, classify, compare_classes, compute_index, first_component, parse_index
from smallarea.indices.steps import standardise
from smallarea.tables import parse_table

BASE = {"id": "t", "area_column": "area", "indicators": [{"column": "a"}, {"column": "b", "polarity": -1}]}


def index(text: str, **more):
    return compute_index(parse_index({**BASE, **more}), parse_table(text, file="data.csv"))


def test_every_number_by_hand():
    """a: 1 2 3 (mean 2, sd sqrt(2/3)), b: 6 4 2 (mean 4, sd sqrt(8/3)), b turned round: both z are equal."""
    result = index("area,a,b\nx,1,6\ny,2,4\nz,3,2\n")
    z = [-math.sqrt(1.5), 0, math.sqrt(1.5)]
    assert result.z["a"] == pytest.approx(z)
    assert result.z["b"] == pytest.approx(z)
    assert result.total == pytest.approx([2 * value for value in z])
    assert result.index == pytest.approx(z)  # divided by its own sd
    assert result.shares["a"].tolist() == [1, 2, 3]
    assert "Only 3 areas" in result.warnings[0]


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({"combine": {"method": "mean"}, "rescale": {"method": "none"}}, [-math.sqrt(1.5), 0, math.sqrt(1.5)]),
        ({"rescale": {"method": "minmax"}}, [0, 0.5, 1]),
        ({"standardise": {"ddof": 1}, "rescale": {"method": "none"}}, [-2, 0, 2]),
        ({"standardise": {"ddof": 1}}, [-1, 0, 1]),
        ({"rescale": {"method": "sd", "ddof": 1}}, [-1, 0, 1]),
        (
            {"indicators": [{"column": "a", "weight": 3}, {"column": "b"}], "rescale": {"method": "none"}},
            [-2 * math.sqrt(1.5), 0, 2 * math.sqrt(1.5)],
        ),
    ],
)
def test_methods_by_hand(more, expected):
    assert index("area,a,b\nx,1,6\ny,2,4\nz,3,2\n", **more).index == pytest.approx(expected)


def test_weighted_standardisation_by_hand():
    """Values 0 and 3 with weights 2 and 1: mean 1, variance (2 * 1 + 1 * 4) / 3 = 2."""
    assert standardise(np.array([0.0, 3.0]), 0, np.array([2.0, 1.0])) == pytest.approx(
        [-1 / math.sqrt(2), 2 / math.sqrt(2)]
    )
    with pytest.raises(DataError, match="a weight is missing"):
        standardise(np.array([0.0, 3.0]), 0, np.array([2.0, np.nan]))
    equal = standardise(np.array([1.0, 5.0, 6.0]), 1, np.array([7.0, 7.0, 7.0]))
    assert equal == pytest.approx(standardise(np.array([1.0, 5.0, 6.0]), 1))


def test_dimensions_are_combined_first():
    parts = [
        {"column": "a", "dimension": "income"},
        {"column": "b", "dimension": "income"},
        {"column": "c", "dimension": "health"},
    ]
    result = index(
        "area,a,b,c\nx,1,1,3\ny,2,2,2\nz,3,3,1\n",
        indicators=parts,
        combine={"method": "mean"},
        rescale={"method": "none"},
    )
    # income and health are opposite and weigh the same, although income has two indicators.
    assert result.total == pytest.approx([0, 0, 0])
    assert result.dimensions["income"] == pytest.approx([-math.sqrt(1.5), 0, math.sqrt(1.5)])


@pytest.mark.parametrize(
    ("value", "expected"),
    [(-1.0000001, 0), (-1, 1), (0, 1), (1, 1), (1.0000001, 2), (1.5, 2), (1.5000001, 3)],
)
def test_a_value_on_a_break_belongs_to_the_class_nearer_zero(value, expected):
    assert classify(value, (-1, 1, 1.5)) == expected


def test_other_sides_of_a_break():
    assert [classify(1, (-1, 1), closed) for closed in ("inner", "lower", "upper")] == [1, 1, 2]
    assert [classify(-1, (-1, 1), closed) for closed in ("inner", "lower", "upper")] == [1, 0, 1]


@given(st.floats(-5, 5), st.lists(st.integers(-40, 40), unique=True, max_size=5))
def test_classes_are_a_partition(value, tenths):
    breaks = sorted(t / 10 for t in tenths)
    place = classify(value, breaks)
    assert place in (sum(b < value for b in breaks), sum(b <= value for b in breaks))


def test_principal_component_of_a_known_structure():
    """Columns are mixtures of orthogonal patterns, so that correlation and eigenvalues are known exactly.

    The correlation matrix is [[1, .8], [.8, 1]]: eigenvalues 1.8 and 0.2, weights 1 / sqrt(3.6) each.
    """
    f = np.array([1.0, 1, -1, -1, 1, 1, -1, -1])
    g = np.array([1.0, -1, 1, -1, 1, -1, 1, -1])
    a, b = f, 0.8 * f + 0.6 * g
    text = "area,a,b\n" + "".join(
        f"{i},{float(x)!r},{float(-y)!r}\n" for i, (x, y) in enumerate(zip(a, b, strict=True))
    )
    result = index(text, standardise={"ddof": 1}, combine={"method": "pca"}, rescale={"method": "sd", "ddof": 1})
    component = result.component
    assert component.eigenvalues == pytest.approx([1.8, 0.2], abs=1e-12)
    assert component.explained == pytest.approx(0.9, abs=1e-12)
    assert component.loadings == pytest.approx([math.sqrt(0.9)] * 2, abs=1e-12)
    assert component.weights == pytest.approx([1 / math.sqrt(3.6)] * 2, abs=1e-12)
    assert component.kaiser == 1
    sd = math.sqrt(8 / 7)
    assert result.index == pytest.approx((a + b) / sd / math.sqrt(3.6), abs=1e-9)


def test_the_published_weights_follow_from_the_published_share():
    """GSSA: ESIx is the first component of two sub-indices, explains 87.03 %, weights 0.53596 each."""
    r = 2 * 0.8703 - 1
    f, g = np.array([1.0, 1, -1, -1]), np.array([1.0, -1, 1, -1])
    component = first_component(np.column_stack([f, r * f + math.sqrt(1 - r * r) * g]))
    assert component.weights == pytest.approx([0.53596] * 2, abs=1e-5)


@given(st.lists(st.tuples(*[st.floats(-100, 100)] * 3), min_size=5, max_size=12))
def test_first_component_equals_power_iteration(rows):
    """The slow reference: multiply a vector by the correlation matrix until it stands still."""
    x = np.array(rows)
    if (x.std(axis=0) < 1e-3).any():
        return
    z = (x - x.mean(axis=0)) / x.std(axis=0)
    component = first_component(z)
    if component.eigenvalues[0] - component.eigenvalues[1] < 0.05 or abs(component.loadings.sum()) < 1e-6:
        return
    matrix = z.T @ z / len(z)
    vector = component.loadings + 0.1
    for _ in range(3000):
        vector = matrix @ vector
        vector = vector / np.linalg.norm(vector)
    vector = vector * np.sign(vector.sum())
    assert component.scores == pytest.approx(z @ vector, abs=1e-6)
    assert component.scores.var() == pytest.approx(component.eigenvalues[0], rel=1e-9)


@given(st.lists(st.integers(0, 10_000), min_size=4, max_size=20, unique=True))
def test_standardised_values_have_mean_0_and_sd_1(values):
    rows = "".join(f"{i},{value / 100},{-value / 100}\n" for i, value in enumerate(values))
    result = index("area,a,b\n" + rows)
    assert result.index.mean() == pytest.approx(0, abs=1e-7)
    assert result.index.std() == pytest.approx(1)
    assert np.argsort(result.index).tolist() == np.argsort(values).tolist()


def test_excluded_areas_are_present_empty_and_have_a_reason():
    text = "area,n,a,b\nout,900,99,1\nsmall,299,88,1\nempty,900,,1\nzero,900,0,0\nx,300,1,6\ny,900,2,4\nz,900,3,2\n"
    result = index(text, exclude=["out", "misspelt"], min_population=300, population_column="n", zero_is_missing=True)
    assert result.assessed == 3
    assert dict(zip(result.areas, result.reasons, strict=True)) == {
        "out": "excluded by the definition",
        "small": "fewer than 300 in 'n'",
        "empty": "no value in 'a'",
        "zero": "all indicators are 0, which this source uses for 'no value'",
        "x": "",
        "y": "",
        "z": "",
    }
    assert np.isnan(result.index[:4]).all()
    assert result.classes[:4] == ("", "", "", "")
    assert any("misspelt" in warning for warning in result.warnings)
    assert any("1 areas are not assessed because a value is missing" in warning for warning in result.warnings)
    warned = index(text.replace("empty,900,,1\n", ""))
    assert any("zero_is_missing" in warning for warning in warned.warnings)


def test_a_definition_may_require_complete_shares():
    with pytest.raises(DataError, match=r"data\.csv, row 3: area 'y' has no value in 'b', and the definition requires"):
        index("area,a,b\nx,1,6\ny,2,\nz,3,2\nw,4,1\n", require_complete=True)


def test_a_column_that_is_population_and_denominator_is_written_once():
    result = index(
        "area,n,a,b\nx,400,1,6\ny,500,2,4\nz,600,3,2\n",
        indicators=[{"column": "a", "denominator": "n"}, {"column": "b", "denominator": "n", "polarity": -1}],
        population_column="n",
        min_population=300,
    )
    assert result.header(full=True) == ["area", "z_a", "z_b", "sum", "index", "class", "a", "b", "n", "reason"]
    assert result.rows(full=True)[0][-4:] == [1, 6, 400, ""]


def test_without_breaks_there_is_no_class():
    assert index("area,a,b\nx,1,6\ny,2,4\nz,3,2\n").classes == ("", "", "")


def test_dynamic_is_the_change_of_shares_and_breaks_are_refused():
    now, before = parse_table("area,s\nx,10\ny,20\nz,5\n", file="now.csv"), parse_table("area,s\ny,18.5\nx,12\n")
    table = changes(now, before, area_column="area", columns={"s": "d"})
    assert table.texts("d") == ["-2.0", "1.5", ""]
    with pytest.raises(DataError, match=r"now\.csv, column 's': the series breaks.*new definition"):
        changes(now, before, area_column="area", columns={"s": "d"}, broken={"s": "new definition"})


def test_status_and_dynamic_side_by_side():
    status = index("area,a,b\nx,1,6\ny,2,4\nz,3,2\n", classes={"breaks": [0], "labels": ["low", "high"]})
    dynamic = index("area,a,b\nx,1,2\ny,2,9\nz,3,1\nw,1,1\n", exclude=["z"], classes={"breaks": [0]}, minimum_areas=2)
    matrix = compare_classes(status, dynamic)
    assert set(matrix.areas) == {"x", "y"}
    assert sum(matrix.counts.values()) == 2
    assert len(matrix.counts) == 4


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"indicators": []}, "needs at least one"),
        ({"indicators": [{"column": "a", "polarity": 2}]}, r"\[indicators 1\] polarity.*use 1 or -1"),
        ({"indicators": [{"column": "a"}, {"column": "a"}]}, "'a' occurs twice"),
        ({"indicators": [{"column": "a", "dimension": "d"}, {"column": "b"}]}, "some have a dimension"),
        ({"classes": {"breaks": [1, 0]}}, "they must rise"),
        ({"classes": {"breaks": [1], "labels": ["one"]}}, "1 breaks make 2 classes"),
        ({"combine": {"method": "product"}}, "use one of: sum, mean, pca"),
        ({"min_population": 300}, "min_population needs it"),
        ({"exclude": [1011101]}, "leading zeros count"),
        ({"standardize": {"ddof": 1}}, "'standardize': this key is not known"),
        ({"area_column": 7}, "7 is not text"),
    ],
)
def test_a_definition_that_cannot_be_followed_is_refused(change, message):
    with pytest.raises(DefinitionError, match=f"(?s){message}"):
        parse_index({**BASE, **change}, file="index.toml")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("area,a\nx,1\n", "column 'b': there is no such column"),
        ("area,a,b\nx,1,2\ny,n.a.,3\nz,4,5\n", r"data\.csv, row 3, column 'a': 'n\.a\.' is not a number"),
        ("area,a,b\nx,1,2\nx,2,3\nz,4,5\n", "row 3, column 'area': the key 'x' stands already in row 2"),
        ("area,a,b\nx,1,2\ny,2\n", "the row has 2 cells, the header has 3"),
        ("area,a,b\nx,1,2\ny,1,3\nz,1,5\n", "column 'a': all areas have the same value"),
        ("area,a,b\nx,1,2\n", "only 1 areas can be assessed"),
    ],
)
def test_data_that_cannot_be_used_is_refused_with_its_place(text, message):
    with pytest.raises(DataError, match=message):
        index(text)


DEFINITION = """id = "t"
area_column = "area"
exclude = ["w"]
[[indicators]]
column = "a"
polarity = 1
[[indicators]]
column = "b"
polarity = -1
[standardise]
ddof = 0
[combine]
method = "sum"
[rescale]
method = "sd"
ddof = 0
[classes]
breaks = [-1.0, 1.0]
labels = ["low", "middle", "high"]
"""


def test_command(tmp_path):
    definition, data, out = tmp_path / "index.toml", tmp_path / "data.csv", tmp_path / "out.csv"
    definition.write_text(DEFINITION)
    data.write_text("area,a,b\nx,1,6\nw,50,50\ny,2,4\nz,3,2\n")
    result = CliRunner().invoke(main, ["index", str(definition), str(data), "-o", str(out)])
    assert result.exit_code == 0, result.output
    assert "4 areas, 3 assessed (low: 1, middle: 1, high: 1)" in result.output
    rows = list(csv.DictReader(out.read_text().splitlines()))
    assert list(rows[0]) == ["area", "z_a", "z_b", "sum", "index", "class"]
    assert rows[1] == {"area": "w", "z_a": "", "z_b": "", "sum": "", "index": "", "class": ""}
    assert [row["class"] for row in rows] == ["low", "", "middle", "high"]
    assert float(rows[3]["index"]) == pytest.approx(math.sqrt(1.5), abs=1e-15)

    full = CliRunner().invoke(main, ["index", str(definition), str(data), "-o", str(out), "--full"])
    assert full.exit_code == 0
    row = list(csv.DictReader(out.read_text().splitlines()))[1]
    assert (row["a"], row["b"], row["reason"]) == ("50.0", "50.0", "excluded by the definition")

    for arguments, message in (
        (["index", str(definition), str(tmp_path / "no.csv"), "-o", str(out)], "No such file"),
        (["index", str(data), str(data), "-o", str(out)], "not valid TOML"),
        (["index", str(definition)], "Missing argument"),
    ):
        failed = CliRunner().invoke(main, arguments)
        assert failed.exit_code == 2
        assert message in failed.output


def test_principal_component_needs_only_another_definition(tmp_path):
    definition, data, out = tmp_path / "index.toml", tmp_path / "data.csv", tmp_path / "out.csv"
    definition.write_text(DEFINITION.replace('method = "sum"', 'method = "pca"').replace("ddof = 0", "ddof = 1"))
    data.write_text("area,a,b\nx,1,6\nw,50,50\ny,2,4\nz,3,2\n")
    result = CliRunner().invoke(main, ["index", str(definition), str(data), "-o", str(out)])
    assert result.exit_code == 0, result.output
    assert "First component explains 100.00 %" in result.output
    rows = list(csv.DictReader(out.read_text().splitlines()))
    assert [float(row["index"]) for row in rows if row["index"]] == pytest.approx([-1, 0, 1])

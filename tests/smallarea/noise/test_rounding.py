"""Rounding and its audit, against an attacker who writes down every possible table."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from smallarea.disclosure.build import Rows, build_graph
from smallarea.disclosure.graph import ReleaseGraph, TableSpec
from smallarea.noise import inner_cell_keys, round_tables
from smallarea.noise.rounding import Style, known_interval

SECRET = b"a secret of the office, kept for ever"


def _rows(counts: list[list[int]]) -> Rows:
    cells = [(f"r{i}", f"c{j}", n) for i, line in enumerate(counts) for j, n in enumerate(line)]
    row, column, figures = zip(*cells, strict=True)
    return Rows({"row": np.array(row), "column": np.array(column)}, {"persons": np.array(figures, dtype=float)})


def _graph(rows: Rows) -> ReleaseGraph:
    return build_graph(rows, [TableSpec("t", (("row",), ("column",)))])


def _keys(rows: Rows) -> dict[str, np.ndarray]:
    labels = {name: column.tolist() for name, column in rows.labels.items()}
    return {"persons": inner_cell_keys(SECRET, labels, rows.figures["persons"].astype(int))}


def test_nearest_rounds_half_up() -> None:
    rows = _rows([[0, 2, 3, 7, 8]])
    table = round_tables(_graph(rows), 5, style="nearest").tables["t"]
    assert [table["r0", f"c{i}"] for i in range(5)] == [0, 0, 5, 5, 10]
    tens = round_tables(_graph(_rows([[4, 5, 14, 15]])), 10, style="nearest").tables["t"]
    assert [tens["r0", f"c{i}"] for i in range(4)] == [0, 10, 10, 20]


@pytest.mark.parametrize("base", [3, 5, 10])
@pytest.mark.parametrize("style", ["nearest", "random"])
def test_what_a_rounded_figure_tells_alone(base: int, style: Style) -> None:
    """The stated interval holds exactly the counts that can be rounded to the figure (random: multiples stay)."""
    for figure in (0, base, 4 * base):
        low, high = known_interval(np.array([figure]), base, style)
        possible = [
            n
            for n in range(6 * base)
            if (abs(n - figure) < base if style == "random" else (n + base / 2) // base * base == figure)
        ]
        assert (low[0], high[0]) == (min(possible), max(possible))


def test_random_rounding_is_unbiased_and_repeatable() -> None:
    rows = _rows([[1 + 5 * (i % 4) for i in range(24)] for _ in range(24)])
    table = round_tables(_graph(rows), 5, rows=rows, keys=_keys(rows)).tables["t"]
    shown = [table[f"r{i}", f"c{j}"] or 0 for i in range(24) for j in range(24)]
    true = rows.figures["persons"]
    assert np.all(np.isin(np.array(shown) - true, [-1, 4]))
    assert np.mean(np.array(shown) - true) == pytest.approx(0, abs=0.33)  # four standard errors
    assert round_tables(_graph(rows), 5, rows=rows, keys=_keys(rows)).tables["t"] == table


def test_a_figure_that_says_too_little_room_by_itself_fails() -> None:
    """To base 5 a 2 is shown as 0, which says: 2 at most. The sums 12 + 12 + 2 = 26 add nothing to it."""
    audit = round_tables(_graph(_rows([[12], [12], [2]])), 5, style="nearest").audit
    assert audit.below_threshold == ("t: r2 | c0",)
    assert (audit.exact, audit.opened_by_sums, audit.checked) == ((), {}, 1)
    assert not audit.passed


def test_a_small_count_opened_by_its_sum_is_named_with_its_bounds() -> None:
    """4 + 4 + 1 = 9 to base 7 is 7, 7, 0 and 7: a sum of 10 at most, two parts of 4 at least: 2 at most remain."""
    audit = round_tables(_graph(_rows([[4], [4], [1]])), 7, style="nearest").audit
    assert audit.opened_by_sums == {"t: r2 | c0": (0, 2)}
    assert audit.below_threshold == ("t: r2 | c0",)
    assert (audit.sums, audit.sums_off, audit.largest_deviation) == (1, 1, 3)


def test_a_small_count_computed_from_its_sum_is_exact() -> None:
    """4 + 1 = 5 to base 3 is 3, 0 and 6: the sum is at least 5 and the 4 at most 4, so the 1 is at least 1."""
    assert round_tables(_graph(_rows([[4], [1]])), 3, style="nearest").audit.exact == ("t: r1 | c0",)


def test_random_rounding_turns_figures_until_no_sum_opens_a_count() -> None:
    """Base 4 leaves a small count shown as 0 three at most, just the threshold: sums easily take that away."""
    turned = 0
    for seed in range(60):
        rows = _rows(np.random.default_rng(seed).integers(0, 7, (3, 3)).tolist())
        graph = _graph(rows)
        labels = {name: column.tolist() for name, column in rows.labels.items()}
        keys = {"persons": inner_cell_keys(bytes([seed]) * 16, labels, rows.figures["persons"].astype(int))}
        release = round_tables(graph, 4, rows=rows, keys=keys)
        turned += release.turned
        assert release.audit.passed
        assert release.audit.largest_deviation < 4
    assert turned > 0


def test_controlled_rounding_keeps_every_sum() -> None:
    for seed in range(20):
        counts = np.random.default_rng(seed).integers(0, 13, (4, 3))
        rows = _rows(counts.tolist())
        release = round_tables(_graph(rows), 5, style="controlled", rows=rows, keys=_keys(rows))
        table = release.tables["t"]
        for i in range(4):
            assert table[f"r{i}", "*"] == sum(table[f"r{i}", f"c{j}"] or 0 for j in range(3))
        for j in range(3):
            assert table["*", f"c{j}"] == sum(table[f"r{i}", f"c{j}"] or 0 for i in range(4))
        assert release.audit.sums_off == 0
        assert release.audit.largest_deviation < 5
        assert release.audit.opened_by_sums == {}
        assert all(table[f"r{i}", f"c{j}"] == n for (i, j), n in np.ndenumerate(counts) if n % 5 == 0)


def test_controlled_rounding_by_hand() -> None:
    """1 + 1 + 1 + 2 = 5: a multiple stays, so exactly one of the four parts is shown as 5."""
    rows = _rows([[1], [1], [1], [2]])
    table = round_tables(_graph(rows), 5, style="controlled", rows=rows, keys=_keys(rows)).tables["t"]
    assert table["*", "*"] == 5
    assert sorted(table[f"r{i}", "*"] or 0 for i in range(4)) == [0, 0, 0, 5]


def test_no_controlled_rounding_is_said() -> None:
    """5 is a multiple and stays; its parts 1 and 4 were published as 5 and 5 before: no sum can hold."""
    rows = _rows([[1], [4]])
    graph = _graph(rows)
    published = np.full(graph.size, np.nan)
    published[graph.tables[0].cells[1:].ravel()] = 5
    with pytest.raises(ValueError, match="intact sums"):
        round_tables(graph, 5, style="controlled", rows=rows, keys=_keys(rows), published=published)


def test_figures_published_before_are_kept() -> None:
    rows = _rows([[1, 3, 2], [6, 1, 3]])
    graph = _graph(rows)
    published = np.full(graph.size, np.nan)
    cell = graph.tables[0].cells[1, 1]
    for figure in (0, 3):
        published[cell] = figure
        release = round_tables(graph, 3, rows=rows, keys=_keys(rows), published=published)
        assert release.tables["t"]["r0", "c0"] == figure
    published[cell] = 6
    with pytest.raises(ValueError, match="not this release rounded"):
        round_tables(graph, 3, rows=rows, keys=_keys(rows), published=published)


def test_room_in_the_sums_passes() -> None:
    """1 + 4 + 4 = 9 to base 10 is 0, 0, 0 and 10: nobody can tell the parts below 4, though they do not add up."""
    audit = round_tables(_graph(_rows([[1], [4], [4]])), 10, style="nearest").audit
    assert audit.passed
    assert audit.sums_off == 1


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.lists(st.integers(0, 6), min_size=2, max_size=2), min_size=1, max_size=3),
    st.sampled_from([("nearest", 3), ("nearest", 5), ("random", 3), ("random", 4)]),
)
def test_audit_agrees_with_writing_down_all_tables(counts: list[list[int]], how: tuple[Style, int]) -> None:
    style, base = how
    rows = _rows(counts)
    graph = _graph(rows)
    release = round_tables(graph, base, style=style, rows=rows, keys=_keys(rows))
    audit = release.audit
    bounds = _bounds_by_enumeration(release.tables["t"], len(counts), base, style)
    true = _with_sums(counts)
    small = {name for name, n in true.items() if 0 < n < 3}
    names = {graph.name(int(v)) for v in graph.tables[0].cells.ravel()}
    assert {name for name in small & names if bounds[name][1] < 3} == set(audit.below_threshold)
    assert {name for name in small & names if bounds[name][0] == bounds[name][1]} == set(audit.exact)
    for name, found in audit.opened_by_sums.items():
        assert found == bounds[name]
    assert audit.checked == len(small & names)
    assert audit.largest_deviation < base


def _with_sums(counts: list[list[int]]) -> dict[str, int]:
    array = np.array(counts)
    full = np.zeros((array.shape[0] + 1, array.shape[1] + 1), dtype=int)
    full[1:, 1:] = array
    full[0] = full.sum(axis=0)
    full[:, 0] = full.sum(axis=1)
    rows = ["*", *(f"r{i}" for i in range(array.shape[0]))]
    columns = ["*", *(f"c{j}" for j in range(array.shape[1]))]
    return {f"t: {r} | {c}": int(full[i, j]) for i, r in enumerate(rows) for j, c in enumerate(columns)}


def _bounds_by_enumeration(table: object, height: int, base: int, style: Style) -> dict[str, tuple[int, int]]:
    """Reference attacker: all inner tables within the intervals whose sums lie in theirs."""
    shown = {f"t: {r} | {c}": value for (r, c), value in table.items()}  # type: ignore[attr-defined]
    allowed = {}
    for name, figure in shown.items():
        low, high = known_interval(np.array([figure]), base, style)
        allowed[name] = (int(low[0]), int(high[0]))
    inner = [allowed[f"t: r{i} | c{j}"] for i in range(height) for j in range(2)]
    found: dict[str, tuple[int, int]] = {}
    lines = [
        [
            (a, b)
            for a, b in product(
                range(inner[2 * i][0], inner[2 * i][1] + 1), range(inner[2 * i + 1][0], inner[2 * i + 1][1] + 1)
            )
            if allowed[f"t: r{i} | *"][0] <= a + b <= allowed[f"t: r{i} | *"][1]
        ]
        for i in range(height)
    ]
    for table_lines in product(*lines):
        sums = _with_sums([list(line) for line in table_lines])
        if all(allowed[name][0] <= n <= allowed[name][1] for name, n in sums.items()):
            for name, n in sums.items():
                low, high = found.get(name, (n, n))
                found[name] = (min(low, n), max(high, n))
    return found


def test_bad_options_are_named() -> None:
    graph = _graph(_rows([[1, 2]]))
    with pytest.raises(ValueError, match="at least 2"):
        round_tables(graph, 1)
    with pytest.raises(ValueError, match="record keys"):
        round_tables(graph, 5)
    with pytest.raises(ValueError, match="unknown style"):
        round_tables(graph, 5, style="up")  # type: ignore[arg-type]

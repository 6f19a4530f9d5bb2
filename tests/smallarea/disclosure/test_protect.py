"""What protection promises on tables whose outcome is known by hand, and under changes that must not matter."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from tests.smallarea.disclosure import reference
from tests.smallarea.disclosure.tables import (
    AGE,
    CATCHMENT,
    GEO,
    STATUS,
    catchments,
    grid,
    hidden_cells,
    leaves,
    small_tables,
    spaces,
    variable_of,
)

from smallarea.disclosure.audit import audit
from smallarea.disclosure.build import Link, Rows, build_graph
from smallarea.disclosure.graph import TableSpec, Unit
from smallarea.disclosure.problem import reduce_graph
from smallarea.disclosure.protect import UnsafeRelease, protect

FAST = settings(max_examples=6, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
T = TableSpec("t", (GEO, AGE))


def county(seed: int = 3, number: int = 12) -> tuple[Rows, list[TableSpec]]:
    """Twelve spaces in three towns x four ages x two statuses with many small counts."""
    rng = np.random.default_rng(seed)
    axes = {GEO: spaces(number // 3, number // 3, number // 3), AGE: leaves("a", 4), STATUS: leaves("b", 2)}
    counts = rng.poisson(rng.gamma(0.8, 14.0, size=number * 8))
    return grid(axes, counts.tolist()), [TableSpec("t", (GEO, AGE, STATUS))]


def test_the_textbook_square_is_hidden() -> None:
    """One small cell in a 2 x 2 table: only the four inner cells together keep it open."""
    rows = grid({("area",): leaves("s", 2), AGE: leaves("a", 2)}, [1, 20, 20, 20])
    graph = build_graph(rows, [TableSpec("t", (("area",), AGE))])
    assert hidden_cells(graph, protect(graph).hidden) == {("t", f"s{i}", f"a{j}") for i in (0, 1) for j in (0, 1)}


@pytest.mark.parametrize(("threshold", "primary"), [(1, 0), (2, 1), (3, 2), (5, 4), (6, 4), (10, 5)])
def test_the_threshold_decides_what_is_primary(threshold: int, primary: int) -> None:
    rows = grid({("area",): leaves("s", 6)}, [1, 2, 3, 4, 9, 40])
    graph = build_graph(rows, [TableSpec("t", (("area",),))], [Unit("persons", threshold)])
    assert int(graph.primary.sum()) == primary


def test_a_town_with_one_space_is_the_same_cell() -> None:
    rows = grid({GEO: spaces(1, 2), AGE: leaves("a", 2)}, [1, 20, 9, 9, 9, 9])
    graph = build_graph(rows, [T])
    assert variable_of(graph, "t", "t0", "a0") == variable_of(graph, "t", "t0/s0", "a0")
    hidden = hidden_cells(graph, protect(graph).hidden)
    assert ("t", "t0", "a0") in hidden
    assert ("t", "t0/s0", "a0") in hidden


def test_rows_of_zeros_stay_public_and_do_no_harm() -> None:
    rows = grid({GEO: spaces(2, 2), AGE: leaves("a", 2)}, [0, 0, 1, 9, 7, 8, 12, 6])
    graph = build_graph(rows, [T])
    release = protect(graph)
    assert not release.hidden[graph.values == 0].any()
    assert release.report.passed


def test_a_total_whose_other_parts_are_zero_is_hidden_with_its_part() -> None:
    rows = grid({GEO: spaces(2, 2), AGE: leaves("a", 2)}, [2, 0, 15, 9, 7, 8, 12, 6])
    graph = build_graph(rows, [T])
    hidden = protect(graph).hidden
    assert hidden[variable_of(graph, "t", "t0/s0", "a0")]
    assert hidden[variable_of(graph, "t", "t0/s0", "*")], "the sum is the same two persons"


def test_zeros_that_are_not_public_may_be_hidden() -> None:
    rows = grid({("area",): leaves("s", 3), AGE: leaves("a", 2)}, [1, 0, 0, 9, 0, 9])
    tables = [TableSpec("t", (("area",), AGE))]
    graph = build_graph(rows, tables, zeros_public=False)
    assert protect(graph).report.passed


def test_the_insider_of_a_single_case_cannot_derive_its_neighbour() -> None:
    """Two hidden cells 1 and 2 in a row keep each other open for readers, but not for the single person."""
    rows = grid({("area",): leaves("s", 4), AGE: leaves("a", 2)}, [1, 30, 2, 30, 30, 30, 30, 30])
    graph = build_graph(rows, [TableSpec("t", (("area",), AGE))])
    single, other = variable_of(graph, "t", "s0", "a0"), variable_of(graph, "t", "s1", "a0")
    pattern = np.zeros(graph.size, dtype=bool)
    pattern[[variable_of(graph, "t", f"s{i}", f"a{j}") for i in (0, 1) for j in (0, 1)]] = True
    found = audit(graph, pattern)
    assert not found.below_threshold
    assert found.insider_pairs == ((single, other),)
    protected = protect(graph)
    assert protected.report.passed
    assert protected.hidden.sum() > pattern.sum()


def test_what_no_pattern_can_protect_is_refused_by_name() -> None:
    rows = grid({("area",): leaves("s", 3)}, [1, 0, 9])
    graph = build_graph(rows, [TableSpec("t", (("area",),))])
    everything = graph.with_public(np.arange(graph.size) == variable_of(graph, "t", "*"))
    public_rest = everything.with_public(np.arange(graph.size) == variable_of(graph, "t", "s2"))
    with pytest.raises(UnsafeRelease, match="t: s0") as refused:
        protect(public_rest)
    assert refused.value.cells == ("t: s0",)


def test_a_published_pattern_that_gives_everything_away_fails_the_audit() -> None:
    rows = grid({("area",): leaves("s", 3)}, [1, 5, 9])
    graph = build_graph(rows, [TableSpec("t", (("area",),))])
    only_primary = audit(graph, graph.primary)
    assert only_primary.exact == only_primary.below_threshold == (variable_of(graph, "t", "s0"),)
    assert not only_primary.passed


@pytest.mark.parametrize(
    ("counts", "zeros_public", "hidden"),
    [
        ([2], True, 1),  # area and total are one cell
        ([9], True, 0),
        ([0, 0, 0], True, 0),
        ([0, 0, 0], False, 0),
        ([1, 1], True, 3),  # the total of 2 is primary as well
        ([2, 0], True, 2),  # the total is the same two persons
        ([1, 0, 0, 1], False, 3),
    ],
)
def test_the_smallest_tables(counts: list[float], zeros_public: bool, hidden: int) -> None:
    rows = grid({("area",): leaves("s", len(counts))}, counts)
    graph = build_graph(rows, [TableSpec("t", (("area",),))], zeros_public=zeros_public)
    for method in ("default", "exact"):
        release = protect(graph, method=method)
        assert release.report.passed
        assert int(release.hidden.sum()) == hidden


def test_labels_that_repeat_in_another_town_are_other_areas() -> None:
    """Space 1 of town A and space 1 of town B are two areas; catchment L joins space 2 of A and space 1 of B."""
    labels = {"town": ["A", "A", "B", "B"], "space": ["1", "2", "1", "2"], "catchment": ["K", "L", "L", "K"]}
    rows = Rows({c: np.array(v) for c, v in labels.items()}, {"persons": np.array([1.0, 5, 6, 9])})
    graph = build_graph(rows, [TableSpec("t", (("town", "space"),)), TableSpec("c", (("catchment",),))])
    assert graph.values[variable_of(graph, "c", "L")] == 11
    assert reference.attack(
        rows, [table.spec for table in graph.tables], hidden_cells(graph, protect(graph).hidden), 3
    ) == (set(), set(), set())


@FAST
@given(small_tables())
def test_publishing_any_needed_cell_makes_the_audit_fail(case: tuple[Rows, list[TableSpec]]) -> None:
    """The pattern has no redundant cell: every hidden class that is published again opens something."""
    rows, tables = case
    graph = build_graph(rows, tables)
    try:
        hidden = protect(graph).hidden
    except UnsafeRelease:
        return
    class_of = reduce_graph(graph)[0].class_of
    failures = [
        not audit(graph, hidden & (class_of != c)).passed for c in np.unique(class_of[hidden & (class_of >= 0)])
    ]
    assert sum(failures) >= 0.95 * len(failures)


def test_the_order_of_rows_does_not_matter() -> None:
    rows, tables = county()
    order = np.random.default_rng(0).permutation(len(rows))
    mixed = Rows({c: v[order] for c, v in rows.labels.items()}, {"persons": rows.figures["persons"][order]})
    first, second = (build_graph(r, tables) for r in (rows, mixed))
    assert hidden_cells(first, protect(first).hidden) == hidden_cells(second, protect(second).hidden)


def test_a_table_that_is_already_implied_changes_nothing() -> None:
    rows, tables = county()
    alone = build_graph(rows, tables)
    both = build_graph(rows, [*tables, TableSpec("again", (GEO, AGE))])
    assert both.size == alone.size
    assert both.relations.shape == alone.relations.shape
    assert (protect(both).hidden == protect(alone).hidden).all()


def test_the_previous_pattern_is_preferred() -> None:
    rows, tables = county()
    graph = build_graph(rows, tables)
    first = protect(graph).hidden
    grown = Rows(rows.labels, {"persons": rows.figures["persons"] + (rows.figures["persons"] > 20)})
    later = build_graph(grown, tables)
    assert later.size == graph.size
    free, kept = protect(later).hidden, protect(later, previous=first).hidden
    assert (kept & ~first).sum() <= (free & ~first).sum()
    assert audit(later, kept).passed


def _joint_pattern(rows: Rows, tables: list[TableSpec]) -> tuple[object, np.ndarray]:
    """Both geographies protected one by one, seen by a reader of both."""
    joint = build_graph(rows, tables)
    shown = np.zeros(joint.size, dtype=bool)
    for table in tables:
        alone = build_graph(rows, [table])
        hidden = hidden_cells(alone, protect(alone).hidden)
        for cell in hidden_cells(alone, np.ones(alone.size, dtype=bool)) - hidden:
            shown[variable_of(joint, *cell)] = True
    return joint, ~shown


@pytest.mark.parametrize("second", [CATCHMENT, ("catchment",)])
def test_overlapping_geographies_protected_one_by_one_are_open_and_jointly_safe(second: tuple[str, ...]) -> None:
    plain, tables = county()
    rows = catchments(plain, 6, seed=1)
    both = [*tables, TableSpec("c", (second, AGE, STATUS))]
    joint, pattern = _joint_pattern(rows, both)
    separately = audit(joint, pattern)
    assert len(separately.exact) > 3
    assert protect(joint).report.passed


def test_marginal_tables_are_tied_by_their_unpublished_cross() -> None:
    """Ages by area and statuses by area: the cross is not published, but it exists and ties both."""
    axes = {("area",): leaves("s", 3), AGE: leaves("a", 2), STATUS: leaves("b", 2)}
    rows = grid(axes, [1, 0, 8, 9, 7, 6, 5, 2, 9, 9, 4, 8])
    tables = [TableSpec("ages", (("area",), AGE)), TableSpec("statuses", (("area",), STATUS))]
    graph = build_graph(rows, tables)
    assert graph.latent.sum() == 12
    assert np.abs(graph.relations @ graph.values).max() == 0
    release = protect(graph)
    assert release.report.passed
    assert not (release.hidden & graph.latent).any()


def test_published_flows_tie_two_quarters() -> None:
    """Hiding a stock helps nothing when the other quarter and the flow are shown."""
    labels = {"area": np.array(["s0", "s1", "s2", "s3"])}
    figures = {
        "before": np.array([4.0, 9.0, 8.0, 7.0]),
        "after": np.array([2.0, 12.0, 9.0, 7.0]),
        "change": np.array([-2.0, 3.0, 1.0, 0.0]),
    }
    rows = Rows(labels, figures)
    units = [Unit("before"), Unit("after"), Unit("change", threshold=1, signed=True)]
    tables = [TableSpec(unit.id, (("area",),), unit.id) for unit in units]
    graph = build_graph(rows, tables, units, links=[Link({"after": 1, "before": -1, "change": -1})])
    protected = protect(graph)
    assert protected.report.passed
    naive = np.isin(np.arange(graph.size), [variable_of(graph, "after", "s0"), variable_of(graph, "after", "s1")])
    assert variable_of(graph, "after", "s0") in audit(graph, naive).exact

"""The proven optimum, and how near the default method comes to it."""

from __future__ import annotations

from dataclasses import replace
from itertools import chain, combinations

import numpy as np
import pytest
from tests.smallarea.disclosure.tables import AGE, GEO, STATUS, grid, leaves, spaces

from smallarea.disclosure.audit import audit
from smallarea.disclosure.build import build_graph
from smallarea.disclosure.circuits import FREE
from smallarea.disclosure.exact import solve_exactly
from smallarea.disclosure.graph import ReleaseGraph, TableSpec
from smallarea.disclosure.problem import reduce_graph
from smallarea.disclosure.protect import protect
from smallarea.disclosure.suppress import Suppression, prices

SOON_PROVED = (4, 5, 8, 11, 12, 13)


def random_table(seed: int) -> ReleaseGraph:
    """A table of about a hundred cells with some small counts."""
    rng = np.random.default_rng(seed)
    axes = {GEO: spaces(*rng.integers(2, 4, size=2).tolist()), AGE: leaves("a", 3), STATUS: leaves("b", 2)}
    size = int(np.prod([len(axis) for axis in axes.values()]))
    counts = rng.poisson(rng.gamma(0.9, 14.0, size=size))
    return build_graph(grid(axes, counts.tolist()), [TableSpec("t", tuple(axes))])


def cost(graph: ReleaseGraph, hidden: np.ndarray) -> float:
    problem, _ = reduce_graph(graph)
    classes = problem.classes(hidden) & ~problem.primary
    return float(prices(problem)[classes].sum())


def test_the_square_has_the_optimum_anyone_can_see() -> None:
    """Row s0 needs a partner for its 1; the cheapest circuit goes through the smallest row and column."""
    rows = grid({("area",): leaves("s", 3), AGE: leaves("a", 3)}, [1, 7, 50, 6, 8, 50, 50, 50, 50])
    graph = build_graph(rows, [TableSpec("t", (("area",), AGE))])
    release = protect(graph, method="exact")
    assert release.gap == 0.0
    assert sorted(graph.names(np.flatnonzero(release.hidden))) == [
        "t: s0 | a0",
        "t: s0 | a1",
        "t: s1 | a0",
        "t: s1 | a1",
    ]


def test_the_default_is_near_the_proven_optimum() -> None:
    """Seeds whose optimum is proved within a second, so that the outcome does not depend on the machine."""
    ratios = []
    for seed in SOON_PROVED:
        graph = random_table(seed)
        exact = protect(graph, method="exact", seconds=60.0)
        assert exact.gap == pytest.approx(0.0, abs=1e-6)
        ratios.append(cost(graph, protect(graph).hidden) / cost(graph, exact.hidden))
    assert np.mean(ratios) <= 1.05


def test_without_time_the_gap_is_reported() -> None:
    graph = random_table(1)
    problem, _ = reduce_graph(graph)
    start = Suppression(problem, prices(problem))
    start.run()
    result = solve_exactly(problem, start, seconds=0.0)
    assert result.timed_out
    assert result.pattern is start
    assert result.gap == pytest.approx(1.0)


@pytest.mark.parametrize(("insiders", "fewest"), [(False, 4), (True, 6)])
def test_the_bound_by_cells_is_the_fewest_of_all_patterns(insiders: bool, fewest: int) -> None:
    """Every smaller pattern is attacked one by one; the insider promise costs cells that nothing can save."""
    rows = grid({("area",): leaves("s", 3), AGE: leaves("a", 3)}, [1, 2, 50, 6, 8, 50, 50, 50, 50])
    graph = replace(build_graph(rows, [TableSpec("t", (("area",), AGE))]), insiders_count=insiders)
    problem, _ = reduce_graph(graph)
    start = Suppression(problem, np.maximum(problem.size, FREE))
    start.run()
    optimum = solve_exactly(problem, start, seconds=60.0)
    assert int(graph.primary.sum()) + round(optimum.bound) == fewest
    hidden = problem.variables(optimum.pattern.hidden)
    assert int(hidden.sum()) == fewest
    assert audit(graph, hidden).passed
    others = np.flatnonzero(~graph.primary)
    allowed = range(fewest - int(graph.primary.sum()))
    for added in chain.from_iterable(combinations(others.tolist(), count) for count in allowed):
        smaller = graph.primary.copy()
        smaller[list(added)] = True
        assert not audit(graph, smaller).passed


@pytest.mark.slow
def test_thirty_random_tables_are_within_five_percent_of_the_optimum() -> None:
    ratios = []
    for seed in range(30):
        graph = random_table(seed)
        exact = protect(graph, method="exact", seconds=30.0)
        bound = cost(graph, exact.hidden) * (1.0 - (exact.gap or 0.0))
        ratios.append(cost(graph, protect(graph).hidden) / bound if bound else 1.0)
    assert np.mean(ratios) <= 1.05
    assert max(ratios) <= 1.15

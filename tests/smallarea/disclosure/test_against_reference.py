"""The engine against the slow reference on random small tables."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.smallarea.disclosure import reference
from tests.smallarea.disclosure.tables import catchments, hidden_cells, small_tables

from smallarea.disclosure.audit import audit
from smallarea.disclosure.build import Rows, build_graph
from smallarea.disclosure.graph import Mask, ReleaseGraph, TableSpec, Unit
from smallarea.disclosure.protect import UnsafeRelease, protect

QUICK = settings(max_examples=10, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])


def _protected(graph: ReleaseGraph) -> Mask | None:
    """The pattern, or None if the release is refused."""
    try:
        return protect(graph).hidden
    except UnsafeRelease:
        return None


@QUICK
@given(small_tables(), st.sampled_from([2, 3, 5]))
def test_a_protected_table_withstands_the_reference_attack(case: tuple[Rows, list[TableSpec]], threshold: int) -> None:
    rows, tables = case
    graph = build_graph(rows, tables, [Unit("persons", threshold)])
    hidden = _protected(graph)
    if hidden is None:
        below, _, insiders = reference.attack(rows, tables, hidden_cells(graph, graph.values > 0), threshold)
        assert below or insiders, "refused without need"
        return
    assert not hidden[graph.values == 0].any(), "a public zero was hidden"
    below, exact, insiders = reference.attack(rows, tables, hidden_cells(graph, hidden), threshold)
    assert (below, exact, insiders) == (set(), set(), set())


@QUICK
@given(small_tables(), st.randoms(use_true_random=False), st.floats(0.0, 1.0))
def test_the_audit_finds_what_the_reference_finds(
    case: tuple[Rows, list[TableSpec]], random: object, share: float
) -> None:
    rows, tables = case
    graph = build_graph(rows, tables)
    chance = np.random.default_rng(random.randrange(2**32)).random(graph.size)  # type: ignore[attr-defined]
    hidden = (graph.primary | (chance < share)) & (graph.values > 0)
    report = audit(graph, hidden)
    below, exact, insiders = reference.attack(rows, tables, hidden_cells(graph, hidden), 3)

    def cells(variables: object) -> set[tuple[str, ...]]:
        mask = np.zeros(graph.size, dtype=bool)
        mask[list(variables)] = True  # type: ignore[call-overload]
        return hidden_cells(graph, mask)

    assert cells(report.below_threshold) | cells(report.integer_witness_missing) == below
    assert cells(report.exact) <= exact
    assert cells({primary for _, primary in report.insider_pairs}) == {cell for _, cell in insiders}


@QUICK
@given(small_tables(), st.integers(0, 5))
def test_overlapping_geographies_withstand_the_reference_attack(case: tuple[Rows, list[TableSpec]], seed: int) -> None:
    plain, tables = case
    rows = catchments(plain, 2, seed)
    both = [*tables, TableSpec("c", (("catchment",), *tables[0].dimensions[1:]))]
    graph = build_graph(rows, both)
    hidden = _protected(graph)
    if hidden is not None:
        assert reference.attack(rows, both, hidden_cells(graph, hidden), 3) == (set(), set(), set())


@pytest.mark.slow
@settings(QUICK, max_examples=80)
@given(small_tables())
def test_many_protected_tables_withstand_the_reference_attack(case: tuple[Rows, list[TableSpec]]) -> None:
    rows, tables = case
    graph = build_graph(rows, tables)
    hidden = _protected(graph)
    if hidden is None:
        return
    assert reference.attack(rows, tables, hidden_cells(graph, hidden), 3) == (set(), set(), set())

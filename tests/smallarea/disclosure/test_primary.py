"""Which cells must be hidden: units that hold each other, shares of groups, amounts."""

from __future__ import annotations

import numpy as np
import pytest
from tests.smallarea.disclosure.tables import AGE, grid, leaves, variable_of

from smallarea.disclosure.audit import audit
from smallarea.disclosure.build import Rows, build_graph
from smallarea.disclosure.graph import ReleaseGraph, TableSpec, Unit
from smallarea.disclosure.primary import dominance, hide_group_shares, largest_contributions, p_percent
from smallarea.disclosure.protect import protect

AREA = ("area",)


def test_a_single_household_hides_its_four_persons() -> None:
    rows = Rows(
        {"area": np.array(["s0", "s1", "s2"])},
        {"persons": np.array([4.0, 40.0, 50.0]), "households": np.array([1.0, 20.0, 30.0])},
    )
    units = [Unit("persons", holder="households"), Unit("households")]
    tables = [TableSpec("p", (AREA,), "persons"), TableSpec("h", (AREA,), "households")]
    graph = build_graph(rows, tables, units)
    persons, households = variable_of(graph, "p", "s0"), variable_of(graph, "h", "s0")
    assert set(np.flatnonzero(graph.primary).tolist()) == {persons, households}
    assert graph.upper_need[persons] == 6.0, "two further cases, as many as the household misses to the threshold"
    assert protect(graph).hidden[[persons, households]].all()
    assert any(set(known.tolist()) == {persons, households} for known in graph.insiders())


def test_nobody_and_everybody_are_hidden_too() -> None:
    benefit = ("benefit",)
    rows = grid({AREA: leaves("s", 4), benefit: [("no",), ("yes",)]}, [0, 12, 9, 0, 20, 15, 18, 14])
    tables = [TableSpec("t", (AREA, benefit))]
    plain = build_graph(rows, tables)
    assert not plain.primary.any()
    graph = hide_group_shares(plain, benefit, ["yes"])
    everybody, nobody = variable_of(graph, "t", "s0", "yes"), variable_of(graph, "t", "s1", "yes")
    assert set(np.flatnonzero(graph.primary).tolist()) == {everybody, nobody}
    release = protect(graph)
    assert release.report.passed
    assert release.hidden[[everybody, nobody]].all()
    only_primary = audit(graph, graph.primary)
    assert {everybody, nobody} <= set(only_primary.exact)


def test_an_unknown_category_is_an_error() -> None:
    graph = build_graph(grid({AREA: leaves("s", 2)}, [5, 6]), [TableSpec("t", (AREA,))])
    with pytest.raises(ValueError, match="'s9'"):
        hide_group_shares(graph, AREA, ["s9"])


def _money(*firms: tuple[str, str, float]) -> tuple[ReleaseGraph, Rows]:
    labels = {"area": np.array([f[0] for f in firms]), "firm": np.array([f[1] for f in firms])}
    rows = Rows(labels, {"turnover": np.array([f[2] for f in firms])})
    unit = Unit("turnover", kind="amount")
    return build_graph(rows, [TableSpec("t", (AREA,), "turnover")], [unit]), rows


FIRMS = (
    *(("s0", "big", 900.0), ("s0", "small", 60.0), ("s0", "tiny", 40.0)),
    *(("s1", "x", 300.0), ("s1", "y", 350.0), ("s1", "z", 350.0)),
    *(("s2", "u", 500.0), ("s2", "v", 480.0), ("s2", "w", 470.0)),
    *(("s3", "big", 10.0), ("s3", "q", 700.0), ("s3", "r", 690.0), ("s3", "t", 800.0)),
)


def test_contributions_of_one_firm_are_added_up() -> None:
    graph, rows = _money(*FIRMS)
    largest = largest_contributions(
        graph, dict(rows.labels), rows.figures["turnover"], "turnover", 2, holder=rows.labels["firm"]
    )
    assert largest[variable_of(graph, "t", "*")].tolist() == [910.0, 800.0]
    assert largest[variable_of(graph, "t", "s0")].tolist() == [900.0, 60.0]


def test_the_p_percent_rule_opens_the_interval_it_asks_for() -> None:
    """s0: 10 % of 900 = 90, the others beyond the second make up 40, so 50 are missing to both sides."""
    graph, rows = _money(*FIRMS)
    largest = largest_contributions(graph, dict(rows.labels), rows.figures["turnover"], "turnover", 2)
    ruled = p_percent(graph, "turnover", largest, 10.0)
    sensitive = variable_of(graph, "t", "s0")
    assert np.flatnonzero(ruled.primary).tolist() == [sensitive]
    assert ruled.upper_need[sensitive] == pytest.approx(1050.0)
    assert ruled.lower_need[sensitive] == pytest.approx(950.0)
    release = protect(ruled)
    assert release.hidden[sensitive]
    assert int(release.hidden.sum()) == 2
    assert release.report.passed


def test_dominance_of_one_contributor() -> None:
    """s0: one of three contributors has 900 of 1000; with k = 75 the amount must be open by 900/0.75 - 1000 = 200."""
    graph, rows = _money(*FIRMS)
    largest = largest_contributions(graph, dict(rows.labels), rows.figures["turnover"], "turnover", 2)
    ruled = dominance(graph, "turnover", largest, 1, 75.0)
    sensitive = variable_of(graph, "t", "s0")
    assert np.flatnonzero(ruled.primary).tolist() == [sensitive]
    assert ruled.upper_need[sensitive] == pytest.approx(1200.0)
    hidden = ruled.primary
    assert audit(ruled, hidden).exact == (sensitive,)
    assert protect(ruled).report.passed


@pytest.mark.parametrize("k", [0.0, 100.0])
def test_impossible_percentages_are_refused(k: float) -> None:
    graph, _ = _money(*FIRMS)
    with pytest.raises(ValueError, match="percent"):
        dominance(graph, "turnover", np.zeros((graph.size, 2)), 1, k)


def test_a_threshold_of_one_makes_nothing_primary() -> None:
    rows = grid({AREA: leaves("s", 2), AGE: leaves("a", 2)}, [1, 2, 3, 4])
    graph = build_graph(rows, [TableSpec("t", (AREA, AGE))], [Unit("persons", threshold=1)])
    release = protect(graph)
    assert not release.hidden.any()
    assert release.report.counts() == {
        "below_threshold": 0,
        "exact": 0,
        "insider_pairs": 0,
        "integer_witness_missing": 0,
    }

"""The coarsening advisor: merges that are allowed, effective, and measured by protecting the result."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from smallarea.disclosure.build import Rows, build_graph
from smallarea.disclosure.coarsen import advise
from smallarea.disclosure.graph import TableSpec
from smallarea.disclosure.protect import protect

SPEC = TableSpec("t", (("town", "space"), ("age",)))
AGES = ("a00", "a06", "a18", "a65")


def _rows(spaces: dict[tuple[str, str], list[int]], **more: list[str]) -> Rows:
    """Inner cells: (town, space) -> persons by age."""
    cells = [(*area, age, n) for area, line in spaces.items() for age, n in zip(AGES, line, strict=False)]
    town, space, age, count = zip(*cells, strict=True)
    labels = {"town": town, "space": space, "age": age, **more}
    return Rows({name: np.array(column) for name, column in labels.items()}, {"persons": np.array(count, dtype=float)})


VILLAGES = _rows(
    {
        ("A", "big"): [40, 50, 90, 30],
        ("A", "tiny1"): [2, 9, 12, 1],
        ("A", "tiny2"): [2, 8, 11, 2],
        ("B", "east"): [50, 60, 80, 40],
        ("B", "west"): [55, 65, 85, 45],
    }
)


def _loss(rows: Rows, *tables: TableSpec) -> float:
    graph = build_graph(rows, tables)
    filled = graph.values > 0
    return float((protect(graph).hidden & filled).sum() / filled.sum())


def test_two_tiny_neighbours_are_merged() -> None:
    advice = advise(VILLAGES, [SPEC], loss=0.0, keep=["age"])
    assert [(merge.column, merge.parent, merge.label) for merge in advice.merges] == [("space", ("A",), "tiny1+tiny2")]
    assert advice.before == pytest.approx(_loss(VILLAGES, SPEC))
    assert advice.before > 4 / 40, "four small counts, and others that hide them"
    assert advice.after == 0.0
    assert advice.reached
    assert advice.detail == pytest.approx(35 / 40), "one of the 8 area nodes goes, with its 5 cells"
    assert sorted(set(advice.rows.labels["space"].tolist())) == ["big", "east", "tiny1+tiny2", "west"]
    assert advice.rows.figures["persons"].sum() == VILLAGES.figures["persons"].sum()


def test_nothing_to_do_when_the_loss_is_small_enough() -> None:
    advice = advise(VILLAGES, [SPEC], loss=0.5)
    assert advice.merges == ()
    assert advice.after == advice.before
    assert (advice.detail, advice.reached) == (1.0, True)


def test_only_neighbours_are_merged_where_they_are_given() -> None:
    advice = advise(
        VILLAGES, [SPEC], loss=0.0, keep=["age"], neighbours={"space": [("big", "tiny1"), ("tiny2", "big")]}
    )
    assert {frozenset(merge.labels) for merge in advice.merges} <= {
        frozenset({"big", "tiny1"}),
        frozenset({"big", "tiny2"}),
        frozenset({"big+tiny1", "tiny2"}),
        frozenset({"big+tiny2", "tiny1"}),
    }
    assert len(advice.merges) == 2
    assert advice.reached


def test_ordered_columns_merge_neighbouring_labels_only() -> None:
    rows = _rows({("A", "x"): [2, 60, 2, 70], ("A", "y"): [50, 61, 52, 71], ("A", "z"): [51, 62, 2, 1]})
    advice = advise(rows, [SPEC], loss=0.0, keep=["space"], ordered=["age"])
    position = {age: i for i, age in enumerate(AGES)}
    for merge in advice.merges:
        places = sorted(position[part] for label in merge.labels for part in label.split("+"))
        assert places == list(range(places[0], places[-1] + 1))
    assert advice.reached


def test_areas_of_different_parents_stay_apart() -> None:
    """tiny1 and tiny2 lie in one town, but in two catchment areas: their merger would blur the catchment table."""
    catchment = [c for c in ("N", "N", "S", "S", "S") for _ in AGES]
    rows = Rows({**VILLAGES.labels, "catchment": np.array(catchment)}, VILLAGES.figures)
    by_catchment = TableSpec("c", (("catchment", "space"), ("age",)))
    advice = advise(rows, [SPEC, by_catchment], loss=0.0, keep=["age"])
    assert all(set(merge.labels) != {"tiny1", "tiny2"} for merge in advice.merges)


def test_an_unreachable_goal_is_said() -> None:
    rows = _rows({("A", "x"): [1, 30, 40, 50], ("A", "y"): [20, 30, 40, 50]})
    advice = advise(rows, [SPEC], loss=0.0, keep=["age", "space"])
    assert not advice.reached
    assert advice.merges == ()
    assert advice.after == advice.before > 0


@settings(max_examples=6, deadline=None)
@given(st.integers(0, 10_000), st.sampled_from([0.0, 0.1]))
def test_the_promised_loss_is_the_measured_loss(seed: int, loss: float) -> None:
    counts = np.random.default_rng(seed).poisson(7, (6, 4))
    rows = _rows({(f"T{i // 3}", f"S{i}"): line.tolist() for i, line in enumerate(counts)})
    advice = advise(rows, [SPEC], loss=loss)
    assert advice.after == pytest.approx(_loss(advice.rows, SPEC))
    assert advice.reached == (advice.after <= loss)
    towns = {(t, part) for t, s in zip(rows.labels["town"], rows.labels["space"], strict=True) for part in [str(s)]}
    for town, space in zip(advice.rows.labels["town"], advice.rows.labels["space"], strict=True):
        assert all((town, part) in towns for part in str(space).split("+"))


def test_a_senseless_goal_is_refused() -> None:
    with pytest.raises(ValueError, match="between 0 and 1"):
        advise(VILLAGES, [SPEC], loss=1.0)

"""Small tables: hand-made cases, and random tables attacked by an independent linear program."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from smallarea.disclosure.protected import TOTAL, ProtectedTable
from smallarea.small_numbers import protect_counts


def test_one_way_table_hides_the_small_count_and_the_cheapest_partner() -> None:
    table = protect_counts({"north": 5, "south": 1, "west": 7})
    assert dict(table) == {("north",): None, ("south",): None, ("west",): 7, (TOTAL,): 13}


def test_two_way_table_hides_a_rectangle() -> None:
    table = protect_counts({"a": {"x": 20, "y": 1, "z": 9}, "b": {"x": 30, "y": 8, "z": 4}})
    assert set(table.suppressed) == {("a", "y"), ("a", "z"), ("b", "y"), ("b", "z")}
    assert table["a", TOTAL] == 30
    assert table[TOTAL, TOTAL] == 72


def test_a_partner_too_small_to_give_way_is_not_enough() -> None:
    """1 beside 1 under a published 2 would leave '2 at most': the sum is small itself, hidden, and so on up."""
    table = protect_counts({"a": {"x": 1, "y": 1}, "b": {"x": 40, "y": 50}})
    assert table["a", TOTAL] is None
    assert table["a", "x"] is None
    assert table["a", "y"] is None
    assert _weak_points({("a", "x"): 1, ("a", "y"): 1, ("b", "x"): 40, ("b", "y"): 50}, table, 3, True) == []


def test_nothing_small_means_nothing_hidden() -> None:
    table = protect_counts({("a", "x"): 3, ("a", "y"): 0, ("b", "x"): 4})
    assert table.suppressed == ()
    assert table["b", "y"] == 0, "a missing cell of the grid is an empty cell"
    assert table["a", "y"] == 0


def test_zeros_are_hidden_when_they_are_not_public() -> None:
    table = protect_counts({"a": 0, "b": 12, "c": 9}, zeros_public=False)
    assert table.suppressed == (("a",), ("c",))


def test_single_filled_cell_of_a_line_shares_the_fate_of_its_sum() -> None:
    table = protect_counts({"a": {"x": 2, "y": 0}, "b": {"x": 30, "y": 10}, "c": {"x": 0, "y": 6}})
    assert table["a", "x"] is None
    assert table["a", TOTAL] is None


def test_insider_alone_in_a_cell_learns_nothing_about_the_other_small_cell() -> None:
    """Hidden 1 and 2 in a line whose sum is published: the single person subtracts and reads the 2."""
    table = protect_counts({"a": 1, "b": 2, "c": 30, "d": 40})
    assert set(table.suppressed) == {("a",), ("b",), ("c",)}


def test_totals_come_last_and_order_of_rows_is_kept() -> None:
    table = protect_counts({"b": {"y": 9, "x": 9}, "a": {"y": 9, "x": 9}})
    assert list(table)[:3] == [("b", "y"), ("b", "x"), ("b", TOTAL)]
    assert list(table)[-1] == (TOTAL, TOTAL)


def test_empty_input_gives_a_table_with_an_empty_total() -> None:
    assert dict(protect_counts({})) == {(TOTAL,): 0}
    assert dict(protect_counts({}, dimensions=("site", "month"))) == {(TOTAL, TOTAL): 0}


def test_dimension_names_reach_the_export() -> None:
    table = protect_counts({"Nord": 5}, dimensions=("Standort",))
    assert table.to_csv() == "Standort,value,status\nNord,5,published\n*,5,published\n"


@pytest.mark.parametrize(
    ("rows", "error", "words"),
    [
        ({"a": -1}, ValueError, "negative"),
        ({"a": 1.0}, TypeError, "must be an int"),
        ({"a": True}, TypeError, "must be an int"),
        ({"*": 4}, ValueError, "reserved"),
        ({("a", "x"): 1, "b": 2}, ValueError, "one label each or two"),
        ({("a", "x", "q"): 1}, ValueError, "one label each or two"),
        ({("a", "x"): 1, "a": {"x": 2}}, ValueError, "given twice"),
    ],
)
def test_bad_input_is_named(rows: dict[object, object], error: type[Exception], words: str) -> None:
    with pytest.raises(error, match=words):
        protect_counts(rows)  # type: ignore[arg-type]


def test_bad_options_are_named() -> None:
    with pytest.raises(ValueError, match="threshold"):
        protect_counts({"a": 1}, threshold=0)
    with pytest.raises(ValueError, match="2 names given for 1 dimensions"):
        protect_counts({"a": 1}, dimensions=("site", "month"))


_COUNT = st.sampled_from([0, 0, 1, 1, 2, 2, 3, 4, 5, 9, 30])


@st.composite
def _tables(draw: st.DrawFn) -> dict[tuple[str, ...], int]:
    rows = [f"r{i}" for i in range(draw(st.integers(1, 5)))]
    columns = [f"c{i}" for i in range(draw(st.integers(1, 4)))]
    if draw(st.booleans()):
        return {(row,): draw(_COUNT) for row in rows}
    return {(row, column): draw(_COUNT) for row in rows for column in columns}


@settings(max_examples=120, deadline=None)
@given(_tables(), st.sampled_from([2, 3, 5]), st.booleans())
def test_no_reader_and_no_insider_gets_below_the_threshold(
    inner: dict[tuple[str, ...], int], threshold: int, zeros_public: bool
) -> None:
    table = protect_counts(inner, threshold, zeros_public)
    values = _sums(inner)
    assert all(table[key] in (None, values[key]) for key in values)
    assert _weak_points(inner, table, threshold, zeros_public) == []


@settings(max_examples=40, deadline=None)
@given(_tables(), st.randoms(use_true_random=False))
def test_the_pattern_does_not_depend_on_the_order_of_rows(inner: dict[tuple[str, ...], int], random: object) -> None:
    shuffled = list(inner.items())
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert dict(protect_counts(dict(shuffled))) == dict(protect_counts(inner))


@settings(max_examples=40, deadline=None)
@given(_tables())
def test_no_hidden_further_cell_can_be_published_again_at_threshold_two(inner: dict[tuple[str, ...], int]) -> None:
    """With threshold 2 every need is one person, so single circuits are all there is: the pattern has no idle cell."""
    table = protect_counts(inner, threshold=2)
    values = _sums(inner)
    for key in table.suppressed:
        if values[key] >= 2:
            opened = ProtectedTable.from_pattern(table.dimensions, values, set(table.suppressed) - {key})
            assert _weak_points(inner, opened, 2, True) != []


def _sums(inner: dict[tuple[str, ...], int]) -> dict[tuple[str, ...], int]:
    values: dict[tuple[str, ...], int] = {}
    for key, count in inner.items():
        for cell in product(*((label, TOTAL) for label in key)):
            values[cell] = values.get(cell, 0) + count
    return values


def _weak_points(
    inner: dict[tuple[str, ...], int], table: ProtectedTable, threshold: int, zeros_public: bool
) -> list[tuple[object, ...]]:
    """Reference attacker: every primary cell that someone can bound below the threshold, by plain linear programs.

    The attacker's unknowns are the inner cells; published cells and what an insider knows are equations.
    """
    values = _sums(inner)
    cells, columns = list(values), list(inner)
    matrix = np.array(
        [[all(c in (k, TOTAL) for k, c in zip(key, cell, strict=True)) for key in columns] for cell in cells]
    )
    primary = [cell for cell in cells if (not zeros_public or values[cell] > 0) and values[cell] < threshold]
    empty = [cell for cell in cells if zeros_public and values[cell] == 0]
    insiders = [
        [cell for cell in cells if values[cell] == 1 and matrix[cells.index(cell), j]]
        for j, key in enumerate(columns)
        if inner[key] == 1
    ]
    weak: list[tuple[object, ...]] = []
    for known in [[], *insiders]:
        fixed = [i for i, cell in enumerate(cells) if table[cell] is not None or cell in known or cell in empty]
        for cell in primary:
            i = cells.index(cell)
            within = any(not (matrix[i] & ~matrix[cells.index(own)]).any() for own in known)
            if cell in known or (values[cell] == 0 and within):  # a known sum over the cell tells: nobody else is here
                continue
            bound = linprog(
                -matrix[i].astype(float),
                A_eq=matrix[fixed].astype(float) if fixed else None,
                b_eq=[values[cells[f]] for f in fixed] if fixed else None,
                bounds=(0, None),
            )
            highest = np.inf if bound.status == 3 else -bound.fun
            if highest < threshold - 1e-6:
                weak.append((cell, tuple(known), highest))
    return weak

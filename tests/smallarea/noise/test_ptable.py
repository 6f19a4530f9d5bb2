"""The p-table designer: its promises for many parameters, and its optimality against a general optimiser."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import minimize

from smallarea.noise import design_ptable


@st.composite
def _parameters(draw: st.DrawFn) -> tuple[int, float, int]:
    deviation = draw(st.integers(1, 9))
    small = draw(st.integers(0, min(3, deviation - 1)))
    return deviation, draw(st.floats(0.02, 0.98)) * deviation**2, small


@settings(max_examples=60, deadline=None)
@given(_parameters())
def test_every_row_keeps_the_promises(parameters: tuple[int, float, int]) -> None:
    deviation, variance, small = parameters
    table = design_ptable(deviation, variance, small)
    noise = np.arange(-deviation, deviation + 1)
    assert table.probabilities.sum(axis=1) == pytest.approx(1)
    assert table.probabilities @ noise == pytest.approx(0, abs=1e-6)
    assert table.variances == pytest.approx(table.probabilities @ noise**2)
    for count, row in enumerate(table.probabilities):
        results = count + noise[row > 0]
        assert results.min() >= 0
        assert not np.isin(results, np.arange(1, small + 1)).any() or count == 0


def test_the_variance_is_the_one_asked_where_the_support_allows_it() -> None:
    table = design_ptable(5, 3.0, 2)
    assert table.variances[1:] == pytest.approx(3.0)
    wide = design_ptable(10, 20.0, 3)
    assert wide.variances[1] == pytest.approx(10.0), "count 1 can only reach 0 and 11: at most 1 * 10"
    assert wide.variances[2:] == pytest.approx(20.0)


def test_zero_stays_zero_and_count_one_without_small_values_is_a_two_point_lottery() -> None:
    """D = 2, js = 1: a count of 1 becomes 0, 2 or 3; with the least possible variance 1 it is 0 or 2, half and half."""
    table = design_ptable(2, 1.0, 1)
    assert table.probabilities[0].tolist() == [0, 0, 1, 0, 0]
    assert table.probabilities[1] == pytest.approx([0, 0.5, 0, 0.5, 0])


def test_last_row_is_symmetric() -> None:
    last = design_ptable(4, 2.5, 1).probabilities[-1]
    assert last == pytest.approx(last[::-1])


@pytest.mark.parametrize(("count", "deviation", "variance", "small"), [(1, 4, 2.5, 1), (3, 3, 2.0, 0), (6, 3, 1.0, 0)])
def test_rows_have_the_largest_entropy(count: int, deviation: int, variance: float, small: int) -> None:
    row = design_ptable(deviation, variance, small).probabilities
    mine = row[min(count, len(row) - 1)]
    noise = np.arange(-deviation, deviation + 1)[mine > 0]
    chances = mine[mine > 0]
    other = minimize(
        lambda p: float(np.sum(p * np.log(np.maximum(p, 1e-12)))),
        np.full(len(noise), 1 / len(noise)),
        bounds=[(0, 1)] * len(noise),
        constraints=[
            {"type": "eq", "fun": lambda p: p.sum() - 1},
            {"type": "eq", "fun": lambda p: p @ noise},
            {"type": "eq", "fun": lambda p: p @ noise**2 - variance},
        ],
    )
    assert other.success
    assert chances == pytest.approx(other.x, abs=2e-3)


def test_the_lookup_draws_with_the_designed_probabilities() -> None:
    table = design_ptable(3, 1.5, 0)
    keys = np.arange(100_001, dtype=np.uint64) * np.uint64(2**64 // 100_001)
    for count in (1, 2, 50):
        drawn = table.noise(np.full(len(keys), count), keys)
        shares = np.bincount(drawn + 3, minlength=7) / len(keys)
        assert shares == pytest.approx(table.probabilities[min(count, len(table.probabilities) - 1)], abs=1e-4)


def test_the_first_and_last_key_stay_on_the_support() -> None:
    table = design_ptable(4, 3.0, 2)
    edges = np.array([0, 2**64 - 1], dtype=np.uint64)
    for count in range(12):
        for noise in table.noise(np.array([count, count]), edges).tolist():
            row = table.probabilities[min(count, len(table.probabilities) - 1)]
            assert row[noise + 4] > 0


@pytest.mark.parametrize(
    ("deviation", "variance", "small", "words"),
    [
        (0, 1.0, 0, "maximum deviation must be at least 1"),
        (3, 1.0, 3, "must exceed the largest small value"),
        (3, 9.0, 0, "between 0 and 9"),
        (3, 0.0, 0, "between 0 and 9"),
        (3, 1.0, -1, "must not be negative"),
    ],
)
def test_impossible_designs_are_refused(deviation: int, variance: float, small: int, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        design_ptable(deviation, variance, small)


def test_negative_counts_are_refused() -> None:
    with pytest.raises(ValueError, match="negative"):
        design_ptable(3, 1.0).noise(np.array([-1]), np.array([5], dtype=np.uint64))

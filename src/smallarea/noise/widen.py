"""Repair a rounded release that its sums would open: round a few figures the other way.

A small count is open if all sums together keep it below its threshold although its own rounded figure leaves room.
The repair looks for another table in which the count reaches the threshold and which contradicts as few rounded
figures as possible, and rounds exactly those the other way (7 to 10 instead of 5): then this table agrees with all of
them. Each figure stays a neighbouring multiple of the true count.
"""

from __future__ import annotations

import highspy
import numpy as np
import scipy.sparse as sp

from smallarea.disclosure.graph import Floats, Ints, Mask, ReleaseGraph

_TOLERANCE = 1e-6


def turn_figures(graph: ReleaseGraph, counts: Ints, rounded: Ints, base: int, target: int, fixed: Mask) -> Ints | None:
    """Return the rounded figures (n) with those turned that keep variable ``target`` below its threshold.

    ``counts`` (n) are the true counts, ``fixed`` (n) marks figures that must stay. None if no turning helps.
    """
    need = float(graph.units[int(graph.unit_of[target])].threshold)
    below = counts // base * base
    movable = (counts % base != 0) & ~fixed & ~graph.latent
    up, down = movable & (rounded == below), movable & (rounded > below)
    low = np.where(graph.latent, 0, np.maximum(rounded - base + 1, 0)).astype(np.float64)
    high = np.where(graph.latent, np.inf, rounded + base - 1)
    low[target] = max(low[target], need)
    if low[target] > high[target]:
        return None
    beyond = _beyond(graph.relations[graph.core], counts.astype(np.float64), low, high, up, down, base)
    if beyond is None:
        return None
    rise, fall = beyond
    turned: Ints = rounded + base * (rise > _TOLERANCE) - base * (fall > _TOLERANCE)
    return turned


def _beyond(
    relations: sp.csr_matrix, counts: Floats, low: Floats, high: Floats, up: Mask, down: Mask, base: int
) -> tuple[Floats, Floats] | None:
    """By how much each figure must be exceeded and undercut beyond its interval, in the cheapest table that exists."""
    rows, n = relations.shape
    model = highspy.HighsLp()
    model.num_col_, model.num_row_ = 3 * n, rows
    model.col_cost_ = np.concatenate([np.zeros(n), np.ones(2 * n)])
    model.col_lower_ = np.concatenate([low, np.zeros(2 * n)])
    model.col_upper_ = np.concatenate([high, np.where(up, base, 0.0), np.where(down, base, 0.0)])
    model.row_lower_ = model.row_upper_ = relations @ counts
    matrix = sp.hstack([relations, relations, -relations]).tocsc()
    model.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    model.a_matrix_.start_, model.a_matrix_.index_, model.a_matrix_.value_ = matrix.indptr, matrix.indices, matrix.data
    solver = highspy.Highs()
    solver.setOptionValue("output_flag", False)
    solver.passModel(model)
    solver.run()
    if solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
        return None
    columns = np.asarray(solver.getSolution().col_value)
    return columns[n : 2 * n], columns[2 * n :]

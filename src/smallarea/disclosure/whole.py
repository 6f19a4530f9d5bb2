"""Circuits in whole numbers, for the few needs that the linear program serves in fractions only."""

from __future__ import annotations

from collections.abc import Sequence

import highspy
import numpy as np
import scipy.sparse as sp

from smallarea.disclosure.circuits import new_highs, split
from smallarea.disclosure.graph import Floats, Ints, Mask
from smallarea.disclosure.parts import HiddenParts
from smallarea.disclosure.problem import Problem

WHOLE_SECONDS = 20.0
"""Time limit of one search for a whole-number circuit."""


def whole_circuit(
    problem: Problem, usable: Mask, cost: Floats, move: tuple[int, float], blocked: Sequence[int]
) -> tuple[Ints, Floats] | None:
    """A cheap deviation in whole numbers over the ``usable`` classes that moves a class at least as far as asked.

    Returns its classes and amounts, or None if there is none (or none was found in `WHOLE_SECONDS`).
    """
    keep = usable.copy()
    keep[list(blocked)] = False
    members = HiddenParts(problem, keep, cost).members_around(move[0])
    inside = problem.core[:, members]
    inside = inside[np.diff(inside.indptr) > 0]
    count = len(members)
    own_cost = cost[members]
    model = highspy.HighsLp()
    model.num_col_, model.num_row_ = 2 * count, inside.shape[0]
    model.col_cost_ = np.concatenate([own_cost, own_cost])
    lower = np.zeros(2 * count)
    target, amount = move
    place = int(np.searchsorted(members, target))
    lower[place if amount > 0 else place + count] = abs(amount)
    upper = np.concatenate([np.full(count, highspy.kHighsInf), problem.room[members]])
    upper[place + count if amount > 0 else place] = 0.0
    if np.any(lower > upper):
        return None
    model.col_lower_, model.col_upper_ = lower, upper
    model.row_lower_ = model.row_upper_ = np.zeros(inside.shape[0])
    matrix = sp.hstack([inside, -inside]).tocsc()
    model.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    model.a_matrix_.start_, model.a_matrix_.index_, model.a_matrix_.value_ = matrix.indptr, matrix.indices, matrix.data
    kinds = [highspy.HighsVarType.kInteger if w else highspy.HighsVarType.kContinuous for w in problem.whole[members]]
    model.integrality_ = kinds + kinds
    solver = new_highs()
    solver.setOptionValue("time_limit", WHOLE_SECONDS)
    solver.setOptionValue("mip_rel_gap", 0.05)
    solver.passModel(model)
    solver.run()
    if solver.getInfo().primal_solution_status != highspy.SolutionStatus.kSolutionStatusFeasible:
        return None
    columns = np.array(solver.getSolution().col_value)
    z = columns[:count] - columns[count:]
    z = np.where(problem.whole[members], np.round(z), z)
    for places, amounts in split(inside.tocsc(), z):
        if place in places:
            return members[places], amounts
    return None

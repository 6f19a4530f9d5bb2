"""Controlled rounding: every figure a neighbouring multiple of the truth, and all sums of the rounded figures hold.

One integer program per release: for each count that is no multiple, a binary "up"; every published sum must hold in the
rounded figures; as few counts as possible are rounded another way than the cell keys would have it. Source: Cox,
"A constructive procedure for unbiased controlled rounding", Journal of the American Statistical Association 82 (1987),
for two-way tables; Salazar-Gonzalez, "Controlled rounding and cell perturbation: statistical disclosure limitation
methods for tabular data", Mathematical Programming 105 (2006), for the integer program.
"""

from __future__ import annotations

import highspy
import numpy as np

from smallarea.disclosure.graph import Ints, Mask, ReleaseGraph


class NoControlledRounding(ValueError):
    """No rounding with intact sums exists, or none was found in the time allowed."""


def controlled_rounding(
    graph: ReleaseGraph, counts: Ints, wanted: Ints, base: int, fixed: Mask, *, seconds: float = 60.0
) -> Ints:
    """Return rounded figures (n) in which all sums of published figures hold, nearest to the ``wanted`` ones (n).

    ``wanted`` are neighbouring multiples of the true ``counts``; those in ``fixed`` (n) are kept. Two-way tables always
    have a controlled rounding; tables of three dimensions or more sometimes have none.

    Raises ``NoControlledRounding`` if there is none or the solver finds none within ``seconds``.
    """
    below = counts // base
    movable = (counts % base != 0) & ~fixed & ~graph.latent
    columns = np.flatnonzero(movable)
    start = np.where(movable, below, wanted // base)
    sums = graph.relations[np.flatnonzero(graph.defined != -2)]
    sums = sums[np.asarray(abs(sums) @ graph.latent.astype(np.float64)).ravel() == 0]
    matrix = sums[:, columns].tocsc()
    up = (wanted // base - below)[columns].astype(np.float64)
    model = highspy.HighsLp()
    model.num_col_, model.num_row_ = len(columns), matrix.shape[0]
    model.col_cost_ = 1.0 - 2.0 * up
    model.col_lower_, model.col_upper_ = np.zeros(len(columns)), np.ones(len(columns))
    model.row_lower_ = model.row_upper_ = -(sums @ start).astype(np.float64)
    model.integrality_ = [highspy.HighsVarType.kInteger] * len(columns)
    model.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    model.a_matrix_.start_, model.a_matrix_.index_, model.a_matrix_.value_ = matrix.indptr, matrix.indices, matrix.data
    solver = highspy.Highs()
    options = {"output_flag": False, "threads": 1, "random_seed": 1, "time_limit": seconds, "mip_rel_gap": 0.05}
    for option, value in options.items():
        solver.setOptionValue(option, value)
    solver.passModel(model)
    solver.run()
    rounded = start.copy()
    if len(columns) and solver.getInfo().primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible:
        rounded[columns] += np.rint(np.asarray(solver.getSolution().col_value)).astype(np.int64)
    if np.any(sums @ rounded):
        raise NoControlledRounding(
            f"no rounding to {base} with intact sums was found within {seconds:g} s; use the style 'random', "
            "a larger base or fewer dimensions"
        )
    figures: Ints = rounded * base
    return figures

"""What an attacker can bound who knows an interval for every published figure and all sums between the true ones."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import highspy
import numpy as np
import scipy.sparse as sp

from smallarea.disclosure.graph import Floats, Ints

_SLACK: Final = 1e-6
_CASE: Final = 1.0
"""A count that cannot move by one case in either direction is computable: the set of possible tables is convex."""


@dataclass(frozen=True)
class Bounds:
    """What some possible table shows for each attacked variable (same order as asked).

    ``high`` is the true maximum where it lies below the need although the variable's own interval reaches it, and
    ``low`` is then the true minimum. Elsewhere both are attained by possible tables, and both lie less than one case
    from the truth only where no possible table is a whole case off.
    """

    low: Floats
    high: Floats


def attack(relations: sp.csr_matrix, values: Floats, low: Floats, high: Floats, targets: Ints, need: Floats) -> Bounds:
    """Bound the ``targets`` (k variable numbers) over all tables x with ``relations @ x`` as for the true ``values``.

    ``low`` and ``high`` (n) are what is known of each figure on its own. For each target the questions are whether x
    can reach its ``need`` (k) and whether x can differ from the true value by a case. Every table found answers for all
    targets at once.

    Raises ``ValueError`` if the true values lie outside the intervals, ``RuntimeError`` if the solver fails.
    """
    if np.any(values < low - _SLACK) or np.any(values > high + _SLACK):
        raise ValueError("the true figures must lie in the intervals")
    found = Bounds(values[targets].copy(), values[targets].copy())
    if not len(targets):
        return found
    attacker = _Attacker(relations, values, low, high)
    true = values[targets]

    def see(table: Floats | None) -> None:
        if table is not None:
            np.minimum(found.low, table[targets], out=found.low)
            np.maximum(found.high, table[targets], out=found.high)

    for k in np.flatnonzero(high[targets] >= need - _SLACK).tolist():
        if found.high[k] < need[k] - _SLACK:
            table = attacker.move(int(targets[k]), float(need[k] - true[k]))
            if table is None:
                see(attacker.push(int(targets[k]), 1.0))
                see(attacker.push(int(targets[k]), -1.0))
            see(table)
    for k in range(len(targets)):
        for step in (_CASE, -_CASE):
            if max(found.high[k] - true[k], true[k] - found.low[k]) < _CASE - _SLACK:
                see(attacker.move(int(targets[k]), step))
    return found


class _Attacker:
    """One linear program over the deviations z = x - f, each split into its rise and its fall (2n columns).

    Every question starts from z = 0, the true table, from where the simplex method needs about as many steps as
    figures have to move: the moves in a table are local.
    """

    def __init__(self, relations: sp.csr_matrix, values: Floats, low: Floats, high: Floats) -> None:
        self.values = values
        self.n = len(values)
        self.limits = np.concatenate([np.maximum(high - values, 0.0), np.maximum(values - low, 0.0)])
        self.columns = np.arange(2 * self.n, dtype=np.int32)
        model = highspy.HighsLp()
        model.num_col_, model.num_row_ = 2 * self.n, relations.shape[0]
        model.col_cost_ = np.ones(2 * self.n)
        model.col_lower_, model.col_upper_ = np.zeros(2 * self.n), self.limits
        model.row_lower_ = model.row_upper_ = np.zeros(relations.shape[0])
        matrix = sp.hstack([relations, -relations]).tocsc()
        model.a_matrix_.format_ = highspy.MatrixFormat.kColwise
        model.a_matrix_.start_, model.a_matrix_.index_ = matrix.indptr, matrix.indices
        model.a_matrix_.value_ = matrix.data
        self.solver = highspy.Highs()
        for option, value in {"output_flag": False, "presolve": "off", "threads": 1, "random_seed": 1}.items():
            self.solver.setOptionValue(option, value)
        self.solver.passModel(model)

    def move(self, variable: int, amount: float) -> Floats | None:
        """Return the possible table (n) nearest to the truth in which the variable differs by ``amount``, or None."""
        rise, fall = max(amount, 0.0), max(-amount, 0.0)
        if rise > self.limits[variable] or fall > self.limits[self.n + variable]:
            return None
        self._bound(variable, (rise, rise), (fall, fall))
        table = self._solve()
        self._bound(variable, (0.0, self.limits[variable]), (0.0, self.limits[self.n + variable]))
        return table

    def push(self, variable: int, direction: float) -> Floats | None:
        """Return a possible table (n) in which the variable is as large (direction 1) or small (-1) as it can be."""
        costs = np.zeros(2 * self.n)
        costs[variable], costs[self.n + variable] = -direction, direction
        self.solver.changeColsCost(2 * self.n, self.columns, costs)
        table = self._solve()
        self.solver.changeColsCost(2 * self.n, self.columns, np.ones(2 * self.n))
        return table

    def _bound(self, variable: int, rise: tuple[float, float], fall: tuple[float, float]) -> None:
        self.solver.changeColBounds(variable, *rise)
        self.solver.changeColBounds(self.n + variable, *fall)

    def _solve(self) -> Floats | None:
        self.solver.clearSolver()
        self.solver.run()
        status = self.solver.getModelStatus()
        if status == highspy.HighsModelStatus.kInfeasible:
            return None
        if status != highspy.HighsModelStatus.kOptimal:
            raise RuntimeError(f"the attack could not be computed: {self.solver.modelStatusToString(status)}")
        columns = np.asarray(self.solver.getSolution().col_value)
        table: Floats = self.values + columns[: self.n] - columns[self.n :]
        return table

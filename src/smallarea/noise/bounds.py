"""What an attacker can bound who knows an interval for every published figure and all sums between the true ones."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import highspy
import numpy as np
import scipy.sparse as sp

from smallarea.disclosure.graph import Floats, Ints, Mask

_SLACK = 1e-6


@dataclass(frozen=True)
class Bounds:
    """What some possible table shows for each attacked variable (same order as asked).

    ``high`` is the true maximum where it lies below the need although the variable's own interval reaches it, and
    ``low`` is then the true minimum. Elsewhere both are attained by possible tables, and they are equal only where no
    possible table differs from the true one in that variable.
    """

    low: Floats
    high: Floats


def attack(relations: sp.csr_matrix, values: Floats, low: Floats, high: Floats, targets: Ints, need: Floats) -> Bounds:
    """Bound the ``targets`` (k variable numbers) over all tables x with ``relations @ x`` as for the true ``values``.

    ``low`` and ``high`` (n) are what is known of each figure on its own. For each target the questions are whether x
    can reach its ``need`` (k) and whether x can differ from the true value at all. Every solution found answers for
    all targets at once: first one program moves all of them together, then the unanswered ones are moved one by one.

    Raises ``ValueError`` if the true values lie outside the intervals, ``RuntimeError`` if the solver fails.
    """
    if np.any(values < low - _SLACK) or np.any(values > high + _SLACK):
        raise ValueError("the true figures must lie in the intervals")
    found = Bounds(values[targets].copy(), values[targets].copy())
    if not len(targets):
        return found
    attacker = _Attacker(relations, values, low, high, targets, found)
    reachable = high[targets] >= need - _SLACK
    attacker.settle(lambda: reachable & (found.high < need - _SLACK), up=True)
    for k in np.flatnonzero(reachable & (found.high < need - _SLACK)):
        attacker.move(np.array([k]), up=False)
    attacker.settle(lambda: found.high - found.low < _SLACK, up=True)
    attacker.settle(lambda: found.high - found.low < _SLACK, up=False)
    return found


class _Attacker:
    """One linear program whose goal changes; every solution widens ``found``."""

    def __init__(
        self, relations: sp.csr_matrix, values: Floats, low: Floats, high: Floats, targets: Ints, found: Bounds
    ) -> None:
        self.targets, self.found = targets, found
        self.solver = _model(relations, values, low, high)

    def settle(self, unanswered: Callable[[], Mask], *, up: bool) -> None:
        """Move all unanswered targets together as long as that answers some, then each of the rest alone."""
        asked = np.flatnonzero(unanswered())
        while len(asked):
            self.move(asked, up=up)
            rest = np.flatnonzero(unanswered())
            if len(rest) == len(asked):
                break
            asked = rest
        for k in asked:
            if unanswered()[k]:
                self.move(np.array([k]), up=up)

    def move(self, chosen: Ints, *, up: bool) -> None:
        """Raise (or lower) the sum of the chosen targets (positions) and widen all bounds by the solution."""
        columns = self.targets[chosen].astype(np.int32)
        self.solver.changeColsCost(len(columns), columns, np.full(len(columns), -1.0 if up else 1.0))
        self.solver.run()
        status = self.solver.getModelStatus()
        if status == highspy.HighsModelStatus.kOptimal:
            solution = np.asarray(self.solver.getSolution().col_value)[self.targets]
            np.minimum(self.found.low, solution, out=self.found.low)
            np.maximum(self.found.high, solution, out=self.found.high)
        elif status == highspy.HighsModelStatus.kUnbounded and len(chosen) == 1:
            self.found.high[chosen] = np.inf
        elif status != highspy.HighsModelStatus.kUnbounded:  # several at once may be unbounded without saying which
            raise RuntimeError(f"the attack could not be computed: {self.solver.modelStatusToString(status)}")
        self.solver.changeColsCost(len(columns), columns, np.zeros(len(columns)))


def _model(relations: sp.csr_matrix, values: Floats, low: Floats, high: Floats) -> highspy.Highs:
    rows, columns = relations.shape
    matrix = relations.tocsc()
    known = relations @ values
    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_ = columns, rows
    lp.col_cost_ = np.zeros(columns)
    lp.col_lower_, lp.col_upper_ = low, high
    lp.row_lower_ = lp.row_upper_ = known
    lp.a_matrix_.start_, lp.a_matrix_.index_, lp.a_matrix_.value_ = matrix.indptr, matrix.indices, matrix.data
    solver = highspy.Highs()
    solver.setOptionValue("output_flag", False)
    solver.passModel(lp)
    return solver

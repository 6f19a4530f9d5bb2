"""Cheapest deviations that prove a need: linear programs on the relations, solved by HiGHS.

A *circuit* is a deviation z with A z = 0 that moves a chosen class by a wanted amount and takes no class below its
floor. If all its classes are hidden, ``f + z`` is a second table that agrees with everything published: a witness.
Source: shortest-path heuristics of cell suppression generalised to linear programs, Kelly, Golden and Assad, "Cell
suppression: disclosure protection for sensitive tabular data", Networks 22 (1992).
"""

from __future__ import annotations

from collections.abc import Mapping

import highspy
import numpy as np
import scipy.sparse as sp

from smallarea.disclosure.graph import Floats, Ints, Mask

TOLERANCE = 1e-6
FREE = 1e-3
"""Cost of using a class that is hidden anyway: small, so that circuits stay short."""
SINGLE = 0.05
"""Cost of using a single case: a circuit through it proves nothing against its insider."""


def new_highs() -> highspy.Highs:
    """A quiet solver on one thread."""
    solver = highspy.Highs()
    for option, value in {"output_flag": False, "threads": 1, "parallel": "off", "random_seed": 1}.items():
        solver.setOptionValue(option, value)
    return solver


class CircuitSolver:
    """One model ``min cost |z|, A z = 0``; each question changes bounds, each answer may change costs.

    ``relations`` (m x k), ``room`` (k) as in `problem.Problem`, ``cost`` (k) > 0. Every question starts from the zero
    deviation, whose basis is always dual feasible: the dual simplex then needs about as many steps as the circuit has
    classes, and the answer does not depend on earlier questions.
    """

    def __init__(self, relations: sp.csr_matrix, room: Floats, cost: Floats) -> None:
        self.k = len(room)
        self.room = room.copy()
        self.ceiling = np.full(self.k, highspy.kHighsInf)
        self.columns = relations.tocsc()
        self.solver = new_highs()
        self.solver.setOptionValue("presolve", "off")
        model = highspy.HighsLp()
        model.num_col_, model.num_row_ = 2 * self.k, relations.shape[0]
        model.col_cost_ = np.concatenate([cost, cost])
        model.col_lower_ = np.zeros(2 * self.k)
        model.col_upper_ = np.concatenate([self.ceiling, self.room])
        model.row_lower_ = model.row_upper_ = np.zeros(relations.shape[0])
        matrix = sp.hstack([relations, -relations]).tocsc()
        model.a_matrix_.format_ = highspy.MatrixFormat.kColwise
        model.a_matrix_.start_, model.a_matrix_.index_ = matrix.indptr, matrix.indices
        model.a_matrix_.value_ = matrix.data
        self.solver.passModel(model)

    def price(self, classes: Ints, cost: Floats) -> None:
        """Change what it costs to use the classes."""
        if len(classes):
            columns = np.concatenate([classes, classes + self.k]).astype(np.int32)
            self.solver.changeColsCost(len(columns), columns, np.concatenate([cost, cost]))

    def close(self, classes: Ints) -> None:
        """The classes are published for good: they never deviate again."""
        self.room[classes] = 0.0
        self.ceiling[classes] = 0.0
        self._reset(classes)

    def solve(self, moves: Mapping[int, float], blocked: Ints) -> Floats | None:
        """The cheapest deviation (k) with ``z[c] = moves[c]`` and z = 0 on ``blocked``; None if there is none."""
        for c, move in moves.items():
            up = move > 0
            if (up and move > self.ceiling[c]) or (not up and -move > self.room[c]):
                return None
        self._bound(blocked, np.zeros(len(blocked)), np.zeros(len(blocked)), np.zeros(len(blocked)))
        chosen = np.fromiter(moves, dtype=np.int64, count=len(moves))
        amount = np.fromiter(moves.values(), dtype=np.float64, count=len(moves))
        rise, fall = np.maximum(amount, 0.0), np.maximum(-amount, 0.0)
        self._bound(chosen, rise, rise, fall, fall)
        self.solver.clearSolver()
        self.solver.run()
        found: Floats | None = None
        if self.solver.getModelStatus() == highspy.HighsModelStatus.kOptimal:
            columns = np.array(self.solver.getSolution().col_value)
            found = columns[: self.k] - columns[self.k :]
            found[np.abs(found) < TOLERANCE] = 0.0
        self._reset(np.concatenate([chosen, blocked]))
        return found

    def _bound(self, classes: Ints, rise: Floats, most: Floats, fall: Floats, deepest: Floats | None = None) -> None:
        if len(classes):
            columns = np.concatenate([classes, classes + self.k]).astype(np.int32)
            lower = np.concatenate([rise, fall])
            upper = np.concatenate([most, fall if deepest is None else deepest])
            self.solver.changeColsBounds(len(columns), columns, lower, upper)

    def _reset(self, classes: Ints) -> None:
        zero = np.zeros(len(classes))
        self._bound(classes, zero, self.ceiling[classes], zero, self.room[classes])


def split(relations: sp.csc_matrix, z: Floats) -> list[tuple[Ints, Floats]]:
    """Cut a deviation into parts that share no relation; each is a deviation of its own: (classes, amounts)."""
    support = np.flatnonzero(z).tolist()
    leader = {c: c for c in support}  # union-find; circuits are short, so plain Python beats matrix products

    def find(c: int) -> int:
        while leader[c] != c:
            leader[c] = leader[leader[c]]
            c = leader[c]
        return c

    first: dict[int, int] = {}
    for c in support:
        for row in relations.indices[relations.indptr[c] : relations.indptr[c + 1]].tolist():
            leader[find(c)] = find(first.setdefault(row, c))
    parts: dict[int, list[int]] = {}
    for c in support:
        parts.setdefault(find(c), []).append(c)
    found = [np.array(part, dtype=np.int64) for part in parts.values()]
    return [(part, z[part]) for part in found]


def is_whole(amounts: Floats, whole: Mask) -> bool:
    """Whether the amounts of the classes that count cases are whole numbers."""
    return bool(np.all(np.abs(amounts - np.round(amounts))[whole] <= TOLERANCE))

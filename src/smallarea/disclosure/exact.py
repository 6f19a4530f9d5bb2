"""The cheapest safe pattern of a small table, by cutting planes, with a proven bound.

Binary y_c = class c is hidden. For a pattern y and a scenario (a need, and an insider or nobody) the attacker's linear
program asks how far the class can move if only hidden classes deviate. If that is not far enough, its dual solution d
proves ``sum c_i y_i >= need`` for every safe pattern, with ``c_i = need`` where d_i > 0 and
``c_i = min(need, |d_i| room_i)`` where d_i < 0. Source: Fischetti and Salazar-Gonzalez, Management Science 47 (2001),
section 4; no bound on upward deviations is assumed here, which keeps every cut valid.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass

import highspy
import numpy as np

from smallarea.disclosure.circuits import TOLERANCE, new_highs
from smallarea.disclosure.graph import Floats, Mask
from smallarea.disclosure.problem import Problem
from smallarea.disclosure.suppress import Suppression

MOST_CLASSES = 2_500
"""Above this size the exact method is refused: it would not end."""
FAR = 1e3
"""How many times the need a class may move in the attacker's program of a whole pattern."""


@dataclass(frozen=True, slots=True)
class Optimum:
    """The pattern found, its cost, the proven lower bound of every safe pattern, and whether the time ran out."""

    pattern: Suppression
    cost: float
    bound: float
    timed_out: bool

    @property
    def gap(self) -> float:
        """By what share of the cost the pattern may be off the optimum."""
        return 0.0 if self.cost <= 0 else max(0.0, 1.0 - self.bound / self.cost)


@dataclass(frozen=True, slots=True)
class _Scenario:
    need: int
    known: tuple[int, ...]


class _Attacker:
    """The linear program of one reader: how far can a class move if only the pattern deviates?"""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.k = len(problem.room)
        self.solver = new_highs()
        self.solver.setOptionValue("presolve", "off")
        model = highspy.HighsLp()
        model.num_col_, model.num_row_ = self.k, problem.core.shape[0]
        model.col_cost_ = np.zeros(self.k)
        model.col_lower_ = model.col_upper_ = np.zeros(self.k)
        model.row_lower_ = model.row_upper_ = np.zeros(problem.core.shape[0])
        matrix = problem.core.tocsc()
        model.a_matrix_.format_ = highspy.MatrixFormat.kColwise
        model.a_matrix_.start_, model.a_matrix_.index_ = matrix.indptr, matrix.indices
        model.a_matrix_.value_ = matrix.data
        model.sense_ = highspy.ObjSense.kMaximize
        self.solver.passModel(model)
        self.columns = np.arange(self.k, dtype=np.int32)

    def cut(self, y: Floats, scenario: _Scenario, target: int, amount: float, *, whole: bool) -> Floats | None:
        """Coefficients of a violated cut ``c @ y >= |amount|``, or None if the pattern lets the class move."""
        # Cuts are valid for every reach. A short one finds the stronger cuts; a whole pattern must also be judged with
        # a reach that no sensible circuit exceeds.
        found = self._cut(y, scenario, target, amount, abs(amount))
        return self._cut(y, scenario, target, amount, FAR * abs(amount)) if found is None and whole else found

    def _cut(self, y: Floats, scenario: _Scenario, target: int, amount: float, reach: float) -> Floats | None:
        need, direction = abs(amount), np.sign(amount)
        lower, upper = -np.minimum(self.problem.room, reach) * y, reach * y
        lower[list(scenario.known)] = upper[list(scenario.known)] = 0.0
        if direction > 0:
            upper[target] = need
        else:
            lower[target] = -need
        self.solver.changeColsBounds(self.k, self.columns, lower, upper)
        self.solver.changeColCost(target, direction)
        self.solver.run()
        status = self.solver.getModelStatus()
        moved = self.solver.getInfo().objective_function_value
        dual = np.array(self.solver.getSolution().col_dual)
        self.solver.changeColCost(target, 0.0)
        if status != highspy.HighsModelStatus.kOptimal or moved >= need - TOLERANCE:
            return None
        dual[list(scenario.known)] = 0.0
        # d @ z is the movement of the target for every z with A z = 0: the sign of HiGHS' duals does not matter here.
        falling = np.minimum(need, -dual * self.problem.room, where=dual < -1e-9, out=np.zeros(self.k))
        cut = np.where(dual > 1e-9, need, falling)
        return cut if float(cut @ y) < need - 1e-6 else None


class _Master:
    """The cheapest pattern that satisfies the cuts so far."""

    def __init__(self, cost: Floats, fixed: Mask) -> None:
        self.solver = new_highs()
        k = len(cost)
        model = highspy.HighsLp()
        model.num_col_, model.num_row_ = k, 0
        model.col_cost_, model.col_lower_, model.col_upper_ = cost, fixed.astype(float), np.ones(k)
        self.solver.passModel(model)
        self.k = k

    def whole(self, cost: Floats, most: float) -> None:
        """From now on patterns are whole, and none dearer than ``most`` is of interest."""
        self.solver.setOptionValue("mip_heuristic_effort", 0.0)  # a good pattern is known already
        used = np.flatnonzero(cost > 0).astype(np.int32)
        self.solver.addRow(-highspy.kHighsInf, most, len(used), used, cost[used])
        kinds = np.full(self.k, highspy.HighsVarType.kInteger)
        self.solver.changeColsIntegrality(self.k, np.arange(self.k, dtype=np.int32), kinds)

    def add(self, cut: Floats, need: float) -> None:
        used = np.flatnonzero(cut > 0).astype(np.int32)
        self.solver.addRow(need, highspy.kHighsInf, len(used), used, cut[used])

    def solve(self, seconds: float) -> tuple[Floats, float]:
        """The pattern and the proven bound."""
        self.solver.setOptionValue("time_limit", self.solver.getRunTime() + max(seconds, 0.1))
        self.solver.run()
        info = self.solver.getInfo()
        if info.mip_node_count >= 0:
            bound = info.mip_dual_bound
        else:  # an interrupted linear program proves nothing
            finished = self.solver.getModelStatus() == highspy.HighsModelStatus.kOptimal
            bound = info.objective_function_value if finished else 0.0
        return np.array(self.solver.getSolution().col_value), float(bound)


def solve_exactly(problem: Problem, start: Suppression, seconds: float = 60.0) -> Optimum:
    """The cheapest safe pattern; ``start`` is a safe pattern to beat, its prices are the costs.

    Stops after about ``seconds`` and then returns the better of start and what was found, with the gap.
    Raises ``ValueError`` for more than `MOST_CLASSES` classes.
    """
    if len(problem.room) > MOST_CLASSES:
        raise ValueError(f"the exact method takes at most {MOST_CLASSES} cells, this release has {len(problem.room)}")
    end = time.monotonic() + seconds
    fixed = problem.primary | problem.latent
    cost = np.where(fixed, 0.0, start.price)
    best, best_cost, bound = start, float(cost @ start.hidden), 0.0
    master = _Master(cost, fixed)
    attacker = _Attacker(problem)
    scenarios = _scenarios(start)
    whole = False
    while time.monotonic() < end and bound < best_cost * (1 - 1e-9) - 1e-6:
        y, proven = master.solve(end - time.monotonic())
        if len(y) != len(cost):
            break
        bound = max(bound, proven)
        if whole:
            y = np.round(y)
        violated = _separate(attacker, start, scenarios, y, whole=whole)
        for cut, need in violated:
            master.add(cut, need)
        if violated:
            continue
        if not whole:
            whole = True
            master.whole(cost, best_cost)
            continue
        found = start.restricted(y > 0.5)
        found_cost = float(cost @ found.hidden)
        if not found.failed and found_cost < best_cost:
            best, best_cost = found, found_cost
        break
    return Optimum(best, best_cost, min(bound, best_cost), time.monotonic() >= end)


def _scenarios(start: Suppression) -> list[_Scenario]:
    """Every need alone and with each insider who does not own its class."""
    group = start.problem.group
    scenarios = []
    for need in start.pool.needs().tolist():
        scenarios.append(_Scenario(need, ()))
        own = int(group[need % start.pool.k])
        scenarios.extend(_Scenario(need, known) for g, known in start.members.items() if g != own)
    return scenarios


def _separate(
    attacker: _Attacker, start: Suppression, scenarios: Sequence[_Scenario], y: Floats, *, whole: bool
) -> list[tuple[Floats, float]]:
    """Violated cuts: of the outsiders first; of the insiders only when there are none."""
    found: list[tuple[Floats, float]] = []
    for wanted in (False, True):
        for scenario in scenarios:
            if bool(scenario.known) == wanted:
                target, amount = start.pool.move(scenario.need)
                cut = attacker.cut(y, scenario, target, amount, whole=whole)
                if cut is not None:
                    found.append((cut, abs(amount)))
        if found:
            break
    return found

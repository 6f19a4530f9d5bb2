"""Hidden classes fall apart into parts that share no relation; each is attacked on its own."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import scipy.sparse as sp

from smallarea.disclosure.circuits import CircuitSolver, split
from smallarea.disclosure.graph import Floats, Ints, Mask
from smallarea.disclosure.problem import Problem


class HiddenParts:
    """Circuits that use hidden classes only. ``cost`` (k) decides which of several circuits is found."""

    def __init__(self, problem: Problem, hidden: Mask, cost: Floats) -> None:
        self.problem = problem
        self.cost = cost
        members = np.flatnonzero(hidden)
        inside = problem.core[:, members]
        count, label = sp.csgraph.connected_components(abs(inside).T @ abs(inside), directed=False)
        self.part = np.full(len(hidden), -1, dtype=np.int64)
        self.part[members] = label
        order = np.argsort(label, kind="stable")
        cuts = np.cumsum(np.bincount(label, minlength=count))[:-1]
        self.members: list[Ints] = np.split(members[order], cuts)
        self.place = np.full(len(hidden), -1, dtype=np.int64)
        for own in self.members:
            self.place[own] = np.arange(len(own))
        self._solvers: dict[int, CircuitSolver] = {}
        self._columns = problem.core.tocsc()

    def find(self, target: int, amount: float, blocked: Sequence[int]) -> tuple[Ints, Floats] | None:
        """The cheapest circuit that moves the target by ``amount`` without the blocked classes: (classes, amounts)."""
        part = int(self.part[target])
        solver = self._solver(part)
        closed = [int(self.place[b]) for b in blocked if self.part[b] == part]
        z = solver.solve({int(self.place[target]): amount}, np.array(closed, dtype=np.int64))
        if z is None:
            return None
        for places, amounts in split(solver.columns, z):
            classes = self.members[part][places]
            if target in classes:
                return classes, amounts
        raise AssertionError("the solver returned a deviation that does not move its target")

    def members_around(self, target: int) -> Ints:
        """The classes of the target's part, in ascending order."""
        return self.members[int(self.part[target])]

    def close(self, c: int) -> None:
        """Class c is published."""
        self._solver(int(self.part[c])).close(self.place[[c]])

    def _solver(self, part: int) -> CircuitSolver:
        if part not in self._solvers:
            members = self.members[part]
            inside = self._columns[:, members].tocsr()
            inside = inside[np.diff(inside.indptr) > 0]
            self._solvers[part] = CircuitSolver(inside, self.problem.room[members], self.cost[members])
        return self._solvers[part]

"""The witnesses found so far, and which needs they prove.

A *need* is a primary class and a direction: number c for "up", k + c for "down". It is proved against outsiders by one
witness that moves the class far enough, and against every insider by a witness that does not touch what the insider
knows and moves the class as far.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from smallarea.disclosure.circuits import TOLERANCE
from smallarea.disclosure.graph import Floats, Ints
from smallarea.disclosure.problem import Problem

FACTORS = (1.0, -1.0, 2.0, -2.0)


class WitnessPool:
    """Whole deviations ``(classes, amounts)`` and, for each need, the witnesses that prove it."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.k = len(problem.room)
        self.classes: list[Ints] = []
        self.amounts: list[Floats] = []
        self.groups: list[frozenset[int]] = []
        self.support: list[frozenset[int]] = []
        self.proves: list[list[int]] = []
        self.proofs: dict[int, list[int]] = {}
        self.uses: dict[int, list[int]] = {}
        self._seen: set[bytes] = set()

    def needs(self) -> Ints:
        """All needs, upwards first, those with the smallest move first."""
        up, down = np.flatnonzero(self.problem.up > 0), np.flatnonzero(self.problem.down > 0)
        ordered_up = up[np.argsort(self.problem.up[up], kind="stable")]
        return np.concatenate([ordered_up, down + self.k])

    def move(self, need: int) -> tuple[int, float]:
        """The class of a need and the signed amount that proves it."""
        if need < self.k:
            return need, float(self.problem.up[need])
        return need - self.k, -float(self.problem.down[need - self.k])

    def add(self, classes: Ints, amounts: Floats) -> bool:
        """Keep a whole deviation, also turned round and doubled, wherever it proves a need; whether it proved any."""
        if self.problem.whole[classes].any():
            amounts = np.where(self.problem.whole[classes], np.round(amounts), amounts)
        proved = False
        for factor in FACTORS:
            proved = self._add(classes, amounts * factor) or proved
        return proved

    def _add(self, classes: Ints, amounts: Floats) -> bool:
        problem = self.problem
        if np.any(amounts < -problem.room[classes]):
            return False
        up, down = problem.up[classes], problem.down[classes]
        proved = np.concatenate(
            [
                classes[(up > 0) & (amounts >= up - TOLERANCE * np.maximum(up, 1.0))],
                classes[(down > 0) & (-amounts >= down - TOLERANCE * np.maximum(down, 1.0))] + self.k,
            ]
        )
        mark = classes.tobytes() + amounts.tobytes()
        if not len(proved) or mark in self._seen:
            return bool(len(proved))
        self._seen.add(mark)
        number = len(self.classes)
        self.classes.append(classes)
        self.amounts.append(amounts)
        self.support.append(frozenset(classes.tolist()))
        self.groups.append(frozenset(problem.group[classes].tolist()) - {-1})
        self.proves.append(proved.tolist())
        for need in proved.tolist():
            self.proofs.setdefault(need, []).append(number)
        for c in classes.tolist():
            self.uses.setdefault(c, []).append(number)
        return True

    def open_insiders(self, need: int, without: int = -1) -> frozenset[int] | None:
        """Insiders against whom the need is not proved; None if it is not even proved against outsiders.

        Witnesses that use the class ``without`` do not count.
        """
        remaining: frozenset[int] | None = None
        own = frozenset([int(self.problem.group[need % self.k])])
        for number in self.proofs.get(need, ()):
            if without in self.support[number]:
                continue
            remaining = self.groups[number] - own if remaining is None else remaining & self.groups[number]
            if not remaining:
                break
        return remaining

    def drop(self, c: int) -> None:
        """Class c is published: its witnesses are void."""
        void = set(self.uses.pop(c, ()))
        for need in {need for number in void for need in self.proves[number]}:
            self.proofs[need] = [number for number in self.proofs[need] if number not in void]
        for i in {i for number in void for i in self.support[number]} - {c}:
            self.uses[i] = [number for number in self.uses[i] if number not in void]

    def affected(self, c: int) -> Iterable[int]:
        """Needs proved by some witness that uses class c."""
        return sorted({need for number in self.uses.get(c, ()) for need in self.proves[number]})

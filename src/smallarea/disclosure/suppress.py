"""Secondary suppression: circuits for every need, for every insider, then whatever is not needed is published again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import scipy.sparse as sp

from smallarea.disclosure.circuits import FREE, SINGLE, CircuitSolver, is_whole, split
from smallarea.disclosure.graph import Floats, Ints, Mask
from smallarea.disclosure.parts import HiddenParts
from smallarea.disclosure.problem import Problem
from smallarea.disclosure.whole import whole_circuit
from smallarea.disclosure.witnesses import WitnessPool

CELL = 8.0
"""Cost of hiding one more cell, in persons: few persons and few cells."""
PREFERRED = 0.1
"""Factor on the cost of what the previous release hid: patterns that jump can be read against each other."""
SMALL, BATCH = 5_000, 1_000
"""Beyond so many classes one linear program serves one need more per so many: its fixed effort grows with the table."""


def prices(problem: Problem, preferred: Mask | None = None) -> Floats:
    """What it costs to hide each class: its persons and cells; the previous release's pattern is cheaper (k)."""
    price = problem.weight + CELL * problem.size
    if preferred is not None:
        price = np.where(preferred, PREFERRED * price, price)
    return np.maximum(price, FREE)


def improve(start: Suppression, rounds: int, seed: int = 1) -> Suppression:
    """Tear out the proofs of a few random needs and rebuild at disturbed prices; keep what is cheaper.

    Large-neighbourhood search for small tables; the same seed gives the same pattern.
    """
    best = start
    price = start.price
    cost = float(price[best.secondary].sum())
    rng = np.random.default_rng(seed)
    needs = start.pool.needs()
    for _ in range(rounds if len(needs) else 0):
        torn: set[int] = set()
        for need in rng.choice(needs, size=min(len(needs), int(rng.integers(1, 4))), replace=False).tolist():
            torn.update(c for number in best.pool.proofs.get(need, ()) for c in best.pool.support[number])
        gone = np.array(sorted(c for c in torn if best.secondary[c]), dtype=np.int64)
        if not len(gone):
            continue
        trial = best.without(gone, price * np.exp(rng.normal(0.0, 0.3, size=len(price))))
        trial.run()
        trial.price = price
        trial_cost = float(price[trial.secondary].sum())
        if not trial.failed and trial_cost <= cost:
            best, cost = trial, trial_cost
    return best


Task = tuple[int, tuple[int, ...]]  # a need and the classes that its witness must not touch


class Suppression:
    """Finds a set of hidden classes in which the pool holds a proof for every need.

    ``failed`` lists needs without any circuit, as (need, insider or -1).
    """

    def __init__(self, problem: Problem, price: Floats) -> None:
        self.problem = problem
        self.price = price
        self.pool = WitnessPool(problem)
        self.hidden: Mask = problem.primary | problem.latent
        self.failed: list[tuple[int, int]] = []
        self.free = np.where(problem.group >= 0, SINGLE, FREE)
        self.columns = problem.core.tocsc()
        self.members = {
            g: tuple(np.flatnonzero(problem.group == g).tolist()) for g in set(problem.group.tolist()) - {-1}
        }

    @property
    def secondary(self) -> Mask:
        """Hidden classes that need no protection themselves (k)."""
        return self.hidden & ~self.problem.primary & ~self.problem.latent

    def run(self) -> None:
        """Outsiders, insiders, redundancy."""
        self.solver = CircuitSolver(self.problem.core, self.problem.room, np.where(self.hidden, self.free, self.price))
        needs = self.pool.needs().tolist()
        self._serve([(need, ()) for need in needs])
        self._insiders(needs)
        self._publish_again()

    def without(self, classes: Ints, price: Floats) -> Suppression:
        """A fresh start that keeps what does not use the classes, at other prices."""
        other = Suppression(self.problem, price)
        other.hidden = self.hidden.copy()
        other.hidden[classes] = False
        for members, amounts in zip(self.pool.classes, self.pool.amounts, strict=True):
            if other.hidden[members].all():
                other.pool.add(members, amounts)
        return other

    def _serve(self, tasks: Sequence[Task]) -> None:
        """Find a circuit for each task that the pool does not serve yet."""
        size = 1 + max(0, len(self.problem.room) - SMALL) // BATCH
        for batch in self._batches(tasks, size):
            self._serve_batch(batch)

    def _batches(self, tasks: Sequence[Task], size: int) -> Iterator[list[Task]]:
        """Tasks far apart in the list together, so that they rarely meet; those served by now are left out."""
        stride = -(-len(tasks) // size)
        for start in range(stride):
            chosen: dict[int, Task] = {}
            touched: set[int] = set()
            for task in tasks[start::stride]:
                need, blocked = task
                c = need % self.pool.k
                if self._served(task):
                    continue
                if c in chosen or c in touched or any(b in chosen for b in blocked):
                    yield [task]  # it cannot be asked together with the others
                else:
                    chosen[c] = task
                    touched.update(blocked)
            if chosen:
                yield list(chosen.values())

    def _served(self, task: Task) -> bool:
        need, blocked = task
        insiders = self.pool.open_insiders(need)
        if insiders is None:
            return False
        return not blocked or not insiders & set(self.problem.group[list(blocked)].tolist())

    def _serve_batch(self, batch: Sequence[Task]) -> None:
        moves = dict(self.pool.move(need) for need, _ in batch)
        blocked = np.array(sorted({b for _, classes in batch for b in classes}), dtype=np.int64)
        z = self.solver.solve(moves, blocked)
        if z is None and len(batch) > 1:
            half = len(batch) // 2
            self._serve_batch(batch[:half])
            self._serve_batch(batch[half:])
            return
        if z is not None:
            for classes, amounts in split(self.columns, z):
                if is_whole(amounts, self.problem.whole[classes]) and self.pool.add(classes, amounts):
                    self._hide(classes)
        for task in batch:
            if not self._served(task):
                self._serve_alone(task, z)

    def _serve_alone(self, task: Task, z: Floats | None) -> None:
        """A task that the shared circuit did not serve: in whole numbers, then one insider at a time."""
        need, blocked = task
        if z is not None:
            cost = np.where(self.hidden, self.free, self.price)
            found = None
            for usable in (self.hidden | (z != 0), np.ones(len(z), dtype=bool)):
                found = found or whole_circuit(self.problem, usable, cost, self.pool.move(need), blocked)
            if found is not None and self.pool.add(*found):
                self._hide(found[0])
                return
        groups = sorted(set(self.problem.group[list(blocked)].tolist()))
        if len(groups) > 1:
            for group in groups:
                if not self._served((need, self.members[group])):
                    self._serve_batch([(need, self.members[group])])
        else:
            self.failed.append((need, groups[0] if groups else -1))

    def _hide(self, classes: Ints) -> None:
        new = classes[~self.hidden[classes]]
        self.hidden[new] = True
        self.solver.price(new, self.free[new])

    def _insiders(self, needs: Sequence[int]) -> None:
        """Prove every need against every insider, inside the hidden classes where that is possible."""
        parts = HiddenParts(self.problem, self.hidden, self.free)
        tasks = []
        for need in needs:
            insiders = self.pool.open_insiders(need)
            while insiders:
                blocked = tuple(c for g in sorted(insiders) for c in self.members[g])
                if not self.prove_inside(parts, need, blocked):
                    tasks.append((need, blocked))
                    break
                insiders = self.pool.open_insiders(need)
        self._serve(tasks)

    def prove_inside(self, parts: HiddenParts, need: int, blocked: Sequence[int]) -> bool:
        """Look for a proof that uses the classes of the parts only and keep it."""
        found = parts.find(*self.pool.move(need), blocked)
        return found is not None and is_whole(found[1], self.problem.whole[found[0]]) and self.pool.add(*found)

    def _publish_again(self) -> None:
        """Publish each secondary class whose needs can be proved without it, the most expensive first."""
        removal = _Redundancy(self)
        secondary = np.flatnonzero(self.secondary)
        for c in secondary[np.argsort(-self.price[secondary], kind="stable")].tolist():
            if removal.try_without(c):
                self.hidden[c] = False

    def restricted(self, hidden: Mask) -> Suppression:
        """Look for the proofs inside a given pattern; it grows only where whole numbers need more."""
        other = Suppression(self.problem, self.price)
        other.hidden = hidden | self.problem.primary | self.problem.latent
        other.run()
        return other

    def witnesses(self) -> sp.csr_matrix:
        """The proofs by variable of the graph (w x n), for the audit to check."""
        by_class = sp.csr_matrix(
            (
                np.concatenate([*self.pool.amounts, np.zeros(0)]),
                np.concatenate([*self.pool.classes, np.zeros(0, dtype=np.int64)]),
                np.cumsum([0, *map(len, self.pool.classes)]),
            ),
            shape=(len(self.pool.classes), self.pool.k),
        )
        known = np.flatnonzero(self.problem.class_of >= 0)
        spread = sp.csr_matrix(
            (np.ones(len(known)), (self.problem.class_of[known], known)),
            shape=(self.pool.k, len(self.problem.class_of)),
        )
        return (by_class @ spread).tocsr()


class _Redundancy:
    """Tries to prove every need without a class, using hidden classes only."""

    def __init__(self, owner: Suppression) -> None:
        self.owner = owner
        self.pool = owner.pool
        self.problem = owner.problem
        hidden = np.flatnonzero(owner.hidden)
        cost = np.where(self.problem.primary, owner.free, owner.price)
        self.parts = HiddenParts(self.problem, owner.hidden, cost)
        by_row = self.problem.rows[:, hidden].tocsr()
        self.row_members = [
            set(hidden[by_row.indices[a:b]].tolist()) for a, b in zip(by_row.indptr, by_row.indptr[1:], strict=False)
        ]
        self.rows_of: dict[int, list[int]] = {}
        for row, members in enumerate(self.row_members):
            for c in members:
                self.rows_of.setdefault(c, []).append(row)

    def try_without(self, c: int) -> bool:
        """Publish class c if every need can still be proved; whether it was."""
        affected = list(self.pool.affected(c))
        if affected and self._gives_away_a_primary(c):
            return False
        for need in affected:
            if not self._prove(need, c):
                return False
        self.pool.drop(c)
        for row in self.rows_of[c]:
            self.row_members[row].discard(c)
        self.parts.close(c)
        return True

    def _gives_away_a_primary(self, c: int) -> bool:
        """Whether sums with one unknown left lead from class c to a primary class."""
        known = {c}
        todo = [c]
        while todo:
            for row in self.rows_of.get(todo.pop(), ()):
                unknown = self.row_members[row] - known
                if len(unknown) == 1:
                    (other,) = unknown
                    if self.problem.primary[other]:
                        return True
                    known.add(other)
                    todo.append(other)
        return False

    def _prove(self, need: int, c: int) -> bool:
        while True:
            insiders = self.pool.open_insiders(need, without=c)
            if insiders is not None and not insiders:
                return True
            groups = sorted(insiders or ())
            every = [b for g in groups for b in self.owner.members[g]]
            if not self.owner.prove_inside(self.parts, need, [c, *every]) and not (
                len(groups) > 1 and self.owner.prove_inside(self.parts, need, [c, *self.owner.members[groups[0]]])
            ):
                return False

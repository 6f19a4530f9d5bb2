"""The gate: attack a pattern, whoever made it, with everything a reader knows.

For every primary cell: can a reader bound it below its need (attacker's linear program), compute it exactly, or rule
out every table of whole numbers that would keep it open? Can a person who is the single case of another cell? What is
not proved to be safe counts as unsafe.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import scipy.sparse as sp

from smallarea.disclosure.circuits import FREE, SINGLE, TOLERANCE, is_whole
from smallarea.disclosure.graph import Floats, Ints, Mask, ReleaseGraph
from smallarea.disclosure.parts import HiddenParts
from smallarea.disclosure.problem import reduce_graph
from smallarea.disclosure.whole import whole_circuit
from smallarea.disclosure.witnesses import WitnessPool

HAIR = 1e-3
"""A class that cannot move by this much in either direction is computable: the set of granted tables is convex."""


@dataclass(frozen=True)
class AuditReport:
    """What the attacks found; each list holds variables of the graph (`ReleaseGraph.name` says where they stand).

    - ``below_threshold``: primary cells that a reader can bound below their need (the exact ones among them).
    - ``exact``: primary cells that a reader can compute.
    - ``insider_pairs``: (single case, primary cell that its person can bound below the need).
    - ``integer_witness_missing``: primary cells open in fractions, but not in any table of whole numbers that was
      found.
    - ``programs``: linear and integer programs solved. ``insiders_attacked``: False if the graph switches that off.
    """

    below_threshold: tuple[int, ...] = ()
    exact: tuple[int, ...] = ()
    insider_pairs: tuple[tuple[int, int], ...] = ()
    integer_witness_missing: tuple[int, ...] = ()
    programs: int = 0
    insiders_attacked: bool = True

    @property
    def passed(self) -> bool:
        """Whether every promise is proved."""
        return not (self.below_threshold or self.exact or self.insider_pairs or self.integer_witness_missing)

    def counts(self) -> dict[str, int | None]:
        """The four counts of the report file; None for an attack that was not asked for."""
        return {
            "below_threshold": len(self.below_threshold),
            "exact": len(self.exact),
            "insider_pairs": len(self.insider_pairs) if self.insiders_attacked else None,
            "integer_witness_missing": len(self.integer_witness_missing),
        }

    def unsafe(self) -> list[int]:
        """Every primary variable for which some promise is broken."""
        pairs = [primary for _, primary in self.insider_pairs]
        return sorted({*self.below_threshold, *self.exact, *pairs, *self.integer_witness_missing})


def audit(graph: ReleaseGraph, hidden: Mask, witnesses: sp.csr_matrix | None = None) -> AuditReport:
    """Attack the pattern in which exactly the variables ``hidden`` (n) are suppressed.

    ``witnesses`` (w x n) are deviations that are said to prove something; each is checked against the graph itself
    before it is believed, and saves the programs that would have found it.
    """
    shown = ~hidden & ~graph.latent
    open_graph = graph.with_public(shown)
    problem, _ = reduce_graph(open_graph)
    known = np.flatnonzero(graph.primary & (problem.class_of < 0))
    attack = _Attack(
        WitnessPool(problem), HiddenParts(problem, np.ones(len(problem.room), dtype=bool), _costs(problem.group))
    )
    if witnesses is not None:
        for row in _valid(graph, witnesses, shown):
            attack.believe(row)
    attack.run()
    return _report(graph, attack, known)


def _costs(group: Ints) -> Floats:
    return np.where(group >= 0, SINGLE, FREE)


def _valid(graph: ReleaseGraph, witnesses: sp.csr_matrix, shown: Mask) -> list[tuple[Ints, Floats]]:
    """Those deviations that agree with everything published, as (variables, amounts)."""
    # Sums, not maxima: they are 0 where there is no relation or no witness.
    residual = np.asarray(abs(graph.relations[graph.core] @ witnesses.T).sum(axis=0)).ravel()
    moved = np.asarray(abs(witnesses).sum(axis=1)).ravel()
    good = residual <= TOLERANCE * np.maximum(moved, 1.0)
    touched = witnesses[:, shown | graph.public]
    good &= np.asarray(abs(touched).sum(axis=1)).ravel() == 0
    room = graph.values - graph.floor
    result = []
    for row in np.flatnonzero(good):
        begin, end = witnesses.indptr[row], witnesses.indptr[row + 1]
        variables, amounts = witnesses.indices[begin:end].astype(np.int64), witnesses.data[begin:end]
        if np.all(amounts >= -room[variables]) and is_whole(amounts, graph.whole[variables]):
            result.append((variables, amounts))
    return result


@dataclass
class _Attack:
    """Works through the needs; what is not proved in the end is in the three sets."""

    pool: WitnessPool
    parts: HiddenParts
    below: set[int] = field(default_factory=set)
    exact: set[int] = field(default_factory=set)
    fractional: set[int] = field(default_factory=set)
    insiders: set[tuple[int, int]] = field(default_factory=set)
    programs: int = 0

    def believe(self, witness: tuple[Ints, Floats]) -> None:
        """Add a checked witness, given by variables, in classes."""
        variables, amounts = witness
        classes, first = np.unique(self.pool.problem.class_of[variables], return_index=True)
        self.pool.add(classes, amounts[first])

    def run(self) -> None:
        """Outsiders, then insiders."""
        needs = self.pool.needs().tolist()
        for need in needs:
            if self.pool.open_insiders(need) is None:
                self._outsider(need)
        members: dict[int, list[int]] = {}
        for c, g in enumerate(self.pool.problem.group.tolist()):
            members.setdefault(g, []).append(c)
        for need in needs:
            if need % self.pool.k not in self.below | self.fractional:
                self._insiders(need, members)

    def _outsider(self, need: int) -> None:
        target, amount = self.pool.move(need)
        outcome = self._prove(target, amount, ())
        if outcome == "closed":
            self.below.add(target)
            self.programs += 2
            if all(self.parts.find(target, hair, ()) is None for hair in (HAIR, -HAIR)):
                self.exact.add(target)
        elif outcome == "fractional":
            self.fractional.add(target)

    def _insiders(self, need: int, members: dict[int, list[int]]) -> None:
        target, amount = self.pool.move(need)
        given_up: set[int] = set()
        while True:
            waiting = sorted((self.pool.open_insiders(need) or frozenset()) - given_up)
            if not waiting:
                break
            if len(waiting) > 1 and self._prove(target, amount, [c for g in waiting for c in members[g]]) == "proved":
                continue
            if self._prove(target, amount, members[waiting[0]]) != "proved":
                given_up.add(waiting[0])
                self.insiders.add((members[waiting[0]][0], target))

    def _prove(self, target: int, amount: float, blocked: Sequence[int]) -> str:
        """Look for a witness: "proved", "closed" (not even in fractions) or "fractional"."""
        self.programs += 1
        found = self.parts.find(target, amount, blocked)
        if found is None:
            return "closed"
        problem = self.pool.problem
        if not is_whole(found[1], problem.whole[found[0]]):
            self.programs += 1
            everything = np.ones(len(problem.room), dtype=bool)
            whole = whole_circuit(problem, everything, self.parts.cost, (target, amount), blocked)
            if whole is None:
                return "fractional"
            found = whole
        self.pool.add(*found)
        return "proved"


def _report(graph: ReleaseGraph, attack: _Attack, known: Ints) -> AuditReport:
    class_of = attack.pool.problem.class_of
    primary = np.flatnonzero(graph.primary & (class_of >= 0))
    of_class: dict[int, list[int]] = {}
    for variable in primary.tolist():
        of_class.setdefault(int(class_of[variable]), []).append(variable)

    def variables(classes: set[int]) -> list[int]:
        return [variable for c in classes for variable in of_class[c]]

    return AuditReport(
        below_threshold=tuple(sorted([*known.tolist(), *variables(attack.below)])),
        exact=tuple(sorted([*known.tolist(), *variables(attack.exact)])),
        insider_pairs=tuple(sorted((of_class[s][0], variable) for s, p in attack.insiders for variable in of_class[p])),
        integer_witness_missing=tuple(sorted(variables(attack.fractional))),
        programs=attack.programs,
        insiders_attacked=graph.insiders_count,
    )

"""The release graph in the form in which it is attacked and protected: deviations z = x - f of classes of variables.

Variables that every reader knows to be equal up to published figures (a sum with a single part that is not a public
zero) deviate together; they are one *class*. Public variables do not deviate at all and are left out.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp

from smallarea.disclosure.graph import Floats, Ints, Mask, ReleaseGraph


@dataclass(frozen=True)
class Problem:
    """k classes; a reader grants exactly the z with ``core @ z = 0``, ``z >= -room`` and z = 0 on published classes.

    - ``class_of`` (n): class of each variable of the graph, -1 for those that cannot deviate.
    - ``core`` / ``rows`` (CSR, columns k): relations that say everything / all relations, for quick checks.
    - ``room`` (k): how far a class may fall, infinite for signed units.
    - ``up`` / ``down`` (k): by how much another table must be able to exceed / undercut the truth; 0 = no such need.
    - ``size`` (k): table cells (unique variables) in the class that can be shown, 0 if it is latent.
    - ``weight`` (k): sum of the absolute figures of those cells, at least 1 for each.
    - ``whole`` (k): deviations are whole numbers.
    - ``group`` (k): number of the insider who knows the class, -1 for nobody.
    """

    class_of: Ints
    core: sp.csr_matrix
    rows: sp.csr_matrix
    room: Floats
    up: Floats
    down: Floats
    size: Floats
    weight: Floats
    whole: Mask
    group: Ints

    @property
    def primary(self) -> Mask:
        """Classes that must be hidden (k)."""
        return (self.up > 0) | (self.down > 0)

    @property
    def latent(self) -> Mask:
        """Classes that stand in no table (k): never published, hidden without cost."""
        return np.asarray(self.size == 0)

    def classes(self, variables: Mask) -> Mask:
        """The classes of the variables in the mask (n) as a mask (k)."""
        found = np.zeros(len(self.room), dtype=bool)
        members = self.class_of[variables]
        found[members[members >= 0]] = True
        return found

    def variables(self, classes: Mask) -> Mask:
        """The variables of the classes in the mask (k) as a mask (n)."""
        return np.append(classes, False)[self.class_of]


def reduce_graph(graph: ReleaseGraph) -> tuple[Problem, Ints]:
    """The problem of a graph, and the primary variables that everybody can compute from public figures alone."""
    defined = graph.defined[graph.defined >= 0]
    free = ~graph.public
    free[defined] = False
    mark = np.zeros(graph.size, dtype=np.uint64)
    mark[free] = np.random.default_rng(2).integers(1, 2**63, size=int(free.sum()), dtype=np.uint64)
    signature = graph.fold(mark)
    # A published variable fixes every variable that deviates with it.
    moving = (signature != 0) & ~np.isin(signature, signature[graph.public])
    known, inverse = np.unique(signature[moving], return_inverse=True)
    k = len(known)
    class_of = np.full(graph.size, -1, dtype=np.int64)
    class_of[moving] = inverse.ravel()
    members = np.flatnonzero(moving)
    where = class_of[members]

    def largest(values: Floats) -> Floats:
        result = np.full(k, -np.inf)
        np.maximum.at(result, where, values[members])
        return result

    shown = np.where(graph.latent, 0.0, 1.0)[members]
    figure = np.maximum(np.abs(graph.values) / _scale(graph), 1.0)[members]
    group = np.full(k, -1, dtype=np.int64)
    for number, person in enumerate(graph.insiders()):
        inside = class_of[person]
        group[inside[inside >= 0]] = number
    collect = sp.csr_matrix((np.ones(len(members)), (members, where)), shape=(graph.size, k))
    problem = Problem(
        class_of=class_of,
        core=_compress(graph.relations[graph.core], collect),
        rows=_compress(graph.relations, collect),
        room=-largest(graph.floor - graph.values),
        up=largest(np.nan_to_num(graph.upper_need - graph.values, nan=0.0)),
        down=largest(np.nan_to_num(graph.values - graph.lower_need, nan=0.0)),
        size=np.bincount(where, weights=shown, minlength=k).astype(np.float64),
        weight=np.bincount(where, weights=shown * figure, minlength=k).astype(np.float64),
        whole=largest(np.where(graph.whole, 0.0, 1.0)) == 0,
        group=group,
    )
    return problem, np.flatnonzero(graph.primary & (class_of < 0))


def _scale(graph: ReleaseGraph) -> Floats:
    """What one figure weighs (n): counts weigh themselves, amounts as if their mean were a hundred persons."""
    scale = np.ones(graph.size)
    for i, unit in enumerate(graph.units):
        own = (graph.unit_of == i) & (graph.values != 0)
        if unit.kind == "amount" and own.any():
            scale[own] = np.abs(graph.values[own]).mean() / 100.0
    return scale


def _compress(relations: sp.csr_matrix, collect: sp.csr_matrix) -> sp.csr_matrix:
    """Relations between classes; rows that say nothing any more are dropped."""
    matrix = (relations @ collect).tocsr()
    matrix.eliminate_zeros()
    matrix.sort_indices()
    return matrix[np.diff(matrix.indptr) > 0]

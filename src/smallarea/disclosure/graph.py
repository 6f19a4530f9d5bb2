"""The release graph: all numbers of a release as one sparse system, each number once.

Source of the model: Fischetti and Salazar-Gonzalez, "Solving the cell suppression problem on tabular data with linear
constraints", Management Science 47 (2001); Hundepool et al., "Statistical Disclosure Control" (2012), chapter 4.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Mask = NDArray[np.bool_]

TOTAL = "*"


@dataclass(frozen=True, slots=True)
class Unit:
    """What is counted or summed: a column of the data.

    ``kind`` "count": whole numbers of cases (persons, benefit households); 0 < f < ``threshold`` is primary.
    "amount": sums of money and the like, protected by dominance or p % instead. ``signed`` numbers (changes to the
    previous quarter) may be negative: non-negativity does not help an attacker there. ``holder`` names the unit whose
    cases hold the cases of this one (benefit households hold persons): a group that is primary in one is so in both.
    """

    id: str
    threshold: int = 3
    kind: Literal["count", "amount"] = "count"
    signed: bool = False
    holder: str = ""


@dataclass(frozen=True, slots=True)
class TableSpec:
    """One table of a release: ``dimensions`` are hierarchies, each a tuple of columns from coarse to fine.

    A total above the coarsest column is always part of each dimension.
    """

    id: str
    dimensions: tuple[tuple[str, ...], ...]
    unit: str = "persons"


@dataclass(frozen=True, slots=True)
class Node:
    """One place in a dimension: ``path`` holds the labels from coarse to fine, () is the total.

    ``parent`` is its place among the nodes, -1 for the total.
    """

    path: tuple[str, ...]
    parent: int

    @property
    def label(self) -> str:
        """The path joined by ``/``, ``*`` for the total."""
        return "/".join(self.path) if self.path else TOTAL


@dataclass(frozen=True)
class Table:
    """A table of the release: its nodes by dimension (the total first) and the variable behind each cell.

    ``cells`` has one axis per dimension, in the order of ``nodes``; its entries are variable numbers.
    """

    spec: TableSpec
    nodes: tuple[tuple[Node, ...], ...]
    cells: Ints

    def labels(self, position: int) -> tuple[str, ...]:
        """Node labels of the cell at ``position`` in ``cells.ravel()``."""
        places = np.unravel_index(position, self.cells.shape)
        return tuple(nodes[int(place)].label for nodes, place in zip(self.nodes, places, strict=True))


@dataclass(frozen=True)
class ReleaseGraph:
    """All numbers of a release and everything that ties them together. n variables, m relations.

    - ``values`` (n): the true figures. ``unit_of`` (n): position in ``units``.
    - ``relations`` (m x n, CSR): A with A x = 0 for sums (children +1, parent -1) and ``A x = A f`` for the further
      ones. ``defined`` (m): the variable a row defines from its parts, -1 for a row that follows from the defining
      rows, -2 for a further relation (flow, change, rate). Rows with ``defined != -1`` say everything; the others
      repeat it in another way.
    - ``latent`` (n): never published anywhere, but known to exist (the finest cross of two linked tables).
    - ``key`` (n): equal for the same group of persons in different units.
    - ``upper_need`` / ``lower_need`` (n): the figure that another table must be able to reach, at least / at most; NaN
      where there is no such need. Filled by `primary.apply_rules`.
    - ``public`` (n): known to everybody and never hidden (zeros by default, figures published before).
    - ``insiders_count``: whether the promise also holds against single cases (it does unless switched off).
    """

    units: tuple[Unit, ...]
    tables: tuple[Table, ...]
    values: Floats
    unit_of: Ints
    key: Ints
    relations: sp.csr_matrix
    defined: Ints
    latent: Mask
    public: Mask
    upper_need: Floats
    lower_need: Floats
    insiders_count: bool = True
    _places: dict[int, tuple[int, int]] = field(default_factory=dict, compare=False, repr=False)

    @property
    def size(self) -> int:
        """Number of variables, n."""
        return len(self.values)

    @property
    def primary(self) -> Mask:
        """Variables that must be hidden (n)."""
        return ~(np.isnan(self.upper_need) & np.isnan(self.lower_need))

    @property
    def whole(self) -> Mask:
        """Variables that are whole numbers (n)."""
        return np.array([unit.kind == "count" for unit in self.units])[self.unit_of]

    @property
    def floor(self) -> Floats:
        """The least value an attacker must grant each variable: 0, or minus infinity for signed units (n)."""
        return np.where(np.array([unit.signed for unit in self.units])[self.unit_of], -np.inf, 0.0)

    @property
    def core(self) -> Ints:
        """Numbers of the relations that say everything (the defining and the further ones)."""
        return np.flatnonzero(self.defined != -1)

    def fold(self, weights: NDArray[np.generic]) -> NDArray[np.generic]:
        """Sum ``weights`` of the undefined variables (n, others ignored) up into every variable that contains them."""
        rows = np.flatnonzero(self.defined >= 0)
        parts = self.relations[rows].astype(weights.dtype)
        parents = self.defined[rows]
        base = weights.copy()
        base[parents] = 0
        parts.data[parts.data != 1] = 0  # the parent itself stands in the row with -1
        total = base.copy()
        while True:
            new = base.copy()
            new[parents] = parts @ total
            if np.array_equal(new, total):
                return total
            total = new

    def insiders(self) -> list[Ints]:
        """For each person (or household) who is the single case of some cell: all single-case variables it knows."""
        if not self.insiders_count:
            return []
        undefined = np.ones(self.size, dtype=bool)
        undefined[self.defined[self.defined >= 0]] = False
        number = np.where(undefined, self.values * np.arange(1, self.size + 1), 0).astype(np.int64)
        person = self.fold(number)
        single = np.flatnonzero((self.values == 1) & self.whole & ~self.public & (self.floor == 0))
        owner = np.asarray(person[single], dtype=np.int64)
        order = np.argsort(owner, kind="stable")
        cuts = np.flatnonzero(np.diff(owner[order])) + 1
        groups = [group for group in np.split(single[order], cuts) if len(group)]
        return self._with_held(groups) if any(unit.holder for unit in self.units) else groups

    def _with_held(self, groups: Sequence[Ints]) -> list[Ints]:
        """A single household also knows the number of its persons, wherever it is the only household."""
        order = {unit.id: i for i, unit in enumerate(self.units)}
        held: dict[tuple[int, int], list[int]] = {}
        for i, unit in enumerate(self.units):
            if unit.holder:
                for variable in np.flatnonzero((self.unit_of == i) & (self.key >= 0)).tolist():
                    held.setdefault((order[unit.holder], int(self.key[variable])), []).append(variable)
        return [
            np.array(
                sorted({*group.tolist(), *(v for s in group for v in held.get((self.unit_of[s], self.key[s]), ()))}),
                dtype=np.int64,
            )
            for group in groups
        ]

    def name(self, variable: int) -> str:
        """The first place where the variable stands: ``table: label | label``."""
        if not self._places:
            for t, table in reversed(list(enumerate(self.tables))):
                self._places.update({number: (t, at) for at, number in enumerate(table.cells.ravel().tolist())})
        if int(variable) not in self._places:
            return f"unpublished cross cell {variable}"
        t, at = self._places[int(variable)]
        return f"{self.tables[t].spec.id}: {' | '.join(self.tables[t].labels(at))}"

    def names(self, variables: Sequence[int] | Ints) -> list[str]:
        """`name` of each."""
        return [self.name(int(variable)) for variable in variables]

    def with_public(self, mask: Mask) -> ReleaseGraph:
        """The same graph in which the variables of ``mask`` are public too (published before, never hidden again)."""
        return replace(self, public=self.public | mask)

    def with_relations(self, rows: sp.csr_matrix) -> ReleaseGraph:
        """The same graph with further published relations: each row (k x n) says ``row @ x`` is known to everybody."""
        return replace(
            self,
            relations=sp.vstack([self.relations, rows], format="csr"),
            defined=np.concatenate([self.defined, np.full(rows.shape[0], -2, dtype=np.int64)]),
        )

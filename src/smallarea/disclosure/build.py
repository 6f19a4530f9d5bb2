"""Build the release graph from rows and table specifications."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from smallarea.disclosure.families import Axis, Family, find_families
from smallarea.disclosure.graph import Floats, Ints, Mask, ReleaseGraph, Table, TableSpec, Unit
from smallarea.disclosure.primary import hold_together

MOST_LATENT = 5_000_000
"""Above this many unpublished cross cells a release is too wide to be checked as one system."""


@dataclass(frozen=True)
class Rows:
    """The data: one row per person or per inner cell. ``labels`` by column, ``figures`` by unit (same length)."""

    labels: Mapping[str, NDArray[np.str_]]
    figures: Mapping[str, Floats]

    def __len__(self) -> int:
        return len(next(iter(self.labels.values()), ()))


@dataclass(frozen=True, slots=True)
class Link:
    """A published relation between units, for every group that all of them show: sum of coefficient x figure is known.

    Stock and flows: ``{"stock_q2": 1, "stock_q1": -1, "entries": -1, "exits": 1}``.
    """

    coefficients: Mapping[str, float]


@dataclass
class _Grid:
    """A table while it is built: its axes, the family of each axis, figures by cell.

    ``sets`` numbers the group behind the nodes of each family, ``keys`` that behind each cell; ``cells`` are variables.
    """

    spec: TableSpec
    unit: int
    axes: list[Axis]
    family_of: list[int]
    figures: Floats
    sets: dict[int, Ints] = field(default_factory=dict)
    keys: Ints = field(default_factory=lambda: np.zeros(0, dtype=np.int64))
    cells: Ints = field(default_factory=lambda: np.zeros(0, dtype=np.int64))


def build_graph(
    rows: Rows,
    tables: Sequence[TableSpec],
    units: Sequence[Unit] = (Unit("persons"),),
    *,
    zeros_public: bool = True,
    links: Sequence[Link] = (),
) -> ReleaseGraph:
    """The release graph of ``tables`` over ``rows``, with the threshold rule of each counted unit applied.

    Cells that describe the same group of one unit become one variable, in whichever table they stand. Tables that are
    not contained in one finest table are tied together by their unpublished common cross cells.

    Raises ``ValueError`` if a table uses a unit or column that is not there, if a table id stands twice, or if the
    tables together span more than `MOST_LATENT` cross cells.
    """
    _check(rows, tables, units)
    families = find_families(rows.labels, tables)
    keys = _Keys(families)
    order = {unit.id: i for i, unit in enumerate(units)}
    grids = [_grid(rows, spec, order[spec.unit], families, keys) for spec in tables]
    for grid in grids:
        keys.combine(grid)
    relations = _Relations()
    blocks: list[_Block] = []
    for number in sorted({grid.unit for grid in grids}):
        own = [grid for grid in grids if grid.unit == number]
        blocks.append(_shown(own, number, start=sum(len(block.values) for block in blocks)))
        for grid in own:
            relations.add_sums(grid)
        size = sum(len(block.values) for block in blocks)
        hidden = _tie(rows, own, families, size, relations, zeros_public)
        blocks.append(_Block(hidden, number, np.full(len(hidden), -1), latent=True))
    values = np.concatenate([block.values for block in blocks])
    unit_of = np.concatenate([np.full(len(block.values), block.unit, dtype=np.int64) for block in blocks])
    latent = np.concatenate([np.full(len(block.values), block.latent) for block in blocks])
    size = len(values)
    matrix, defined = relations.finish(size)
    threshold = np.array([unit.threshold if unit.kind == "count" else 0 for unit in units])[unit_of]
    small = (np.abs(values) > 0) & (np.abs(values) < threshold) & ~latent
    graph = ReleaseGraph(
        units=tuple(units),
        tables=tuple(Table(g.spec, tuple(axis.nodes for axis in g.axes), g.cells) for g in grids),
        values=values,
        unit_of=unit_of,
        key=np.concatenate([block.keys for block in blocks]).astype(np.int64),
        relations=matrix,
        defined=defined,
        latent=latent,
        public=(values == 0) & ~latent if zeros_public else _structural_zero(grids, size),
        upper_need=np.where(small, threshold, np.nan),
        lower_need=np.full(size, np.nan),
    )
    graph = hold_together(graph)
    return graph.with_relations(_link_rows(graph, links)) if links else graph


def _check(rows: Rows, tables: Sequence[TableSpec], units: Sequence[Unit]) -> None:
    if not tables:
        raise ValueError("a release needs at least one table")
    names = {unit.id for unit in units}
    for unit in units:
        if unit.holder and unit.holder not in names:
            raise ValueError(f"unit '{unit.id}' is held by the unknown unit '{unit.holder}'")
    ids = [spec.id for spec in tables]
    for spec in tables:
        if ids.count(spec.id) > 1:
            raise ValueError(f"table '{spec.id}' stands twice in the release")
        if spec.unit not in names:
            raise ValueError(f"table '{spec.id}' uses the unknown unit '{spec.unit}'")
        for column in (column for hierarchy in spec.dimensions for column in hierarchy):
            if column not in rows.labels:
                raise ValueError(f"table '{spec.id}' uses the unknown column '{column}'")


class _Keys:
    """Numbers for groups of persons: the same set of base elements gets the same number in its family."""

    def __init__(self, families: Sequence[Family]) -> None:
        self.known: list[dict[bytes, int]] = [{} for _ in families]
        for number, family in enumerate(families):
            self.number(number, np.arange(family.size))

    def number(self, family: int, members: Ints) -> int:
        """The number of a set of base elements, 0 for the whole family."""
        known = self.known[family]
        return known.setdefault(np.sort(members).astype(np.int64).tobytes(), len(known))

    def combine(self, grid: _Grid) -> None:
        """One number for each cell of a table, when the sets of all tables are numbered."""
        stride = 1
        keys = np.zeros(grid.figures.shape, dtype=np.int64)
        for number, known in enumerate(self.known):
            if number in grid.sets:
                keys = keys + grid.sets[number] * stride
            stride *= len(known)
        if stride >= 2**62:
            raise ValueError("the release has too many crossed hierarchies to number its cells")
        grid.keys = keys


def _grid(rows: Rows, spec: TableSpec, unit: int, families: Sequence[Family], keys: _Keys) -> _Grid:
    """Sum the rows into the table's leaves and up through every hierarchy, and number the group behind each cell."""
    family_of = [next(i for i, f in enumerate(families) if h in f.axes) for h in spec.dimensions]
    axes = [families[i].axes[h] for i, h in zip(family_of, spec.dimensions, strict=True)]
    shape = tuple(len(axis.nodes) for axis in axes)
    place = np.zeros(len(rows), dtype=np.int64)
    for axis, number, length in zip(axes, family_of, shape, strict=True):
        place = place * length + axis.leaf_of[families[number].base_of_row]
    sums = np.bincount(place, weights=rows.figures[spec.unit], minlength=int(np.prod(shape)))
    figures = sums.astype(np.float64).reshape(shape)
    for d, axis in enumerate(axes):
        for node in range(len(axis.nodes) - 1, -1, -1):  # children stand behind their parents
            if len(axis.children[node]):
                moved = np.moveaxis(figures, d, 0)  # a view
                moved[node] = moved[axis.children[node]].sum(axis=0)
    grid = _Grid(spec, unit, axes, family_of, figures)
    for number in sorted(set(family_of)):
        dims = [d for d, of in enumerate(family_of) if of == number]
        sets = np.zeros([shape[d] for d in dims], dtype=np.int64)
        for at in np.ndindex(*sets.shape):
            members = axes[dims[0]].members[at[0]]
            for d, node in zip(dims[1:], at[1:], strict=True):
                members = np.intersect1d(members, axes[d].members[node])
            sets[at] = keys.number(number, members)
        grid.sets[number] = sets.reshape([shape[d] if d in dims else 1 for d in range(len(shape))])
    return grid


@dataclass(frozen=True, slots=True)
class _Block:
    """Variables of one unit that stand in its tables, or its latent ones."""

    values: Floats
    unit: int
    keys: Ints
    latent: bool = False


def _shown(grids: Sequence[_Grid], unit: int, start: int) -> _Block:
    """Number the cells of a unit's tables from ``start``, the same group once, and write the numbers into the grids."""
    stacked = np.concatenate([grid.keys.ravel() for grid in grids])
    found, first, inverse = np.unique(stacked, return_index=True, return_inverse=True)
    cuts = np.cumsum([grid.keys.size for grid in grids])[:-1]
    for grid, part in zip(grids, np.split(inverse.ravel() + start, cuts), strict=True):
        grid.cells = part.reshape(grid.keys.shape)
    figures = np.concatenate([grid.figures.ravel() for grid in grids])[first]
    return _Block(figures, unit, found)


class _Relations:
    """Collects rows ``children - parent = 0``."""

    def __init__(self) -> None:
        self.parents: list[Ints] = []
        self.rows: list[Ints] = []
        self.columns: list[Ints] = []
        self.count = 0

    def add(self, parents: Ints, row_of: Ints, children: Ints) -> None:
        """Add ``len(parents)`` rows; entry i says that ``children[i]`` is a part of ``parents[row_of[i]]``."""
        self.parents.append(parents)
        self.rows.append(row_of + self.count)
        self.columns.append(children)
        self.count += len(parents)

    def add_sums(self, grid: _Grid) -> None:
        """One row per cell and dimension in which it has two or more children."""
        for d, axis in enumerate(grid.axes):
            for node, children in enumerate(axis.children):
                if len(children) > 1:
                    parents = np.take(grid.cells, node, axis=d).ravel()
                    parts = np.moveaxis(np.take(grid.cells, children, axis=d), d, 0).reshape(len(children), -1)
                    self.add(parents, np.tile(np.arange(len(parents)), len(children)), parts.ravel())

    def undefined(self, candidates: Ints) -> Ints:
        """Those of the variables that no row defines so far."""
        return np.setdiff1d(candidates, np.concatenate([*self.parents, np.zeros(0, dtype=np.int64)]))

    def finish(self, size: int) -> tuple[sp.csr_matrix, Ints]:
        """The matrix without repeated rows, and the variable each row defines (-1: it follows from the others)."""
        if not self.count:
            return sp.csr_matrix((0, size)), np.zeros(0, dtype=np.int64)
        parents = np.concatenate(self.parents)
        rows, columns = np.concatenate(self.rows), np.concatenate(self.columns)
        parts = sp.csr_matrix((np.ones(len(rows)), (rows, columns)), shape=(self.count, size))
        tops = sp.csr_matrix((np.ones(self.count), (np.arange(self.count), parents)), shape=(self.count, size))
        matrix = (parts - tops).tocsr()
        matrix.eliminate_zeros()
        mark = np.random.default_rng(1).integers(1, 2**63, size=size, dtype=np.uint64)
        signature = matrix.astype(np.int64).astype(np.uint64) @ mark
        first = np.unique(signature, return_index=True)[1]
        keep = np.sort(first[np.asarray(matrix[first, parents[first]]).ravel() == -1])
        matrix, parents = matrix[keep], parents[keep]
        # The definition of a variable with the fewest parts makes the shortest rows.
        order = np.lexsort((np.diff(matrix.indptr), parents))
        chosen = order[np.concatenate([[True], np.diff(parents[order]) > 0])] if len(order) else order
        defined = np.full(len(parents), -1, dtype=np.int64)
        defined[chosen] = parents[chosen]
        return matrix, defined


def _tie(
    rows: Rows,
    grids: Sequence[_Grid],
    families: Sequence[Family],
    start: int,
    relations: _Relations,
    zeros_public: bool,
) -> Floats:
    """Tie the tables of one unit together; returns the figures of the latent variables, numbered from ``start``.

    If one table is at least as fine as all others, their finest cells are sums of its finest cells. Otherwise the
    common cross cells are added as latent variables, except those that lie in a published zero.
    """
    finest = next((grid for grid in grids if all(_refines(grid, other, families) for other in grids)), None)
    if finest is not None:
        shares = [_representatives(finest, number, family) for number, family in enumerate(families)]
        target, hidden = _leaf_cells(finest, shares), np.zeros(0)
    else:
        used = {number for grid in grids for number in grid.family_of}
        shares = [np.arange(f.size if i in used else 1) for i, f in enumerate(families)]
        shape = tuple(len(share) for share in shares)
        if np.prod([float(length) for length in shape]) > MOST_LATENT:
            raise ValueError(
                f"the tables {', '.join(grid.spec.id for grid in grids)} span more than {MOST_LATENT} cross cells; "
                "publish fewer dimensions together or add the table that contains them all"
            )
        place = np.zeros(len(rows), dtype=np.int64)
        for number, (family, length) in enumerate(zip(families, shape, strict=True)):
            place = place * length + (family.base_of_row if number in used else 0)
        sums = np.bincount(place, weights=rows.figures[grids[0].spec.unit], minlength=int(np.prod(shape)))
        alive: Mask = np.ones(shape, dtype=bool)
        if zeros_public:
            for grid in grids:
                alive &= _leaf_figures(grid, shares) != 0
        target = np.full(shape, -1, dtype=np.int64)
        target[alive] = start + np.arange(int(alive.sum()))
        hidden = sums.astype(np.float64).reshape(shape)[alive]
    for grid in grids:
        tops = np.broadcast_to(_leaf_cells(grid, shares), target.shape).ravel()
        bottoms = target.ravel()
        wanted = (bottoms >= 0) & (tops != bottoms) & np.isin(tops, relations.undefined(np.unique(tops)))
        parents, row_of = np.unique(tops[wanted], return_inverse=True)
        relations.add(parents, row_of.ravel(), bottoms[wanted])
    return hidden


def _refines(fine: _Grid, coarse: _Grid, families: Sequence[Family]) -> bool:
    """Whether every finest cell of ``coarse`` is a union of finest cells of ``fine``."""
    for number in set(coarse.family_of):
        inner = _classes(fine, number, families[number])
        both = np.stack([inner, _classes(coarse, number, families[number])], axis=1)
        if len(np.unique(both, axis=0)) > len(np.unique(inner)):
            return False
    return True


def _classes(grid: _Grid, number: int, family: Family) -> Ints:
    """The class of each base element of a family in the table's finest cells."""
    classes = np.zeros(family.size, dtype=np.int64)
    for axis, of in zip(grid.axes, grid.family_of, strict=True):
        if of == number:
            classes = classes * len(axis.nodes) + axis.leaf_of
    return classes


def _representatives(grid: _Grid, number: int, family: Family) -> Ints:
    """One base element for each class of `_classes`."""
    return np.unique(_classes(grid, number, family), return_index=True)[1].astype(np.int64)


def _leaf_index(grid: _Grid, shares: Sequence[Ints]) -> tuple[Ints, ...]:
    """Index arrays into the table, shaped over the product of the families' base elements ``shares``."""
    index = []
    for axis, number in zip(grid.axes, grid.family_of, strict=True):
        shape = [1] * len(shares)
        shape[number] = len(shares[number])
        index.append(axis.leaf_of[shares[number]].reshape(shape))
    return tuple(index)


def _leaf_cells(grid: _Grid, shares: Sequence[Ints]) -> Ints:
    return np.broadcast_to(grid.cells[_leaf_index(grid, shares)], [len(share) for share in shares])


def _leaf_figures(grid: _Grid, shares: Sequence[Ints]) -> Floats:
    return np.broadcast_to(grid.figures[_leaf_index(grid, shares)], [len(share) for share in shares])


def _structural_zero(grids: Sequence[_Grid], size: int) -> Mask:
    """Cells of crossed hierarchies of one family that no base element can lie in: zero by definition, not by data."""
    zero = np.zeros(size, dtype=bool)
    for grid in grids:
        for number in {n for n in grid.family_of if grid.family_of.count(n) > 1}:
            dims = [d for d, of in enumerate(grid.family_of) if of == number]
            for at in np.ndindex(*[grid.cells.shape[d] for d in dims]):
                members = grid.axes[dims[0]].members[at[0]]
                for d, node in zip(dims[1:], at[1:], strict=True):
                    members = np.intersect1d(members, grid.axes[d].members[node])
                if not len(members):
                    index: list[slice | int] = [slice(None)] * grid.cells.ndim
                    for d, node in zip(dims, at, strict=True):
                        index[d] = node
                    zero[grid.cells[tuple(index)].ravel()] = True
    return zero


def _link_rows(graph: ReleaseGraph, links: Sequence[Link]) -> sp.csr_matrix:
    """One row per link and group that stands in all units of the link."""
    order = {unit.id: i for i, unit in enumerate(graph.units)}
    data: list[float] = []
    rows: list[int] = []
    columns: list[int] = []
    count = 0
    for link in links:
        for unit in link.coefficients:
            if unit not in order:
                raise ValueError(f"a link uses the unknown unit '{unit}'")
        place = {
            unit: {int(graph.key[v]): int(v) for v in np.flatnonzero((graph.unit_of == order[unit]) & (graph.key >= 0))}
            for unit in link.coefficients
        }
        shared = set.intersection(*(set(found) for found in place.values()))
        for key in sorted(shared):
            for unit, coefficient in link.coefficients.items():
                data.append(coefficient)
                rows.append(count)
                columns.append(place[unit][key])
            count += 1
    return sp.csr_matrix((data, (rows, columns)), shape=(count, graph.size))

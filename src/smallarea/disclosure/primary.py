"""Primary rules beyond the threshold of `build.build_graph`: each returns the graph with further needs.

Sources: dominance and p % with their protection levels, Hundepool et al., "Statistical Disclosure Control" (2012),
section 4.2; Cox, "Linear sensitivity measures in statistical disclosure control", J. Stat. Plan. Inference 5 (1981).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import product

import numpy as np
from numpy.typing import NDArray

from smallarea.disclosure.graph import Floats, Ints, Mask, ReleaseGraph, Table


def hold_together(graph: ReleaseGraph) -> ReleaseGraph:
    """Make a group that is primary among households primary among their persons too, and the other way round.

    A count of one benefit household with four persons gives away this family as much as a count of one. The larger
    figure must be open by as many cases as the smaller one misses to its threshold.
    """
    order = {unit.id: i for i, unit in enumerate(graph.units)}
    upper = graph.upper_need.copy()
    for i, unit in enumerate(graph.units):
        if not unit.holder:
            continue
        pair = [np.flatnonzero((graph.unit_of == u) & (graph.key >= 0)) for u in (i, order[unit.holder])]
        _, mine, theirs = np.intersect1d(graph.key[pair[0]], graph.key[pair[1]], return_indices=True)
        one, other = pair[0][mine], pair[1][theirs]
        for first, second in ((one, other), (other, one)):
            missing = graph.upper_need[first] - graph.values[first]
            needed = np.where(graph.values[second] > 0, graph.values[second] + missing, np.nan)
            upper[second] = np.fmax(upper[second], needed)
    return replace(graph, upper_need=upper)


def hide_group_shares(graph: ReleaseGraph, dimension: Sequence[str], sensitive: Sequence[str]) -> ReleaseGraph:
    """Protect groups of which nobody or everybody has a sensitive property (0 % and 100 %).

    ``dimension`` is the hierarchy of the property, ``sensitive`` the node labels (path joined by ``/``) that must not
    be known of a whole group. Zeros that would say so are no longer public. Raises ``ValueError`` for an unknown label.
    """
    upper, lower, public = graph.upper_need.copy(), graph.lower_need.copy(), graph.public.copy()
    wanted = set(sensitive)
    seen: set[str] = set()
    for table in graph.tables:
        for d, hierarchy in enumerate(table.spec.dimensions):
            if hierarchy != tuple(dimension):
                continue
            for at, node in enumerate(table.nodes[d]):
                if node.label in wanted and node.parent >= 0:
                    seen.add(node.label)
                    part = np.take(table.cells, at, axis=d).ravel()
                    group = np.take(table.cells, node.parent, axis=d).ravel()
                    filled = graph.values[group] > 0
                    none = part[filled & (graph.values[part] == 0)]
                    every = part[filled & (graph.values[part] == graph.values[group])]
                    upper[none] = np.fmax(upper[none], 1.0)
                    lower[every] = graph.values[every] - 1.0
                    siblings = [i for i, n in enumerate(table.nodes[d]) if n.parent == node.parent]
                    beside = np.take(table.cells, siblings, axis=d)
                    public[beside[graph.values[beside] == 0]] = False
    if wanted - seen:
        raise ValueError(f"no table has the category '{sorted(wanted - seen)[0]}' in this dimension")
    return replace(graph, upper_need=upper, lower_need=lower, public=public & ~_parts_of(graph, public))


def _parts_of(graph: ReleaseGraph, public: Mask) -> Mask:
    """Zeros inside a zero that is not public: if they were public, they would give it away."""
    sums = graph.relations[graph.defined != -2]
    top, below = (sums < 0).astype(np.int64), (sums > 0).astype(np.int64)
    closed = (graph.values == 0) & ~public
    while True:
        reached = (graph.values == 0) & (closed | (below.T @ (top @ closed.astype(np.int64)) > 0))
        if np.array_equal(reached, closed):
            return np.asarray(closed)
        closed = reached


def largest_contributions(
    graph: ReleaseGraph,
    codes: dict[str, NDArray[np.str_]],
    amounts: Floats,
    unit: str,
    top: int,
    holder: NDArray[np.str_] | None = None,
) -> Floats:
    """The ``top`` largest contributions to each variable (n x top, zero where there are fewer).

    ``codes`` are the label columns and ``amounts`` the contributions, one row each; rows of the same ``holder`` are one
    contributor (without it every row is).
    """
    result = np.zeros((graph.size, top))
    owner = np.arange(len(amounts)) if holder is None else np.unique(holder, return_inverse=True)[1]
    for table in graph.tables:
        if table.spec.unit == unit:
            chains = [_chain(table, d, codes) for d in range(len(table.nodes))]
            for depth in product(*(range(len(chain)) for chain in chains)):
                nodes = tuple(chain[level] for chain, level in zip(chains, depth, strict=True))
                _collect(result, table.cells[nodes], owner, amounts)
    return result


def _chain(table: Table, dimension: int, codes: dict[str, NDArray[np.str_]]) -> list[Ints]:
    """For each level of a dimension, from the total to the finest, the node of every row."""
    place = {node.path: i for i, node in enumerate(table.nodes[dimension])}
    columns = [codes[column].tolist() for column in table.spec.dimensions[dimension]]
    rows = len(columns[0])
    return [
        np.array([place[path] for path in zip(*columns[:level], strict=True)] if level else [0] * rows, dtype=np.int64)
        for level in range(len(columns) + 1)
    ]


def _collect(result: Floats, cell: Ints, owner: Ints, amounts: Floats) -> None:
    """Write the largest contributions of one level of a table into the rows of their variables."""
    pairs, inverse = np.unique(np.stack([cell, owner], axis=1), axis=0, return_inverse=True)
    sums = np.bincount(inverse.ravel(), weights=amounts)
    order = np.lexsort((-sums, pairs[:, 0]))
    variable = pairs[order, 0]
    begin = np.concatenate([[True], np.diff(variable) > 0])
    rank = np.arange(len(order)) - np.maximum.accumulate(np.where(begin, np.arange(len(order)), 0))
    keep = rank < result.shape[1]
    result[variable[keep], rank[keep]] = sums[order][keep]


def dominance(graph: ReleaseGraph, unit: str, contributions: Floats, n: int, k: float) -> ReleaseGraph:
    """(n, k): an amount of which the ``n`` largest contributors make up more than ``k`` % is primary.

    It must be open by (100 / k) * their sum - the amount, up and down. ``contributions`` (variables x at least n) as
    from `largest_contributions`.
    """
    if not 0 < k < 100:
        raise ValueError(f"k must lie between 0 and 100 percent, not {k:g}")
    return _open(graph, unit, contributions[:, :n].sum(axis=1) * 100.0 / k - graph.values)


def p_percent(graph: ReleaseGraph, unit: str, contributions: Floats, p: float) -> ReleaseGraph:
    """p %: an amount is primary if its second largest contributor can bound the largest to within ``p`` %.

    It must be open by p / 100 * largest - (amount - largest - second), up and down.
    """
    if p <= 0:
        raise ValueError(f"p must be more than 0 percent, not {p:g}")
    first, second = contributions[:, 0], contributions[:, 1]
    return _open(graph, unit, p / 100.0 * first - (graph.values - first - second))


def _open(graph: ReleaseGraph, unit: str, width: Floats) -> ReleaseGraph:
    """Ask for an interval of ``width`` to both sides of every amount of the unit where it is positive."""
    own = graph.unit_of == [u.id for u in graph.units].index(unit)
    needy = own & (graph.values > 0) & (width > 1e-9 * np.abs(graph.values)) & ~graph.latent
    upper, lower = graph.upper_need.copy(), graph.lower_need.copy()
    upper[needy] = np.fmax(upper[needy], (graph.values + width)[needy])
    lower[needy] = np.fmin(lower[needy], np.maximum(graph.values - width, 0.0)[needy])
    return replace(graph, upper_need=upper, lower_need=lower)

"""Which columns describe the same thing: families of hierarchies over common base elements.

Municipality > social space and catchment area > social space share their spaces, so every municipality and every
catchment area is a set of the same *base elements*. Two nodes with the same set are the same node, whatever the
hierarchy calls them: that is how overlapping geographies become one system.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from smallarea.disclosure.graph import Ints, Node, TableSpec

Hierarchy = tuple[str, ...]


@dataclass(frozen=True)
class Axis:
    """A hierarchy with its nodes: ``leaf_of`` gives each base element of the family its leaf node."""

    nodes: tuple[Node, ...]
    children: tuple[Ints, ...]
    leaf_of: Ints
    members: tuple[Ints, ...]


@dataclass(frozen=True)
class Family:
    """Columns that belong together; ``base_of_row`` numbers the base element of each row of the data."""

    columns: tuple[str, ...]
    base_of_row: Ints
    size: int
    axes: Mapping[Hierarchy, Axis]


def find_families(labels: Mapping[str, NDArray[np.str_]], specs: Sequence[TableSpec]) -> list[Family]:
    """Group the hierarchies of all tables into families.

    Two hierarchies are one family if they share a column, or if they never stand in the same table and the base of
    one determines the base of the other in the data (each social space lies in one catchment area).
    """
    codes = {
        column: np.unique(labels[column], return_inverse=True)
        for column in dict.fromkeys(c for spec in specs for hierarchy in spec.dimensions for c in hierarchy)
    }
    hierarchies = list(dict.fromkeys(hierarchy for spec in specs for hierarchy in spec.dimensions))
    groups: list[list[Hierarchy]] = []
    for hierarchy in hierarchies:
        sharing = [group for group in groups if any(set(hierarchy) & set(other) for other in group)]
        merged_group = [*(other for group in sharing for other in group), hierarchy]
        groups = [*(group for group in groups if group not in sharing), merged_group]
    together = {frozenset((a, b)) for spec in specs for a in spec.dimensions for b in spec.dimensions}
    merged = True
    while merged:
        merged = False
        for i, first in enumerate(groups):
            for second in groups[i + 1 :]:
                if any(frozenset((a, b)) in together for a in first for b in second):
                    continue
                if _determined(_base(first, codes)[0], _base(second, codes)[0]):
                    groups = [group for group in groups if group not in (first, second)] + [first + second]
                    merged = True
                    break
            if merged:
                break
    return [_family(group, codes) for group in groups]


Codes = Mapping[str, tuple[NDArray[np.str_], Ints]]


def _base(group: Sequence[Hierarchy], codes: Codes) -> tuple[Ints, Ints, tuple[str, ...]]:
    """Base element of each row, the label codes of each base element, and the columns."""
    columns = tuple(dict.fromkeys(column for hierarchy in group for column in hierarchy))
    stacked = np.stack([codes[column][1] for column in columns], axis=1)
    base, inverse = np.unique(stacked, axis=0, return_inverse=True)
    return inverse.ravel().astype(np.int64), base, columns


def _determined(first: Ints, second: Ints) -> bool:
    """Whether one numbering of the rows determines the other (and both tell rows apart at all)."""
    sizes = int(first.max(initial=0)) + 1, int(second.max(initial=0)) + 1
    pairs = len(np.unique(first * sizes[1] + second))
    return min(sizes) > 1 and pairs == max(sizes)


def _family(group: Sequence[Hierarchy], codes: Codes) -> Family:
    inverse, base, columns = _base(group, codes)
    place = {column: i for i, column in enumerate(columns)}
    axes = {}
    for hierarchy in group:
        used = base[:, [place[column] for column in hierarchy]]
        axes[hierarchy] = _axis(used, [codes[column][0] for column in hierarchy])
    return Family(columns, inverse, len(base), axes)


def _axis(used: Ints, names: Sequence[NDArray[np.str_]]) -> Axis:
    """Nodes of one hierarchy in depth-first order, the total first."""
    nodes = [Node((), -1)]
    members: list[Ints] = [np.arange(len(used), dtype=np.int64)]
    leaf_of = np.zeros(len(used), dtype=np.int64)

    def descend(parent: int, level: int) -> None:
        if level == used.shape[1]:
            leaf_of[members[parent]] = parent
            return
        inside = members[parent]
        for code in np.unique(used[inside, level]):
            nodes.append(Node((*nodes[parent].path, str(names[level][code])), parent))
            members.append(inside[used[inside, level] == code])
            descend(len(nodes) - 1, level + 1)

    descend(0, 0)
    parents = np.array([node.parent for node in nodes])
    children = tuple(np.flatnonzero(parents == i) for i in range(len(nodes)))
    return Axis(tuple(nodes), children, leaf_of, tuple(members))

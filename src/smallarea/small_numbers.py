"""Protect a small table of counts for a page: threshold and complementary suppression in one call.

This is the door for every page that prints counts of persons. For releases with hierarchies, several linked tables or
more than two dimensions use ``smallarea.disclosure``.

Why it can be fast and still exact. A one- or two-way table with its margins is a flow network: rows and columns are
nodes, every cell joins its row with its column, and every deviation an attacker must consider is made of circuits.
A primary cell of value f is safe if a circuit of hidden cells can raise it to the threshold without pushing another
cell below zero. The circuit *is* the integer witness: a second table with the same published figures. So the work is a
shortest path per protected cell; no linear program is needed. (Network flows: any textbook of combinatorial
optimisation; circuits in cell suppression: Fischetti and Salazar, "Models and algorithms for the 2-dimensional cell
suppression problem in statistical disclosure control", Mathematical Programming 84, 1999.)
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Mapping, Sequence
from itertools import product
from typing import Final, NamedTuple, TypeAlias

from smallarea.disclosure.protected import TOTAL, Key, Label, ProtectedTable

Counts: TypeAlias = Mapping[Label, "int | Mapping[Label, int]"]
_Circuit: TypeAlias = dict[int, int]  # edge -> +1 or -1, the direction in which the cell's figure moves

_OUTER_ROW: Final = 0
PER_CELL: Final = 8
"""Cost of hiding one more cell, in persons: few persons and few cells."""


class _Edge(NamedTuple):
    """One cell: an edge between two nodes. ``sign`` is -1 where the figure enters its sums with a minus."""

    key: Key
    value: int
    tail: int
    head: int
    sign: int


def protect_counts(
    rows: Counts,
    threshold: int = 3,
    zeros_public: bool = True,
    *,
    dimensions: Sequence[str] | None = None,
) -> ProtectedTable:
    """Return the counts with their margins, small ones hidden so that nobody can compute them.

    ``rows`` holds the inner cells, persons per cell: ``{"A": 5, "B": 1}`` (one-way), ``{("A", "2026-01"): 5}`` or
    nested ``{"A": {"2026-01": 5}}`` (two-way). Cells missing from a two-way table count as zero. Sums are added with
    the label ``"*"``: ``("*",)`` one-way; ``("A", "*")``, ``("*", "2026-01")`` and ``("*", "*")`` two-way. Do not print
    other sums of the same counts beside the table.

    Hidden is every count (also every sum) with ``0 < count < threshold``, with ``zeros_public=False`` also zero, and as
    many further cells as needed so that

    - the published figures admit, for each such cell, another table of whole non-negative numbers in which the cell
      reaches the threshold, and
    - this still holds for a reader who is the only person in a cell and therefore knows it.

    The further cells are chosen so that few persons are hidden; the choice does not depend on the order of ``rows``.
    Keys of the result stand in the order of first appearance, each total last. ``dimensions`` names the columns of the
    export (default ``row``, ``column``).

    Not promised: protection against comparing this table with other tables of the same persons. Two tables that share
    persons belong into one release (``smallarea.disclosure``).

    Raises ``TypeError`` for a count that is no int and ``ValueError`` for a negative count, a label ``"*"``, keys of
    different lengths or more than two dimensions, a threshold below 1.
    """
    if threshold < 1:
        raise ValueError(f"the threshold must be at least 1, not {threshold}")
    inner = _flatten(rows)
    width = len(next(iter(inner))) if inner else len(dimensions or ("row",))
    names = tuple(dimensions) if dimensions is not None else ("row", "column")[:width]
    if len(names) != width:
        raise ValueError(f"{len(names)} names given for {width} dimensions")
    values = _with_margins(inner, width)
    hidden = _Pattern(_network(values, width), threshold, zeros_public).solve()
    return ProtectedTable.from_pattern(names, values, hidden)


def _flatten(rows: Counts) -> dict[Key, int]:
    inner: dict[Key, int] = {}
    for label, content in rows.items():
        parts = content.items() if isinstance(content, Mapping) else [((), content)]
        for part, count in parts:
            key = (label if isinstance(label, tuple) else (label,)) + (part if isinstance(part, tuple) else (part,))
            if not isinstance(count, int) or isinstance(count, bool):
                raise TypeError(f"count of {key!r} must be an int, not {count!r}")
            if count < 0:
                raise ValueError(f"count of {key!r} is negative: {count}")
            if TOTAL in key:
                raise ValueError(f"{key!r}: the label {TOTAL!r} is reserved for totals, which are added here")
            if key in inner:
                raise ValueError(f"{key!r} is given twice")
            inner[key] = count
    lengths = {len(key) for key in inner}
    if not lengths <= {1} and not lengths <= {2}:
        raise ValueError(f"cells need one label each or two labels each, found {sorted(lengths)}")
    return inner


def _with_margins(inner: Mapping[Key, int], width: int) -> dict[Key, int]:
    """Return the full grid with totals, in printing order."""
    axes = [list(dict.fromkeys(key[axis] for key in inner)) for axis in range(width)]
    values: dict[Key, int] = dict.fromkeys(product(*([*axis, TOTAL] for axis in axes)), 0)
    for key, count in inner.items():
        for summed in product(*((label, TOTAL) for label in key)):
            values[summed] += count
    return values


def _network(values: Mapping[Key, int], width: int) -> list[_Edge]:
    """Return one edge per cell, in an order that depends on labels only, so that equal tables get equal patterns.

    One-way tables have one sum, hence two nodes joined by all cells; two-way tables one node per row and per column.
    """
    nodes: dict[tuple[int, Label], int] = {}
    edges = []
    for key in sorted(values, key=lambda key: tuple((type(label).__name__, str(label)) for label in key)):
        row = nodes.setdefault((0, key[0] if width == 2 else _OUTER_ROW), len(nodes))
        column = nodes.setdefault((1, key[1] if width == 2 else _OUTER_ROW), len(nodes))
        sign = -1 if sum(label == TOTAL for label in key) == 1 else 1
        edges.append(_Edge(key, values[key], row, column, sign))
    return edges


class _Pattern:
    """The growing set of hidden cells, with the circuits that prove each promise.

    ``proofs`` holds for each primary cell one circuit against the outside reader (key: nothing known) and one against
    each insider whose known cells lie on that first circuit; all other insiders are answered by the first circuit.
    Proofs stay valid as long as their cells stay hidden. ``through`` lists all circuits found through a primary cell,
    because one circuit often serves many promises.
    """

    def __init__(self, edges: list[_Edge], threshold: int, zeros_public: bool) -> None:
        self.edges = edges
        self.threshold = threshold
        lowest = 1 if zeros_public else 0
        self.primary = {i for i, edge in enumerate(edges) if lowest <= edge.value < threshold}
        self.hidden = set(self.primary)
        self.neighbours: dict[int, list[int]] = {}
        for i, edge in enumerate(edges):
            if edge.value > 0 or not zeros_public:
                self.neighbours.setdefault(edge.tail, []).append(i)
                self.neighbours.setdefault(edge.head, []).append(i)
        self.insiders = self._insiders()
        self.proofs: dict[int, dict[frozenset[int], _Circuit]] = {}
        self.through: dict[int, list[_Circuit]] = {i: [] for i in self.primary}

    def solve(self) -> set[Key]:
        """Hide until every promise has its proof, then publish again what no promise needs."""
        for p in sorted(self.primary, key=lambda i: (-self.edges[i].value, i)):
            proofs = self._prove(p, self.hidden, may_grow=True)
            if proofs is None:  # cannot happen: raising a cell and its sums together is always a circuit
                raise AssertionError(f"no circuit protects {self.edges[p].key!r}")
            self.proofs[p] = proofs
        self._publish_again()
        return {self.edges[i].key for i in self.hidden}

    def _insiders(self) -> dict[int, list[frozenset[int]]]:
        """Return, per cell, what each person knows who is alone in an inner cell and knows this cell.

        Known is the inner cell itself and every sum that contains nobody else.
        """
        ones = {edge.key: i for i, edge in enumerate(self.edges) if edge.value == 1}
        insiders: dict[int, list[frozenset[int]]] = {}
        for single in ones:
            if TOTAL not in single:
                known = frozenset(ones[key] for key in product(*((label, TOTAL) for label in single)) if key in ones)
                for i in known:
                    insiders.setdefault(i, []).append(known)
        return insiders

    def _prove(self, p: int, hidden: set[int], *, may_grow: bool) -> dict[frozenset[int], _Circuit] | None:
        """Return proofs for the outside reader and all insiders, or None; ``may_grow``: more cells may be hidden."""
        nothing: frozenset[int] = frozenset()
        first = self._find(p, nothing, hidden, may_grow=may_grow)
        if first is None:
            return None
        proofs = {nothing: first}
        for known in (known for i in first for known in self.insiders.get(i, ())):
            if p in known or known in proofs or self._empty_for(p, known):
                continue
            other = self._find(p, known, hidden, may_grow=may_grow)
            if other is None:
                return None
            proofs[known] = other
        return proofs

    def _empty_for(self, p: int, known: frozenset[int]) -> bool:
        """Tell whether an insider sees that cell p is empty, because a known sum over p holds only the insider."""
        target = self.edges[p]
        return target.value == 0 and any(
            all(label in (TOTAL, own) for label, own in zip(self.edges[i].key, target.key, strict=True)) for i in known
        )

    def _find(self, p: int, known: frozenset[int], hidden: set[int], *, may_grow: bool) -> _Circuit | None:
        need = self.threshold - self.edges[p].value
        for circuit in self.through[p]:
            lowered = (i for i, move in circuit.items() if move != circuit[p])
            valid = known.isdisjoint(circuit) and hidden >= circuit.keys()
            if valid and all(self.edges[i].value >= need for i in lowered):
                return circuit

        def price(i: int) -> int | None:
            return 0 if i in hidden else self.edges[i].value + PER_CELL if may_grow else None

        found = self._circuit(p, known, price)
        if found is not None:
            hidden.update(found)
            for i in self.primary.intersection(found):
                self.through[i].append(found)
        return found

    def _publish_again(self) -> None:
        """Publish secondary cells again, largest first, where every promise finds another proof among the rest."""
        for i in sorted(self.hidden - self.primary, key=lambda i: (-self.edges[i].value, i)):
            rest = self.hidden - {i}
            renewed: dict[int, dict[frozenset[int], _Circuit]] = {}
            for p in [p for p, proofs in self.proofs.items() if any(i in circuit for circuit in proofs.values())]:
                proofs = self._prove(p, rest, may_grow=False)
                if proofs is None:
                    break
                renewed[p] = proofs
            else:
                self.hidden = rest
                self.proofs.update(renewed)

    def _circuit(self, p: int, known: frozenset[int], cost: Callable[[int], int | None]) -> _Circuit | None:
        """Return the cheapest circuit that raises cell p to the threshold; ``cost`` None means: may not be used.

        Dijkstra from one end of p to the other. A step along an edge raises its figure, against it lowers it (the other
        way round where the sign is -1); a figure may only be lowered if it is at least the need.
        """
        edge = self.edges[p]
        need = self.threshold - edge.value
        start, goal = (edge.head, edge.tail) if edge.sign > 0 else (edge.tail, edge.head)
        best: dict[int, tuple[int, int]] = {start: (0, 0)}
        arrived: dict[int, tuple[int, int, int]] = {}  # node -> (previous node, edge, move)
        queue = [(0, 0, start)]
        while queue:
            price, length, node = heapq.heappop(queue)
            if node == goal:
                break
            if (price, length) > best[node]:
                continue
            for i in self.neighbours.get(node, ()):
                extra = cost(i)
                if i == p or i in known or extra is None:
                    continue
                step = self.edges[i]
                forward = step.tail == node
                move = step.sign if forward else -step.sign
                if move < 0 and step.value < need:
                    continue
                target = step.head if forward else step.tail
                reached = (price + extra, length + 1)
                if target not in best or reached < best[target]:
                    best[target] = reached
                    arrived[target] = (node, i, move)
                    heapq.heappush(queue, (*reached, target))
        if goal not in arrived:
            return None
        circuit = {p: 1}
        node = goal
        while node != start:
            node, i, move = arrived[node]
            circuit[i] = move
        return circuit

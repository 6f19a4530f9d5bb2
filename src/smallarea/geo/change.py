"""What became of areas between two versions of their boundaries."""

from __future__ import annotations

from dataclasses import dataclass

from smallarea.geo.crosswalk import area_crosswalk
from smallarea.geo.polygons import PolygonSet


@dataclass(frozen=True, slots=True)
class BoundaryChange:
    """A group of areas that belong together. ``kind``:

    ``same`` (one to one, same key), ``renamed`` (one to one, another key), ``split`` (one to several),
    ``merged`` (several to one), ``redrawn`` (several to several), ``gone`` (no new area), ``added``
    (no old area).
    """

    kind: str
    old: tuple[str, ...]
    new: tuple[str, ...]


def boundary_changes(old: PolygonSet, new: PolygonSet, *, tolerance: float = 0.01) -> list[BoundaryChange]:
    """Group the areas of two versions by their overlaps.

    An overlap counts when it is more than ``tolerance`` of the old or of the new area (0.01: one
    hundredth; smaller ones are corrections of the drawing). Ordered by the first key.
    """
    links: dict[tuple[str, str], set[tuple[str, str]]] = {("old", key): set() for key in old.keys}
    links |= {("new", key): set() for key in new.keys}
    for crosswalk, forward in ((area_crosswalk(old, new), True), (area_crosswalk(new, old), False)):
        for source, parts in crosswalk.weights.items():
            for target, weight in parts.items():
                if weight > tolerance:
                    a, b = (("old", source), ("new", target)) if forward else (("old", target), ("new", source))
                    links[a].add(b)
                    links[b].add(a)
    changes, seen = [], set()
    for start in sorted(links, key=lambda node: (node[1], node[0])):
        if start in seen:
            continue
        group, waiting = set(), [start]
        while waiting:
            node = waiting.pop()
            if node not in group:
                group.add(node)
                waiting.extend(links[node])
        seen |= group
        before = tuple(sorted(key for side, key in group if side == "old"))
        after = tuple(sorted(key for side, key in group if side == "new"))
        changes.append(BoundaryChange(_kind(before, after), before, after))
    return changes


def _kind(old: tuple[str, ...], new: tuple[str, ...]) -> str:
    if not old or not new:
        return "added" if new else "gone"
    if len(old) == len(new) == 1:
        return "same" if old == new else "renamed"
    if len(old) == 1:
        return "split"
    return "merged" if len(new) == 1 else "redrawn"

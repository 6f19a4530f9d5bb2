"""Areas of any depth, each with a time of validity, and the tree they form at a date."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from smallarea.errors import DataError
from smallarea.tables import Floats, Table, read_table

TOTAL = "*"
TOTAL_LEVEL = "total"


@dataclass(frozen=True, slots=True)
class Area:
    """One area of one level. ``valid_to`` is the last day it exists; ``None`` means open."""

    id: str
    level: str
    parent: str = ""
    name: str = ""
    valid_from: dt.date | None = None
    valid_to: dt.date | None = None

    def valid_on(self, day: dt.date) -> bool:
        """Whether the area exists on ``day``."""
        return (self.valid_from or dt.date.min) <= day <= (self.valid_to or dt.date.max)


@dataclass(frozen=True)
class Hierarchy:
    """A tree of areas: every area below the top level has one parent on the level above.

    ``levels`` go from coarse to fine. Above them stands always the total (`TOTAL`), which also holds
    what is assigned to no area. Raises `DataError` for an unknown level, a doubled id, a parent that
    does not exist on the level above, or an area that outlives its parent.
    """

    levels: tuple[str, ...]
    areas: tuple[Area, ...]
    file: str = ""
    _versions: dict[str, list[Area]] = field(default_factory=dict, repr=False, compare=False)

    def __post_init__(self) -> None:
        for area in self.areas:
            if area.level not in self.levels:
                raise DataError(
                    f"area '{area.id}' has the unknown level '{area.level}'.",
                    file=self.file or None,
                    column="level",
                    cure=f"use one of: {', '.join(self.levels)}.",
                )
            versions = self._versions.setdefault(area.id, [])
            if any(_overlap(earlier, area) for earlier in versions):
                raise DataError(
                    f"area '{area.id}' exists twice at the same time.",
                    file=self.file or None,
                    column="id",
                    cure="end one version with valid_to before the next begins; different areas need different ids.",
                )
            versions.append(area)
        for area in self.areas:
            self._check_parent(area)

    def _check_parent(self, area: Area) -> None:
        depth = self.levels.index(area.level)
        if depth == 0:
            return
        above = self.levels[depth - 1]
        if not any(p.level == above and _overlap(p, area) for p in self._versions.get(area.parent, [])):
            raise DataError(
                f"area '{area.id}' ({area.level}) has no parent '{area.parent}' on level '{above}'"
                " that exists at the same time.",
                file=self.file or None,
                column="parent",
                cure="name its parent, or add the parent with a matching validity.",
            )

    @property
    def _unique(self) -> bool:
        return len(self._versions) == len(self.areas)

    def at(self, day: dt.date) -> Hierarchy:
        """The areas that exist on ``day``, ids unique."""
        return Hierarchy(self.levels, tuple(area for area in self.areas if area.valid_on(day)), self.file)

    def of_level(self, level: str) -> list[Area]:
        """All areas of one level in the order of the file."""
        return [area for area in self.areas if area.level == level]

    def path(self, area_id: str) -> dict[str, str]:
        """The ids of an area and of everything above it, by level. Raises ``KeyError`` for an unknown id."""
        found: dict[str, str] = {}
        area = self._versions[area_id][-1]
        while area.level != self.levels[0]:
            found[area.level] = area.id
            area = self._versions[area.parent][-1]
        found[area.level] = area.id
        return found

    def index(self) -> HierarchyIndex:
        """Numbered areas for arrays: the total first, then level by level."""
        if not self._unique:
            raise DataError(
                "the areas have several versions.",
                file=self.file or None,
                cure="choose a date, so that only one version of each area remains.",
            )
        ordered = [area for level in self.levels for area in self.of_level(level)]
        number = {TOTAL: 0} | {area.id: i for i, area in enumerate(ordered, start=1)}
        parents = np.zeros(len(number), dtype=np.int64)
        for i, area in enumerate(ordered, start=1):
            parents[i] = number[area.parent] if area.level != self.levels[0] else 0
        return HierarchyIndex(
            ids=(TOTAL, *(area.id for area in ordered)),
            level_of=(TOTAL_LEVEL, *(area.level for area in ordered)),
            names=("", *(area.name for area in ordered)),
            parents=parents,
            levels=(TOTAL_LEVEL, *self.levels),
            number=number,
        )

    @classmethod
    def from_prefixes(
        cls, keys: Iterable[str], lengths: Mapping[str, int], *, names: Mapping[str, str] | None = None
    ) -> Hierarchy:
        """Build the tree from keys whose first digits name the areas above.

        ``lengths`` maps level to number of digits, coarse to fine (Berlin: district 2, forecast area 4,
        district region 6, planning area 8). Raises `DataError` for a key of another length.
        """
        levels = tuple(sorted(lengths, key=lengths.__getitem__))
        full = lengths[levels[-1]]
        areas: dict[tuple[str, str], Area] = {}
        for key in keys:
            if len(key) != full:
                raise DataError(
                    f"the key '{key}' has {len(key)} characters instead of {full}.",
                    cure="keep keys as text; a spreadsheet may have cut the leading zero.",
                )
            above = ""
            for level in levels:
                own = key[: lengths[level]]
                areas.setdefault((level, own), Area(own, level, above, (names or {}).get(own, "")))
                above = own
        return cls(levels, tuple(areas.values()))


@dataclass(frozen=True, slots=True)
class HierarchyIndex:
    """A hierarchy as arrays. Position 0 is the total; parents come before their children."""

    ids: tuple[str, ...]
    level_of: tuple[str, ...]
    names: tuple[str, ...]
    parents: np.ndarray[tuple[int, ...], np.dtype[np.int64]]
    levels: tuple[str, ...]
    number: dict[str, int]

    def depth(self, level: str) -> int:
        """0 for the total, 1 for the coarsest level, and so on. Raises ``ValueError`` for an unknown level."""
        return self.levels.index(level)

    def depths(self) -> np.ndarray[tuple[int, ...], np.dtype[np.int64]]:
        """The depth of every area."""
        place = {level: depth for depth, level in enumerate(self.levels)}
        return np.array([place[level] for level in self.level_of], dtype=np.int64)

    def roll_up(self, values: Floats) -> Floats:
        """Add each area's own values (shape areas x ...) to everything above it, finest level first."""
        summed = values.copy()
        depths = self.depths()
        for depth in range(len(self.levels) - 1, 0, -1):
            chosen = np.flatnonzero(depths == depth)
            np.add.at(summed, self.parents[chosen], summed[chosen])
        return summed

    def pairs(self) -> list[tuple[str, int]]:
        """Every area with itself and everything above except the total: (id, position of the ancestor)."""
        found = []
        for position in range(1, len(self.ids)):
            above = position
            while above != 0:
                found.append((self.ids[position], above))
                above = int(self.parents[above])
        return found


def _overlap(a: Area, b: Area) -> bool:
    far_past, far_future = dt.date.min, dt.date.max
    return max(a.valid_from or far_past, b.valid_from or far_past) <= min(
        a.valid_to or far_future, b.valid_to or far_future
    )


def read_hierarchy(path: str | Path, *, levels: Sequence[str] = ()) -> Hierarchy:
    """Read areas from CSV with the columns id, level, parent and optionally name, valid_from, valid_to (ISO dates).

    Without ``levels`` the order is found from the parents, coarse to fine.
    """
    table = read_table(path)
    optional = {name: name in table.header for name in ("name", "valid_from", "valid_to")}
    blank = [""] * len(table)
    columns = {
        name: table.texts(name) if optional.get(name, True) else blank
        for name in ("id", "level", "parent", "name", "valid_from", "valid_to")
    }
    areas = tuple(
        Area(
            id=columns["id"][i],
            level=columns["level"][i],
            parent=columns["parent"][i],
            name=columns["name"][i],
            valid_from=_date(table, i, "valid_from", columns["valid_from"][i]),
            valid_to=_date(table, i, "valid_to", columns["valid_to"][i]),
        )
        for i in range(len(table))
    )
    return Hierarchy(tuple(levels) or _order_of_levels(areas, table.file), areas, table.file)


def _date(table: Table, i: int, column: str, text: str) -> dt.date | None:
    if not text:
        return None
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise DataError(
            f"'{text}' is not a date.", file=table.file, row=table.lines[i], column=column, cure="write 2024-12-31."
        ) from None


def _order_of_levels(areas: Sequence[Area], file: str) -> tuple[str, ...]:
    level_of = {area.id: area.level for area in areas}
    below: dict[str, set[str]] = defaultdict(set)
    for area in areas:
        if area.parent in level_of:
            below[level_of[area.parent]].add(area.level)
    all_levels = list(dict.fromkeys(area.level for area in areas))
    children = {level for found in below.values() for level in found}
    tops = [level for level in all_levels if level not in children]
    ordered: list[str] = []
    current = tops[0] if len(tops) == 1 else ""
    while current and current not in ordered:
        ordered.append(current)
        following = sorted(below.get(current, set()))
        current = following[0] if len(following) == 1 else ""
    if len(ordered) != len(all_levels):
        raise DataError(
            "the levels do not form one line from coarse to fine.",
            file=file,
            column="level",
            cure="give every area of a level a parent on the same level above, or name the levels in the spec.",
        )
    return tuple(ordered)

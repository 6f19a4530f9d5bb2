"""The table that may leave the office: what is hidden is not in it.

A ``ProtectedTable`` stores, for each cell, either the published figure or nothing. It never sees the pattern's
original values, so no export, chart, rate, sort order or pickle of it can leak them. Everything that prints a small
count takes this type; there is one sign for both kinds of suppression, because two signs would tell the reader that
the first kind lies below the threshold.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, TypeAlias

SIGN: Final = "."
"""What stands in the place of every suppressed figure, primary and secondary alike."""
UNDEFINED: Final = "x"
"""What stands in the place of a rate whose published denominator is zero."""
TOTAL: Final = "*"
"""Label of the total above the coarsest level of a dimension."""

Label: TypeAlias = Hashable
Key: TypeAlias = tuple[Label, ...]
Value: TypeAlias = int | float


@dataclass(frozen=True, slots=True)
class ChartPoint:
    """One mark of a chart: ``value`` is None when the figure is suppressed or undefined, ``text`` is printed."""

    key: Key
    label: str
    value: Value | None
    text: str
    suppressed: bool


class ProtectedTable(Mapping[Key, "Value | None"]):
    """Published cells of one table, in their printing order; immutable; a suppressed cell is ``None``.

    ``dimensions`` names the parts of a key. ``cells`` are pairs (key, figure); each key is a tuple with one label per
    dimension (``TOTAL`` for a total). ``undefined`` lists keys that are empty without being secret (rates only).

    Raises ``ValueError`` for a key of the wrong length or given twice.
    """

    __slots__ = ("_cells", "_dimensions", "_undefined")

    def __init__(
        self,
        dimensions: Sequence[str],
        cells: Iterable[tuple[Key, Value | None]],
        *,
        undefined: Collection[Key] = (),
    ) -> None:
        names = tuple(dimensions)
        content: dict[Key, Value | None] = {}
        for key, value in cells:
            if len(key) != len(names):
                raise ValueError(f"cell {key!r} has {len(key)} labels, the table has {len(names)} dimensions")
            if key in content:
                raise ValueError(f"cell {key!r} is given twice")
            content[key] = value
        self._dimensions = names
        self._cells = MappingProxyType(content)
        self._undefined = frozenset(undefined)
        wrong = [key for key in self._undefined if content.get(key, 0) is not None]
        if wrong:
            raise ValueError(f"cell {wrong[0]!r} is called undefined but carries a figure")

    @classmethod
    def from_pattern(
        cls, dimensions: Sequence[str], values: Mapping[Key, Value], suppressed: Collection[Key]
    ) -> ProtectedTable:
        """Build the table from true ``values`` and the keys to hide; the hidden values are dropped here.

        Raises ``ValueError`` if a suppressed key is no cell: a pattern that misses its table must not pass silently.
        """
        hidden = frozenset(suppressed)
        foreign = [key for key in hidden if key not in values]
        if foreign:
            raise ValueError(f"suppressed cell {foreign[0]!r} is not in the table")
        return cls(dimensions, ((key, None if key in hidden else value) for key, value in values.items()))

    @property
    def dimensions(self) -> tuple[str, ...]:
        """Names of the parts of a key."""
        return self._dimensions

    @property
    def suppressed(self) -> tuple[Key, ...]:
        """Keys of the suppressed cells, in printing order; which kind of suppression is not recorded."""
        return tuple(key for key in self._cells if self.is_suppressed(key))

    def __getitem__(self, key: Key) -> Value | None:
        """Return the published figure, or None where nothing may be printed. KeyError if there is no such cell."""
        return self._cells[key]

    def __iter__(self) -> Iterator[Key]:
        return iter(self._cells)

    def __len__(self) -> int:
        return len(self._cells)

    def __repr__(self) -> str:
        return f"ProtectedTable({', '.join(self._dimensions)}: {len(self)} cells, {len(self.suppressed)} suppressed)"

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, ProtectedTable):
            return NotImplemented
        return (self._dimensions, dict(self._cells), self._undefined) == (
            other._dimensions,
            dict(other._cells),
            other._undefined,
        )

    def __reduce__(self) -> tuple[object, ...]:
        return _rebuild, (self._dimensions, tuple(self._cells.items()), tuple(self._undefined))

    def is_suppressed(self, key: Key) -> bool:
        """Tell whether the cell is secret (not: undefined)."""
        return self._cells[key] is None and key not in self._undefined

    def text(self, key: Key) -> str:
        """Return what a page prints in the cell: the figure, ``"."`` if suppressed, ``"x"`` if undefined."""
        value = self._cells[key]
        if value is None:
            return UNDEFINED if key in self._undefined else SIGN
        return str(value)

    def to_csv(self) -> str:
        """Return the table as CSV: one column per dimension, ``value`` (``.`` where secret) and ``status``.

        ``status`` is ``published``, ``suppressed`` or ``undefined``. Labels a spreadsheet would run as a formula get a
        leading apostrophe.
        """
        out = io.StringIO()
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow([*self._dimensions, "value", "status"])
        for key, value in self._cells.items():
            status = "published" if value is not None else "suppressed" if self.is_suppressed(key) else "undefined"
            writer.writerow([*(_harmless(str(label)) for label in key), self.text(key), status])
        return out.getvalue()

    def chart_data(self, *, largest_first: bool = False) -> list[ChartPoint]:
        """Return the marks of a chart in printing order.

        With ``largest_first`` published figures come first, largest to smallest, and everything without a figure
        stands behind them in printing order: a sorted list would otherwise show between which figures a secret lies.
        """
        points = [
            ChartPoint(key, " / ".join(map(str, key)), value, self.text(key), self.is_suppressed(key))
            for key, value in self._cells.items()
        ]
        if largest_first:
            points.sort(key=lambda point: (point.value is None, -(point.value or 0)))
        return points

    def value_range(self) -> tuple[Value, Value] | None:
        """Return the smallest and largest *published* figure, for axes and class breaks; None without figures."""
        figures = [value for value in self._cells.values() if value is not None]
        return (min(figures), max(figures)) if figures else None


def rates(
    numerators: ProtectedTable, denominators: ProtectedTable, *, multiplier: float = 100.0, minimum: float = 0
) -> ProtectedTable:
    """Divide two protected tables cell by cell: ``multiplier * numerator / denominator``.

    Both tables have the same dimensions; the result has the cells of ``numerators``. A rate is suppressed if either
    part is suppressed or has no cell in ``denominators``, or if the published denominator is positive but below
    ``minimum`` (the indicator's minimum denominator); it is undefined if the published denominator is zero.

    Raises ``ValueError`` if the dimensions differ.
    """
    if numerators.dimensions != denominators.dimensions:
        raise ValueError(f"dimensions differ: {numerators.dimensions} and {denominators.dimensions}")
    cells: list[tuple[Key, Value | None]] = []
    undefined: list[Key] = []
    for key, part in numerators.items():
        whole = denominators.get(key)
        if part is None or whole is None:
            cells.append((key, None))
        elif whole == 0:
            cells.append((key, None))
            undefined.append(key)
        else:
            cells.append((key, multiplier * part / whole if whole >= minimum else None))
    return ProtectedTable(numerators.dimensions, cells, undefined=undefined)


def _rebuild(
    dimensions: tuple[str, ...], cells: tuple[tuple[Key, Value | None], ...], undefined: tuple[Key, ...]
) -> ProtectedTable:
    return ProtectedTable(dimensions, cells, undefined=undefined)


def _harmless(label: str) -> str:
    return f"'{label}" if label[:1] in {"=", "+", "-", "@", "\t", "\r"} else label

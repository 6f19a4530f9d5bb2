"""Checks over rows, columns and files. Each ``[[checks]]`` has a ``kind``:

``sum``               ``parts`` (names) must add up to ``total``, within ``tolerance`` (default 0)
``zero_coded``        a row in which all ``columns`` are 0 is "no value", not 0
``identical_columns`` two ``columns`` agree in more than ``share`` (default 0.95) of the rows
``level_below``       a ``file`` of the level below (keys begin with ours): ``sums`` must be the sums of
                      the areas below, ``means`` must lie between their smallest and largest value,
                      within ``tolerance`` (default 0; areas below that were left out may lie beyond)
``other_period``      a ``file`` of another period: ``columns`` agree in more than ``share`` of the rows
``point_in_polygon``  ``longitude`` and ``latitude`` must lie in the polygon of the key in ``polygons``
                      (GeoJSON, key in ``property``), at most ``tolerance_m`` outside
``has_polygon``       every key has a polygon in ``polygons`` (GeoJSON, key in ``property``)
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from smallarea.errors import DefinitionError
from smallarea.geo.points import misplaced
from smallarea.geo.polygons import read_polygons
from smallarea.imports.cells import Sign, Value
from smallarea.imports.defects import NOTE, Defect
from smallarea.imports.mapping import Check, Mapping
from smallarea.tables import Floats, read_table
from smallarea.tomlfile import Section


@dataclass(frozen=True, slots=True)
class Rows:
    """The parsed rows a check sees. ``source`` maps result names to columns of the file."""

    keys: tuple[str, ...]
    lines: tuple[int, ...]
    values: dict[str, list[Value]]
    source: dict[str, str]
    mapping: Mapping

    def numbers(self, name: str) -> Floats:
        """A column as numbers; signs, texts and empty cells become NaN."""
        if name not in self.values:
            raise DefinitionError(
                f"a check names the column '{name}', which the mapping does not have.",
                cure=f"use one of: {', '.join(self.values)}.",
            )
        return np.array([_number(value) for value in self.values[name]])


def _number(value: Value) -> float:
    if value is None or isinstance(value, Sign | str) or not isinstance(value, int | float):
        return float("nan")
    return float(value)


def run_check(check: Check, rows: Rows) -> list[Defect]:
    """The defects that a check finds; raises `DefinitionError` for an unknown kind or option."""
    if check.kind not in CHECKS:
        raise DefinitionError(f"the check '{check.kind}' is not known.", cure=f"use one of: {', '.join(CHECKS)}.")
    options = Section(check.options, file=rows.mapping.id, name=f"checks {check.kind}")
    found = list(CHECKS[check.kind](options, rows))
    options.finish()
    return found


def _sum(options: Section, rows: Rows) -> Iterator[Defect]:
    parts, total = options.strings("parts"), options.get("total", str)
    tolerance = options.get("tolerance", float, 0.0)
    summed = np.sum([rows.numbers(name) for name in parts], axis=0)
    expected = rows.numbers(total)
    for i in np.flatnonzero(np.abs(summed - expected) > tolerance):
        message = f"{' + '.join(parts)} = {summed[i]:.12g}, but {total} = {expected[i]:.12g}"
        yield Defect(rows.lines[i], rows.source[total], "sum", message, f"{expected[i]:.12g}")


def _zero_coded(options: Section, rows: Rows) -> Iterator[Defect]:
    names = options.strings("columns")
    zero = np.logical_and.reduce([rows.numbers(name) == 0 for name in names])
    for i in np.flatnonzero(zero):
        for name in names:
            rows.values[name][i] = Sign("missing")
            message = "0 in all these columns means 'no value' here; it is not read as 0"
            yield Defect(rows.lines[i], rows.source[name], "zero coded", message, "0", NOTE)


def _identical_columns(options: Section, rows: Rows) -> Iterator[Defect]:
    names, share = options.strings("columns"), options.get("share", float, 0.95)
    if len(names) != 2:
        raise options.error("columns", "two are needed.")
    a, b = rows.numbers(names[0]), rows.numbers(names[1])
    both = ~np.isnan(a) & ~np.isnan(b)
    agreeing = int((a[both] == b[both]).sum())
    if both.any() and agreeing / both.sum() > share:
        message = f"'{names[0]}' and '{names[1]}' agree in {agreeing} of {int(both.sum())} rows: mapped twice?"
        yield Defect(rows.mapping.header_row, rows.source[names[1]], "identical columns", message)


def _level_below(options: Section, rows: Rows) -> Iterator[Defect]:
    table = read_table(rows.mapping.folder / options.get("file", str))
    children = table.texts(options.get("key", str))
    sums, means = options.strings("sums"), options.strings("means")
    weight, tolerance = options.get("skip_zero", str, ""), options.get("tolerance", float, 1e-9)
    usable = table.numbers(weight) != 0 if weight else np.ones(len(table), dtype=bool)
    below = {key: [j for j, child in enumerate(children) if child.startswith(key)] for key in rows.keys}
    for name in sums:
        lower, own = table.numbers(rows.source[name]), rows.numbers(name)
        for i, key in enumerate(rows.keys):
            total = float(lower[below[key]].sum())
            if below[key] and not np.isnan(own[i]) and own[i] != total:
                message = f"{own[i]:.12g}, but the areas below sum to {total:.12g}"
                yield Defect(rows.lines[i], rows.source[name], "level below", message, f"{own[i]:.12g}")
    for name in means:
        lower, own = table.numbers(rows.source[name]), rows.numbers(name)
        for i, key in enumerate(rows.keys):
            inside = [j for j in below[key] if usable[j] and not np.isnan(lower[j])]
            if not inside or np.isnan(own[i]):
                continue
            low, high = float(lower[inside].min()), float(lower[inside].max())
            if not low - tolerance <= own[i] <= high + tolerance:
                message = f"{own[i]:.12g} lies outside the areas below ({low:.12g} to {high:.12g}): another period?"
                yield Defect(rows.lines[i], rows.source[name], "level below", message, f"{own[i]:.12g}")


def _other_period(options: Section, rows: Rows) -> Iterator[Defect]:
    table = read_table(rows.mapping.folder / options.get("file", str))
    other_keys = {key: j for j, key in enumerate(table.texts(options.get("key", str)))}
    share = options.get("share", float, 0.5)
    for name in options.strings("columns"):
        other, own = table.numbers(rows.source[name]), rows.numbers(name)
        pairs = [(own[i], other[other_keys[key]]) for i, key in enumerate(rows.keys) if key in other_keys]
        known = [(a, b) for a, b in pairs if not np.isnan(a) and not np.isnan(b)]
        agreeing = sum(a == b for a, b in known)
        if known and agreeing / len(known) > share:
            message = f"{agreeing} of {len(known)} values are those of {table.file}: wrong period?"
            yield Defect(rows.mapping.header_row, rows.source[name], "other period", message)


def _point_in_polygon(options: Section, rows: Rows) -> Iterator[Defect]:
    polygons = read_polygons(rows.mapping.folder / options.get("polygons", str), options.get("property", str))
    longitude, latitude = options.get("longitude", str), options.get("latitude", str)
    tolerance = options.get("tolerance_m", float, 0.0)
    places = list(zip(rows.numbers(longitude).tolist(), rows.numbers(latitude).tolist(), strict=True))
    known = [i for i, place in enumerate(places) if not np.isnan(place).any()]
    for found in misplaced([places[i] for i in known], [rows.keys[i] for i in known], polygons, tolerance_m=tolerance):
        i = known[found.position]
        where = f"lies in '{found.found}'" if found.found else "lies in none of the areas"
        away = "which has no polygon" if found.distance_m is None else f"{found.distance_m / 1000:.1f} km away"
        message = f"the place {places[i][1]:.4f}, {places[i][0]:.4f} {where} instead of '{found.claimed}', {away}"
        yield Defect(rows.lines[i], rows.source[longitude], "outside its area", message)


def _has_polygon(options: Section, rows: Rows) -> Iterator[Defect]:
    polygons = read_polygons(rows.mapping.folder / options.get("polygons", str), options.get("property", str))
    known = set(polygons.keys)
    column = rows.mapping.key.column
    for key, line in zip(rows.keys, rows.lines, strict=True):
        if key not in known and key not in rows.mapping.key.not_assigned:
            yield Defect(line, column, "no polygon", f"the area '{key}' has no polygon", key)
    for key in sorted(known - set(rows.keys)):
        yield Defect(0, column, "no row", f"the polygon '{key}' has no row", key)


CHECKS: dict[str, Callable[[Section, Rows], Iterator[Defect]]] = {
    "sum": _sum,
    "zero_coded": _zero_coded,
    "identical_columns": _identical_columns,
    "level_below": _level_below,
    "other_period": _other_period,
    "point_in_polygon": _point_in_polygon,
    "has_polygon": _has_polygon,
}

"""Follow an index definition over a table of areas."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from smallarea.errors import DataError
from smallarea.indices.definition import IndexDefinition
from smallarea.indices.steps import PrincipalComponent, classify, first_component, rescale, standardise
from smallarea.tables import Floats, Table, read_table

FEW_AREAS = 30


@dataclass(frozen=True, slots=True)
class IndexResult:
    """An index with everything a reader needs to judge it. Arrays have one entry per area, NaN = not assessed.

    ``shares`` and ``denominators`` are the raw input, always carried along; ``z`` are the
    standardised shares with polarity applied; ``dimensions`` the combined values per dimension (when
    the definition has dimensions); ``total`` is the combined value before rescaling (the column
    ``sum``), ``index`` the value after it; ``classes`` the labels ("" = not assessed); ``reasons``
    say why an area is not assessed ("" = it is); ``warnings`` concern the whole index.
    """

    definition: IndexDefinition
    areas: tuple[str, ...]
    shares: dict[str, Floats]
    denominators: dict[str, Floats]
    population: Floats | None
    z: dict[str, Floats]
    dimensions: dict[str, Floats]
    total: Floats
    index: Floats
    classes: tuple[str, ...]
    reasons: tuple[str, ...]
    component: PrincipalComponent | None = None
    warnings: tuple[str, ...] = field(default_factory=tuple)

    @property
    def assessed(self) -> int:
        """Number of areas that have an index."""
        return sum(not reason for reason in self.reasons)

    def class_counts(self) -> dict[str, int]:
        """Number of areas per class, in the order of the definition."""
        counts = Counter(self.classes)
        return {label: counts[label] for label in self.definition.labels}

    @property
    def _raw(self) -> dict[str, Floats]:
        """Shares, denominators and population by column name, each column once."""
        raw = {**self.shares, **self.denominators}
        return raw if self.population is None else {**raw, self.definition.population_column: self.population}

    def header(self, *, full: bool = False) -> list[str]:
        """Column names of `rows`."""
        names = [self.definition.area_column, *(f"z_{column}" for column in self.z), "sum", "index", "class"]
        if full:
            names += [f"dimension_{name}" for name in self.dimensions]
            names += [*self._raw, "reason"]
        return names

    def rows(self, *, full: bool = False) -> list[list[object]]:
        """One row per area, excluded areas included and empty; ``full`` adds raw shares, denominators and reasons."""
        columns: list[Sequence[object]] = [
            self.areas,
            *(_cells(values) for values in self.z.values()),
            _cells(self.total),
            _cells(self.index),
            self.classes,
        ]
        if full:
            columns += [_cells(values) for values in self.dimensions.values()]
            columns += [*(_cells(values) for values in self._raw.values()), self.reasons]
        return [list(row) for row in zip(*columns, strict=True)]


def _cells(values: Floats) -> list[object]:
    return [float(value) for value in values]


def compute_index_file(definition: IndexDefinition, path: str | Path) -> IndexResult:
    """Read a CSV file (one row per area) with the missing signs of the definition and compute the index."""
    table = read_table(path, missing=definition.missing, decimal=definition.decimal, encoding=definition.encoding)
    return compute_index(definition, table)


def compute_index(definition: IndexDefinition, table: Table) -> IndexResult:
    """Compute an index over a table with one row per area.

    Raises `DataError` for a missing column, a cell that is no number, a doubled area, fewer areas than
    ``minimum_areas``, or (``require_complete``) a gap. An excluded area that the table does not have
    is a warning.
    """
    areas = table.keys(definition.area_column)
    shares = {c.column: table.numbers(c.column) for c in definition.components}
    denominators = {c.denominator: table.numbers(c.denominator) for c in definition.components if c.denominator}
    population = table.numbers(definition.population_column) if definition.population_column else None
    reasons = _reasons(definition, areas, shares, population)
    keep = np.array([not reason for reason in reasons])
    gap = next((i for i, reason in enumerate(reasons) if reason.startswith("no value")), None)
    if definition.require_complete and gap is not None:
        raise DataError(
            f"area '{areas[gap]}' has {reasons[gap]}, and the definition requires complete shares.",
            file=table.file,
            row=table.lines[gap],
            cure="exclude the area, leave out the indicator, or choose coarser areas.",
        )
    if int(keep.sum()) < max(definition.minimum_areas, 2):
        raise DataError(
            f"only {int(keep.sum())} areas can be assessed, the index needs {max(definition.minimum_areas, 2)}.",
            file=table.file,
            cure="check exclude and min_population; with so few areas show the raw shares instead.",
        )
    weights = table.numbers(definition.standardise_weights)[keep] if definition.standardise_weights else None
    z = np.column_stack(
        [
            c.polarity * standardise(shares[c.column][keep], definition.standardise_ddof, weights, column=c.column)
            for c in definition.components
        ]
    )
    total, dimensions, component = _combine(definition, z)
    index = rescale(total, definition.rescale, definition.rescale_ddof)
    return IndexResult(
        definition=definition,
        areas=tuple(areas),
        shares=shares,
        denominators=denominators,
        population=population,
        z={c.column: _spread_out(z[:, k], keep) for k, c in enumerate(definition.components)},
        dimensions={name: _spread_out(values, keep) for name, values in dimensions.items()},
        total=_spread_out(total, keep),
        index=_spread_out(index, keep),
        classes=_classes(definition, _spread_out(index, keep)),
        reasons=reasons,
        component=component,
        warnings=_warnings(definition, areas, shares, keep, reasons),
    )


def _classes(definition: IndexDefinition, index: Floats) -> tuple[str, ...]:
    if not definition.labels:
        return ("",) * len(index)
    return tuple(
        "" if np.isnan(value) else definition.labels[classify(float(value), definition.breaks, definition.closed)]
        for value in index
    )


def _reasons(
    definition: IndexDefinition,
    areas: Sequence[str],
    shares: dict[str, Floats],
    population: Floats | None,
) -> tuple[str, ...]:
    """Why each area is not assessed; empty text when it is."""
    return tuple(_reason(definition, area, i, shares, population) for i, area in enumerate(areas))


def _reason(
    definition: IndexDefinition, area: str, i: int, shares: dict[str, Floats], population: Floats | None
) -> str:
    if area in definition.exclude:
        return "excluded by the definition"
    if population is not None and definition.min_population > 0:
        if np.isnan(population[i]):
            return f"no value in '{definition.population_column}'"
        if population[i] < definition.min_population:
            return f"fewer than {definition.min_population:.12g} in '{definition.population_column}'"
    for column, values in shares.items():
        if np.isnan(values[i]):
            return f"no value in '{column}'"
    if definition.zero_is_missing and all(values[i] == 0 for values in shares.values()):
        return "all indicators are 0, which this source uses for 'no value'"
    return ""


def _combine(definition: IndexDefinition, z: Floats) -> tuple[Floats, dict[str, Floats], PrincipalComponent | None]:
    """Join the standardised columns (n areas x k): the combined value, the value per dimension, the component."""
    if definition.combine == "pca":
        component = first_component(z)
        return component.scores, {}, component
    weights = np.array([c.weight for c in definition.components])
    dimensions: dict[str, Floats] = {}
    for name in definition.dimensions:
        chosen = np.array([c.dimension == name for c in definition.components])
        dimensions[name] = _join(z[:, chosen], weights[chosen], definition.combine)
    if dimensions:
        parts = np.column_stack(list(dimensions.values()))
        return _join(parts, np.ones(parts.shape[1]), definition.combine), dimensions, None
    return _join(z, weights, definition.combine), {}, None


def _join(columns: Floats, weights: Floats, method: str) -> Floats:
    joined: Floats = columns @ weights
    return joined / weights.sum() if method == "mean" else joined


def _spread_out(values: Floats, keep: np.ndarray[tuple[int, ...], np.dtype[np.bool_]]) -> Floats:
    full = np.full(len(keep), np.nan)
    full[keep] = values
    return full


def _warnings(
    definition: IndexDefinition,
    areas: Sequence[str],
    shares: dict[str, Floats],
    keep: np.ndarray[tuple[int, ...], np.dtype[np.bool_]],
    reasons: tuple[str, ...],
) -> tuple[str, ...]:
    found = []
    assessed = int(keep.sum())
    if assessed < FEW_AREAS:
        found.append(
            f"Only {assessed} areas: below {FEW_AREAS} a z-value says little."
            " Show raw shares and denominators beside it."
        )
    unknown = sorted(definition.exclude - set(areas))
    if unknown:
        found.append(f"Excluded areas that the data do not have (misspelt?): {', '.join(unknown)}.")
    gaps = sum(reason.startswith("no value in") for reason in reasons)
    if gaps:
        found.append(f"{gaps} areas are not assessed because a value is missing; the reasons name the column.")
    all_zero = int(np.logical_and.reduce([values == 0 for values in shares.values()])[keep].sum())
    if all_zero and len(shares) > 1:
        found.append(
            f"{all_zero} assessed areas have 0 in every indicator. If the source codes excluded areas as 0,"
            " set zero_is_missing = true."
        )
    if definition.combine == "pca" and any(c.weight != 1 for c in definition.components):
        found.append("A principal component finds its own weights; the weights of the definition are not used.")
    return tuple(found)

"""Indicators for all areas, levels and periods, with numerator, denominator and the reason of every gap."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from smallarea.areas.hierarchy import Hierarchy, HierarchyIndex
from smallarea.engine import connect
from smallarea.errors import DataError
from smallarea.indicators.counts import Backend, CountKey, Counts, DuckBackend, count_all, effective_parameters
from smallarea.indicators.definition import Indicator, Term
from smallarea.indicators.sources import Source
from smallarea.periods import Period, parse_period
from smallarea.tables import Floats, Table, format_cell

Reasons = NDArray[np.object_]

# Why a value is empty. The first that applies is kept.
NOT_VALID = "definition not valid in this period"
TABLE_MISSING = "source table missing"
LEVEL = "source has no data below its level"
NO_DATA = "source has no data for this period"
WINDOW = "window of months not complete"
GAP = "source cells are empty or secret"
BELOW_MINIMUM = "denominator below minimum"
ZERO = "denominator is 0"


@dataclass(frozen=True, slots=True)
class Cell:
    """One figure with all that must stand beside it. ``value`` is ``None`` exactly when ``reason`` is not empty."""

    indicator: str
    area: str
    level: str
    period: Period
    numerator: float | None
    denominator: float | None
    value: float | None
    unit: str
    reference: str
    reason: str


@dataclass(frozen=True, slots=True)
class Series:
    """One definition over all areas and periods; arrays have the shape areas x periods, NaN = empty."""

    indicator: Indicator
    numerator: Floats
    denominator: Floats
    value: Floats
    reason: Reasons


@dataclass(frozen=True, slots=True)
class IndicatorResult:
    """All figures. ``findings`` name what was not as it should be in the sources."""

    series: tuple[Series, ...]
    index: HierarchyIndex
    periods: tuple[Period, ...]
    findings: tuple[str, ...]

    def cell(self, indicator: str, area: str, period: str | Period) -> Cell:
        """One figure; of several versions of a definition the one valid in the period. ``KeyError`` if unknown."""
        when = parse_period(period) if isinstance(period, str) else period
        row, column = self.index.number[area], self.periods.index(when)
        versions = [s for s in self.series if s.indicator.id == indicator]
        if not versions:
            raise KeyError(indicator)
        chosen = next((s for s in versions if s.indicator.valid_in(when)), versions[-1])
        return self._cell(chosen, row, column)

    def cells(self, *, every_period: bool = False) -> Iterator[Cell]:
        """All figures in the order definition, area, period.

        Periods in which a definition is not reported (or not valid) are left out, unless ``every_period``.
        """
        for series in self.series:
            wanted = [
                column
                for column, period in enumerate(self.periods)
                if every_period or (series.indicator.reported_in(period) and series.indicator.valid_in(period))
            ]
            for row in range(len(self.index.ids)):
                for column in wanted:
                    yield self._cell(series, row, column)

    def _cell(self, series: Series, row: int, column: int) -> Cell:
        return Cell(
            indicator=series.indicator.id,
            area=self.index.ids[row],
            level=self.index.level_of[row],
            period=self.periods[column],
            numerator=_optional(series.numerator[row, column]),
            denominator=_optional(series.denominator[row, column]),
            value=_optional(series.value[row, column]),
            unit=series.indicator.unit,
            reference=series.indicator.reference,
            reason=str(series.reason[row, column]),
        )

    def change(self, indicator: str, area: str, period: str | Period, months: int) -> float:
        """Value minus the value ``months`` earlier, in units of the indicator.

        Raises `DataError` when one of the two is empty or a series break lies between them.
        """
        later = parse_period(period) if isinstance(period, str) else period
        earlier = later.shift(-months)
        for series in self.series:
            found = series.indicator.break_between(earlier, later) if series.indicator.id == indicator else None
            if found is not None:
                raise DataError(
                    f"the series '{indicator}' breaks in {found.period}: {found.reason['en']}",
                    cure="compare periods on one side of the break.",
                )
        before, after = self.cell(indicator, area, earlier), self.cell(indicator, area, later)
        if before.value is None or after.value is None:
            raise DataError(
                f"'{indicator}' has no value for area '{area}' in {earlier if before.value is None else later}"
                f" ({before.reason or after.reason}).",
                cure="choose periods that have a value.",
            )
        return after.value - before.value

    def table(self, indicators: Sequence[str], period: str, level: str) -> Table:
        """The raw values and denominators of one level and period, ready for `smallarea.indices.compute_index`.

        Columns: ``area``, one per indicator, one ``<indicator>_denominator`` each. Raises `DataError` for a
        level or a period that is not there.
        """
        if level not in self.index.levels:
            raise DataError(f"there is no level '{level}'.", cure=f"use one of: {', '.join(self.index.levels)}.")
        if parse_period(period) not in self.periods:
            raise DataError(
                f"there are no data for {period}.", cure=f"use one of: {', '.join(map(str, self.periods))}."
            )
        areas = [area for area, own in zip(self.index.ids, self.index.level_of, strict=True) if own == level]
        header = ("area", *indicators, *(f"{name}_denominator" for name in indicators))
        rows = []
        for area in areas:
            cells = [self.cell(name, area, period) for name in indicators]
            rows.append((area, *(format_cell(c.value) for c in cells), *(format_cell(c.denominator) for c in cells)))
        return Table(header, tuple(rows), tuple(range(2, len(rows) + 2)), f"{level} in {period}")


def _optional(value: float) -> float | None:
    return None if np.isnan(value) else float(value)


def compute_indicators(
    indicators: Iterable[Indicator],
    sources: Mapping[str, Source],
    hierarchy: Hierarchy,
    *,
    parameters: Mapping[str, object] | None = None,
    backend: Backend | None = None,
    memory_limit: str = "",
    threads: int = 0,
) -> IndicatorResult:
    """Compute indicators for the total and every area of ``hierarchy`` in every period of the sources.

    Each source table is scanned once, out of core. ``parameters`` replace those of the definitions
    (for example another age limit). Without a ``backend`` DuckDB counts. An indicator whose table is
    not among ``sources`` is present and empty with a reason. Raises `DataError` for a missing column,
    a row without a period, a cell of the wrong kind, or a parameter that no definition has.
    """
    chosen, index, given = list(indicators), hierarchy.index(), dict(parameters or {})
    known = {name for indicator in chosen for name, _ in indicator.parameters}
    for name in sorted(set(given) - known):
        raise DataError(
            f"no definition has the parameter '{name}'.",
            cure=f"known parameters: {', '.join(sorted(known)) or 'none'}.",
        )
    if backend is not None:
        counts = count_all(backend, chosen, sources, index, given)
    else:
        with connect(memory_limit=memory_limit, threads=threads) as connection:
            counts = count_all(DuckBackend(connection), chosen, sources, index, given)
    missing = sorted({table for indicator in chosen for table in indicator.tables} - set(sources))
    findings = tuple(f"Table '{name}' is not given; the indicators that need it stay empty." for name in missing)
    series = tuple(_series(indicator, counts, given) for indicator in chosen)
    return IndicatorResult(series, index, counts.periods, counts.findings + findings)


def _series(indicator: Indicator, counts: Counts, parameters: Mapping[str, object]) -> Series:
    shape = (len(counts.index.ids), len(counts.periods))
    reason = np.full(shape, "", dtype=object)
    for column, period in enumerate(counts.periods):
        if not indicator.valid_in(period):
            reason[:, column] = NOT_VALID
    numerator = _side(indicator, indicator.numerator, counts, parameters, reason)
    denominator = _side(indicator, indicator.denominator, counts, parameters, reason)
    with np.errstate(invalid="ignore"):
        _note(reason, denominator < indicator.minimum_denominator, BELOW_MINIMUM)
        _note(reason, denominator == 0, ZERO)
    value = np.full(shape, np.nan)
    there = reason == ""
    value[there] = indicator.multiplier * numerator[there] / denominator[there]
    return Series(indicator, numerator, denominator, value, reason)


def _note(reason: Reasons, where: NDArray[Any], text: str) -> None:
    reason[np.logical_and(where, reason == "")] = text


def _side(
    indicator: Indicator,
    terms: Sequence[Term],
    counts: Counts,
    parameters: Mapping[str, object],
    reason: Reasons,
) -> Floats:
    """Numerator or denominator: the signed sum of its terms; writes reasons where a term has no value."""
    total = np.zeros(reason.shape)
    for term in terms:
        key = CountKey.of(term, effective_parameters(indicator, parameters))
        if key not in counts.values:
            _note(reason, np.ones(reason.shape), TABLE_MISSING)
            return np.full(reason.shape, np.nan)
        too_fine = counts.index.depths() > counts.depth[term.table]
        _note(reason, np.broadcast_to(too_fine[:, None], reason.shape), LEVEL)
        values = _in_time(term, counts, key, reason)
        values[too_fine, :] = np.nan
        total += term.sign * values
    return total


def _needed_periods(term: Term, period: Period) -> list[Period]:
    """The periods that a term takes together for ``period``: its window, shifted back by its lag."""
    last = period.shift(-term.lag_months)
    if not term.window_months:
        return [last]
    first = last.shift(period.months - term.window_months)
    return [first.shift(step) for step in range(0, term.window_months, period.months)]


def _in_time(term: Term, counts: Counts, key: CountKey, reason: Reasons) -> Floats:
    """The counts of a term by period, after lag and window; NaN where a needed period or cell is missing."""
    place = {period: column for column, period in enumerate(counts.periods)}
    covered = counts.covered[term.table]
    result = np.full(reason.shape, np.nan)
    for column, period in enumerate(counts.periods):
        needed = [place.get(p, -1) for p in _needed_periods(term, period)]
        if any(p < 0 or not covered[p] for p in needed):
            text = WINDOW if term.window_months or term.lag_months else NO_DATA
            _note(reason[:, column], np.ones(reason.shape[0]), text)
            continue
        values = counts.values[key][:, needed]
        result[:, column] = values.sum(axis=1) / (len(needed) if term.over == "mean" else 1)
        gaps = counts.gaps[key][:, needed].sum(axis=1) > 0
        _note(reason[:, column], gaps, GAP)
        result[gaps, column] = np.nan
    return result

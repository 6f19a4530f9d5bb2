"""The 32 indicators in plain pandas, as an analyst would write them: the peer of ./bench indicators.

Independent of smallarea's counting: every term is a masked groupby, one after the other, in memory. The
filters of the definitions are valid for ``DataFrame.eval``, so both sides compute the same thing.
"""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pandas as pd

from smallarea.indicators import Indicator, Term
from smallarea.periods import Period, parse_period

TOTAL = "*"
Side = np.ndarray


def compute(
    indicators: list[Indicator], folder: Path, areas: list[str], periods: list[Period]
) -> dict[str, tuple[Side, Side]]:
    """Numerator and denominator of every indicator, areas x periods (NaN = window not complete)."""
    names = {table for indicator in indicators for table in indicator.tables}
    tables = {name: pd.read_parquet(folder / f"{name}.parquet") for name in names}
    columns = pd.Index([str(period) for period in periods])

    def side(terms: tuple[Term, ...], parameters: dict[str, object]) -> Side:
        total = np.zeros((len(areas), len(periods)))
        for term in terms:
            total += term.sign * _in_time(_count(tables, term, parameters, areas, columns), term, periods)
        return total

    return {
        indicator.id: (
            side(indicator.numerator, dict(indicator.parameters)),
            side(indicator.denominator, dict(indicator.parameters)),
        )
        for indicator in indicators
    }


def _count(
    tables: dict[str, pd.DataFrame], term: Term, parameters: dict[str, object], areas: list[str], columns: pd.Index
) -> Side:
    rows = tables[term.table]
    if term.filter:
        text = term.filter
        for name, value in parameters.items():
            text = re.sub(rf"\b{name}\b", repr(value), text)
        rows = rows[_mask(rows, text)]
    # Every row once for the total, once for its municipality (first 5 digits), once for its space.
    levels = [rows.assign(area=TOTAL), rows[rows.area.notna()].assign(area=lambda r: r.area.str[:5]), rows]
    parts = []
    for level in levels:
        single = level.drop_duplicates(["area", "period", *term.distinct]) if term.distinct else level
        grouped = single.groupby(["area", "period"], observed=True)
        parts.append(grouped[term.sum].sum() if term.sum else grouped.size())
    counted = pd.concat(parts).unstack("period").reindex(index=areas, columns=columns)
    return counted.fillna(0).to_numpy(dtype=float)


def _mask(rows: pd.DataFrame, text: str) -> pd.Series:
    """Evaluate a filter; pandas cannot compare two constants, so a part that a parameter switches off goes first."""
    text = re.sub(r"\('all' == \"all\" or [^)]*\)", "", text).strip().removesuffix("and").strip()
    return rows.eval(text, engine="python").astype(bool)


def _in_time(values: Side, term: Term, periods: list[Period]) -> Side:
    place = {period: column for column, period in enumerate(periods)}
    result = np.full(values.shape, np.nan)
    for column, period in enumerate(periods):
        last = period.shift(-term.lag_months)
        number = max(term.window_months // period.months, 1)
        needed = [place.get(last.shift(-k * period.months), -1) for k in range(number)]
        if min(needed) >= 0:
            result[:, column] = values[:, needed].sum(axis=1) / (number if term.over == "mean" else 1)
    return result


def periods_of(folder: Path) -> list[Period]:
    """The periods of the register."""
    column = pd.read_parquet(folder / "persons.parquet", columns=["period"]).period
    return sorted(parse_period(period) for period in column.unique())

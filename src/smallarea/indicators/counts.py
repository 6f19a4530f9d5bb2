"""Counting: every term of every definition in one scan per source table, then rolled up in arrays."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Protocol

import numpy as np

from smallarea.areas.hierarchy import HierarchyIndex
from smallarea.engine import columns_of, identifier, literal, require_columns, run
from smallarea.errors import DataError
from smallarea.expressions import parse, to_sql
from smallarea.indicators.definition import Indicator, Term
from smallarea.indicators.sources import Source
from smallarea.periods import Period, parse_period
from smallarea.tables import Floats

ParameterSet = tuple[tuple[str, object], ...]


@dataclass(frozen=True, slots=True)
class CountKey:
    """What is counted, without sign, window and lag: equal counts are counted once."""

    term: Term
    parameters: ParameterSet

    @classmethod
    def of(cls, term: Term, parameters: ParameterSet) -> CountKey:
        """The key of a term; parameters it does not use are dropped."""
        used = term.columns()
        bare = replace(term, sign=1, window_months=0, over="sum", lag_months=0)
        return cls(bare, tuple((name, value) for name, value in parameters if name in used))

    @property
    def columns(self) -> set[str]:
        """The columns of the table that it needs."""
        return self.term.columns() - {name for name, _ in self.parameters}


@dataclass(frozen=True, slots=True)
class Group:
    """Counts of one area key (or ancestor) and one period: one value and one number of empty cells per key."""

    area: str | int | None
    period: str | None
    values: tuple[float, ...]
    gaps: tuple[float, ...]


class Backend(Protocol):
    """Something that can count: DuckDB here, any engine of Ibis in `smallarea.indicators.cluster`."""

    def group(self, name: str, source: Source, keys: Sequence[CountKey]) -> list[Group]:
        """Additive counts by area key and period."""
        ...

    def group_distinct(
        self, name: str, source: Source, key: CountKey, ancestors: Sequence[tuple[str, int]]
    ) -> list[Group]:
        """A distinct count by ancestor (position in the hierarchy, 0 = total over all rows) and period."""
        ...


class DuckBackend:
    """Counts with DuckDB."""

    def __init__(self, connection: Any) -> None:
        self._connection = connection

    def group(self, name: str, source: Source, keys: Sequence[CountKey]) -> list[Group]:
        """See `Backend.group`: one scan, one filtered aggregate per key."""
        relation = self._relation(source, keys)
        parts = []
        for key in keys:
            parameters = dict(key.parameters)
            where = to_sql(parse(key.term.filter), parameters, condition=True) if key.term.filter else "TRUE"
            amount = to_sql(parse(key.term.sum), parameters) if key.term.sum else ""
            weight = identifier(source.weight) if source.weight else ""
            if amount:
                parts.append(f"coalesce(sum({amount}) FILTER (WHERE {where}), 0)")
                parts.append(f"count(*) FILTER (WHERE {where} AND ({amount}) IS NULL)")
            elif weight:
                parts.append(f"coalesce(sum({weight}) FILTER (WHERE {where}), 0)")
                parts.append(f"count(*) FILTER (WHERE {where} AND {weight} IS NULL)")
            else:
                parts.append(f"count(*) FILTER (WHERE {where})")
                parts.append("0")
        # Quoted by to_sql() and identifier().
        sql = f"SELECT __area, __period, {', '.join(parts)} FROM {relation} GROUP BY __area, __period"  # noqa: S608
        return _groups(run(self._connection, sql, file=source.path).fetchall())

    def group_distinct(
        self, name: str, source: Source, key: CountKey, ancestors: Sequence[tuple[str, int]]
    ) -> list[Group]:
        """See `Backend.group_distinct`."""
        relation = self._relation(source, [key])
        where = to_sql(parse(key.term.filter), dict(key.parameters), condition=True) if key.term.filter else "TRUE"
        columns = [identifier(column) for column in key.term.distinct]
        complete = " AND ".join(f"{column} IS NOT NULL" for column in columns)
        count = f"count(DISTINCT ({', '.join(columns)})) FILTER (WHERE {where} AND {complete}), 0"
        self._connection.execute("CREATE OR REPLACE TEMP TABLE __up (__key VARCHAR, __above BIGINT)")
        if ancestors:
            values = ", ".join(f"({literal(child)}, {above})" for child, above in ancestors)
            self._connection.execute(f"INSERT INTO __up VALUES {values}")  # noqa: S608 - quoted by literal()
        sql = (
            f"SELECT 0, __period, {count} FROM {relation} GROUP BY __period UNION ALL "  # noqa: S608 - quoted above
            f"SELECT __above, __period, {count} FROM {relation} JOIN __up ON __area = __key GROUP BY __above, __period"
        )
        return _groups(run(self._connection, sql, file=source.path).fetchall())

    def _relation(self, source: Source, keys: Sequence[CountKey]) -> str:
        relation = source.relation(self._connection)
        found = columns_of(self._connection, relation, file=source.path)
        require_columns(found, sorted({column for key in keys for column in key.columns}), file=source.path)
        return relation


def _groups(rows: Iterable[Sequence[Any]]) -> list[Group]:
    return [
        Group(row[0], row[1], tuple(float(v) for v in row[2::2]), tuple(float(v) for v in row[3::2])) for row in rows
    ]


@dataclass(frozen=True, slots=True)
class Counts:
    """All counts as arrays of shape areas x periods.

    ``values`` are the counts and ``gaps`` the numbers of empty source cells behind them.
    ``covered[table]`` says for each period whether the table has data. ``depth[table]`` is the
    depth of the level of the table's keys: finer areas have no data. ``findings`` name what is not
    as it should be (unknown keys, rows without a period).
    """

    index: HierarchyIndex
    periods: tuple[Period, ...]
    values: dict[CountKey, Floats]
    gaps: dict[CountKey, Floats]
    covered: dict[str, tuple[bool, ...]]
    depth: dict[str, int]
    findings: tuple[str, ...]


def count_all(
    backend: Backend,
    indicators: Sequence[Indicator],
    sources: Mapping[str, Source],
    index: HierarchyIndex,
    parameters: Mapping[str, object],
) -> Counts:
    """Count every term of ``indicators`` whose table is among ``sources``; other terms are left out."""
    wanted: dict[str, list[CountKey]] = {}
    for indicator in indicators:
        for term in indicator.terms:
            key = CountKey.of(term, effective_parameters(indicator, parameters))
            keys = wanted.setdefault(term.table, [])
            if term.table in sources and key not in keys:
                keys.append(key)
    tables = {name: _count_table(backend, name, sources[name], keys, index) for name, keys in wanted.items() if keys}
    periods = _all_periods(tables.values())
    values: dict[CountKey, Floats] = {}
    gaps: dict[CountKey, Floats] = {}
    for table in tables.values():
        for key in table.keys:
            values[key], gaps[key] = table.arrays(key, periods, index)
    return Counts(
        index=index,
        periods=periods,
        values=values,
        gaps=gaps,
        covered={name: tuple(period in table.periods for period in periods) for name, table in tables.items()},
        depth={name: table.depth for name, table in tables.items()},
        findings=tuple(finding for table in tables.values() for finding in table.findings),
    )


def effective_parameters(indicator: Indicator, given: Mapping[str, object]) -> ParameterSet:
    """The parameters of a definition, with the user's values in place of its own."""
    return tuple((name, given.get(name, value)) for name, value in indicator.parameters)


@dataclass(frozen=True, slots=True)
class _TableCounts:
    keys: tuple[CountKey, ...]
    cells: dict[CountKey, list[tuple[int, Period, float, float]]]
    periods: frozenset[Period]
    depth: int
    findings: tuple[str, ...]

    def arrays(self, key: CountKey, periods: Sequence[Period], index: HierarchyIndex) -> tuple[Floats, Floats]:
        place = {period: i for i, period in enumerate(periods)}
        values, gaps = np.zeros((len(index.ids), len(periods))), np.zeros((len(index.ids), len(periods)))
        for area, period, value, gap in self.cells[key]:
            values[area, place[period]] += value
            gaps[area, place[period]] += gap
        if key.term.additive:
            return index.roll_up(values), index.roll_up(gaps)
        return values, gaps


def _count_table(
    backend: Backend, name: str, source: Source, keys: Sequence[CountKey], index: HierarchyIndex
) -> _TableCounts:
    """Count one table; area keys that the hierarchy does not know go to the total only, and are named."""
    level = source.level or index.levels[-1]
    if level not in index.levels:
        raise DataError(
            f"table '{name}' has the unknown level '{level}'.", cure=f"use one of: {', '.join(index.levels)}."
        )
    additive = [key for key in keys if key.term.additive]
    # The empty count keeps periods visible in which nothing matches a filter.
    groups = backend.group(name, source, additive or [CountKey(Term(name), ())])
    positions = {area: place for area, place in index.number.items() if index.level_of[place] == level}
    cells: dict[CountKey, list[tuple[int, Period, float, float]]] = {key: [] for key in keys}
    periods: dict[str, Period] = {}
    unknown: dict[str, int] = {}
    for group in groups:
        if group.period is None:
            raise DataError(
                f"table '{name}' has rows without a period.",
                file=source.path,
                column=source.date or source.period,
                cure="fill the period or the date of every row.",
            )
        period = periods.setdefault(group.period, parse_period(group.period))
        place = 0
        if group.area not in {None, "", *source.unassigned}:
            place = positions.get(str(group.area), 0)
            if place == 0:
                unknown[str(group.area)] = unknown.get(str(group.area), 0) + 1
        for key, value, gap in zip(additive, group.values, group.gaps, strict=False):
            cells[key].append((place, period, value, gap))
    ancestors = [(area, above) for area, above in index.pairs() if area in positions]
    for key in keys:
        if not key.term.additive:
            found = backend.group_distinct(name, source, key, ancestors)
            cells[key] += [(int(g.area or 0), parse_period(str(g.period)), g.values[0], 0.0) for g in found]
    return _TableCounts(
        tuple(keys),
        cells,
        _covered(source, periods.values()),
        index.depth(level),
        tuple(
            f"Table '{name}': the area key '{key}' is no area of level '{level}'; its rows count in the total only."
            for key in sorted(unknown)
        ),
    )


def _covered(source: Source, found: Iterable[Period]) -> frozenset[Period]:
    periods = set(found)
    if source.first:
        current, last = parse_period(source.first), parse_period(source.last)
        while current <= last:
            periods.add(current)
            current = current.shift(current.months)
    return frozenset(periods)


def _all_periods(tables: Iterable[_TableCounts]) -> tuple[Period, ...]:
    periods = {period for table in tables for period in table.periods}
    kinds = {period.kind for period in periods}
    if len(kinds) > 1:
        raise DataError(
            f"the tables have periods of different kinds ({', '.join(sorted(kinds))}).",
            cure="bring all tables to months or all to quarters.",
        )
    return tuple(sorted(periods))


def needed_columns(indicators: Iterable[Indicator]) -> dict[str, set[str]]:
    """For each table the columns that the definitions need: the shopping list for a data delivery."""
    needed: dict[str, set[str]] = {}
    for indicator in indicators:
        parameters = {name for name, _ in indicator.parameters}
        for term in indicator.terms:
            needed.setdefault(term.table, set()).update(term.columns() - parameters)
    return needed

"""Source tables of indicators: where they lie, and which column holds area and period."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from smallarea.engine import columns_of, identifier, literal, require_columns, scan
from smallarea.errors import DefinitionError
from smallarea.periods import parse_period
from smallarea.tomlfile import Section


@dataclass(frozen=True, slots=True)
class Source:
    """One source table: register rows, events or inner cells with counts.

    ``path`` is CSV, Parquet, or a folder of Parquet files. ``area`` names the column with the area
    key; ``level`` the level of these keys (default: the finest). Time: ``period`` names a column with
    ``2024-Q4`` or ``2024-11``, or ``date`` a column with dates that are put into periods of ``kind``,
    or ``fixed_period`` gives one period to the whole file. ``weight`` names a column that says how
    many cases a row stands for (inner cells; distinct counts do not use it). ``unassigned`` are area
    keys that mean "no area"; an empty key always does. ``columns`` maps names of the definitions to
    columns of the file. ``first`` and ``last`` say which periods the file covers (events: a quarter without an event is
    a true 0); without them a period is covered when it has a row.
    """

    path: str | Path
    area: str = "area"
    period: str = "period"
    date: str = ""
    kind: str = "quarter"
    fixed_period: str = ""
    level: str = ""
    weight: str = ""
    unassigned: tuple[str, ...] = ()
    columns: Mapping[str, str] = field(default_factory=dict)
    first: str = ""
    last: str = ""
    decimal: str = "."

    def relation(self, connection: Any) -> str:
        """SQL of the table with the columns ``__area``, ``__period`` and all names of the definitions."""
        key_columns = [self.area] + ([self.period] if not (self.date or self.fixed_period) else [])
        base = scan(self.path, text_columns=key_columns, decimal=self.decimal)
        found = columns_of(connection, base, file=self.path)
        needed = [*key_columns, *self.columns.values(), *filter(None, (self.date, self.weight))]
        require_columns(found, needed, file=self.path)
        renamed = "".join(f", {identifier(old)} AS {identifier(new)}" for new, old in self.columns.items())
        area = f"trim(CAST({identifier(self.area)} AS VARCHAR))"
        # The texts come from scan(), identifier() and literal(), which quote.
        return f"(SELECT *{renamed}, {area} AS __area, {self._period_sql()} AS __period FROM {base})"  # noqa: S608

    def _period_sql(self) -> str:
        if self.fixed_period:
            return literal(self.fixed_period)
        if not self.date:
            return f"CAST({identifier(self.period)} AS VARCHAR)"
        day = f"CAST({identifier(self.date)} AS DATE)"
        if self.kind == "month":
            return f"strftime({day}, '%Y-%m')"
        return f"(strftime({day}, '%Y') || '-Q' || quarter({day}))"


def parse_source(section: Section, folder: Path) -> Source:
    """Read one ``[tables.<name>]`` of a spec; paths are relative to the spec's folder."""
    columns = section.get("columns", dict, {})
    if not all(isinstance(name, str) for name in columns.values()):
        raise section.error("columns", "it maps names to column names.", 'write for example age = "alter".')
    source = Source(
        path=folder / section.get("data", str),
        area=section.get("area", str, "area"),
        period=section.get("period", str, "period"),
        date=section.get("date", str, ""),
        kind=section.get("kind", str, "quarter", choices=("month", "quarter")),
        fixed_period=section.get("fixed_period", str, ""),
        level=section.get("level", str, ""),
        weight=section.get("weight", str, ""),
        unassigned=section.strings("unassigned"),
        columns=columns,
        first=section.get("first", str, ""),
        last=section.get("last", str, ""),
        decimal=section.get("decimal", str, ".", choices=(".", ",")),
    )
    for period in filter(None, (source.fixed_period, source.first, source.last)):
        parse_period(period)
    if bool(source.first) != bool(source.last):
        raise DefinitionError("'first' and 'last' belong together.", cure="give both or none.")
    section.finish()
    return source

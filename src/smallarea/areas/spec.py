"""The spec of an aggregation; see ``smallarea aggregate --help``."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from smallarea.areas.aggregate import Aggregate, Dimension, aggregate
from smallarea.areas.hierarchy import Hierarchy, read_hierarchy
from smallarea.engine import columns_of, connect, identifier, require_columns, scan
from smallarea.tomlfile import Section, load_toml


def run_aggregate_spec(path: str | Path, *, memory_limit: str = "") -> Aggregate:
    """Read a spec and aggregate; paths in it are relative to its folder."""
    folder = Path(path).parent
    top = Section(load_toml(path), file=path)
    data, area = folder / top.get("data", str), top.get("area", str)
    unassigned = top.strings("unassigned")
    decimal = top.get("decimal", str, ".", choices=(".", ","))
    dimensions = [_dimension(entry) for entry in top.sections("dimensions")]
    hierarchy = _hierarchy(top, folder, data, area, unassigned)
    level, count, where = top.get("level", str, ""), top.get("count", str, ""), top.get("where", str, "")
    top.finish()
    return aggregate(
        data,
        hierarchy,
        area=area,
        level=level,
        dimensions=dimensions,
        count=count,
        where=where,
        unassigned=unassigned,
        decimal=decimal,
        memory_limit=memory_limit,
    )


def _dimension(entry: Section) -> Dimension:
    dimension = Dimension(
        name=entry.get("name", str),
        column=entry.get("column", str, ""),
        breaks=entry.numbers("breaks"),
        labels=entry.strings("labels"),
        missing=entry.get("missing", str, "unknown"),
    )
    entry.finish()
    return dimension


def _hierarchy(top: Section, folder: Path, data: Path, area: str, unassigned: tuple[str, ...]) -> Hierarchy:
    """From a file of areas, or from the prefixes of the keys in the data."""
    levels, day = top.strings("levels"), top.optional("date", dt.date)
    if top.has("areas"):
        hierarchy = read_hierarchy(folder / top.get("areas", str), levels=levels)
        return hierarchy.at(day) if day else hierarchy
    prefixes = top.get("prefixes", dict, {})
    if not prefixes or not all(isinstance(length, int) for length in prefixes.values()):
        raise top.error("areas", "it is missing.", "name a file of areas, or add [prefixes] with level = digits.")
    with connect() as connection:
        relation = scan(data, text_columns=[area])
        require_columns(columns_of(connection, relation, file=data), [area], file=data)
        column = f"trim(CAST({identifier(area)} AS VARCHAR))"
        keys = connection.execute(f"SELECT DISTINCT {column} FROM {relation} ORDER BY 1").fetchall()  # noqa: S608 - quoted
    return Hierarchy.from_prefixes([key for (key,) in keys if key and key not in unassigned], prefixes)

"""The source tables of the 32 indicators for an invented county or state, written as Parquet by DuckDB.

Every value is a function of (seed, row), so the same call gives the same tables (with the same version
of DuckDB, whose hash is used). Rates are of a plausible size and follow the area: some are poor.
"""

# The SQL is put together from constants of this module and numbers; only labels come from outside, quoted.
# ruff: noqa: S608

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from smallarea.areas.hierarchy import Area, Hierarchy
from smallarea.engine import connect, literal
from smallarea.indicators.sources import Source
from smallarea.periods import Period
from smallarea.tables import write_table


@dataclass(frozen=True, slots=True)
class SyntheticTables:
    """Where the written tables lie, and the hierarchy of their areas."""

    sources: dict[str, Source]
    hierarchy: Hierarchy
    periods: tuple[Period, ...]


# Columns: name and SQL over the row number i, the quarter q (0, 1, ...), age and burden (0 to 1) of the area; u(k)
# is a number in [0, 1) fixed for the row, v(k) one that changes with the quarter.
_PERSONS = {
    "age": "age",
    "sex": "CASE WHEN u(1) < 0.505 THEN 'f' ELSE 'm' END",
    "migration_background": "u(2) < 0.15 + 0.35 * burden",
    "foreign": "u(2) < 0.06 + 0.18 * burden",
    "employed": "age BETWEEN 18 AND 66 AND v(3) < 0.68 - 0.25 * burden",
    "unemployed": "age BETWEEN 15 AND 64 AND v(4) < 0.02 + 0.09 * burden",
    "unemployed_months": "CASE WHEN age BETWEEN 15 AND 64 AND v(4) < 0.02 + 0.09 * burden"
    " THEN CAST(floor(v(5) * 36) AS SMALLINT) END",
    "sgb2": "age < 66 AND u(6) < 0.03 + 0.25 * burden",
    "employable_recipient": "age BETWEEN 15 AND 65 AND u(6) < 0.03 + 0.25 * burden",
    "working": "age BETWEEN 15 AND 65 AND v(7) < 0.24",
    "long_term_recipient": "age BETWEEN 17 AND 65 AND u(6) < 0.02 + 0.15 * burden AND v(8) < 0.9",
    "sgb12_old_age": "age >= 66 AND u(9) < 0.02 + 0.08 * burden",
    "lone_parent": "age BETWEEN 18 AND 60 AND u(10) < 0.06",
    "in_day_care": "age BETWEEN 1 AND 6 AND u(11) < 0.35 + 0.05 * age",
}
_HOUSEHOLDS = {
    "children": "CASE WHEN u(1) < 0.75 THEN 0 WHEN u(1) < 0.88 THEN 1 WHEN u(1) < 0.96 THEN 2 ELSE 3 END",
    "lone_parent": "u(1) >= 0.75 AND u(2) < 0.15 + 0.15 * burden",
}
_MOVES = {"age": "age", "direction": "CASE WHEN u(1) < 0.52 THEN 'in' ELSE 'out' END"}
_INTEGRATIONS = {
    "person": "i // 2",
    "month": "CAST(q * 3 + floor(v(2) * 3) AS INTEGER)",
    "kind": "CASE WHEN u(3) < 0.5 THEN 'employment' WHEN u(3) < 0.6 THEN 'training'"
    " WHEN u(3) < 0.65 THEN 'self_employment' ELSE 'minijob' END",
    "publicly_funded": "u(4) < 0.1",
    "lone_parent": "u(5) < 0.2",
    "job_months_after": "CAST(floor(u(6) * 12) AS SMALLINT)",
}
_SCHOOL_ENTRY = {
    "examined": "u(1) < 0.98",
    "language_finding": "u(2) < 0.15 + 0.3 * burden",
    "booklet": "u(3) < 0.92",
    "u8_complete": "u(4) < 0.95",
    "u9_complete": "u(5) < 0.93",
}
_GRADE4_LEAVERS = {"changes_to": "CASE WHEN u(1) < 0.45 - 0.2 * burden THEN 'gymnasium' ELSE 'other' END"}
_EDUCATION_BENEFITS = {
    "child": "i // 3",
    "school_year": "q // 4",
    "component": "['lunch', 'trips', 'learning', 'taking_part'][CAST(i % 4 AS INTEGER) + 1]",
    "entitled": "TRUE",
    "approved": "CAST(floor(u(1) * 3) AS SMALLINT)",
}
_PARTICIPATIONS = {
    "weeks": "CAST(q * 10 + floor(u(1) * 10) AS INTEGER)",
    "outcome": "CASE WHEN u(2) < 0.13 THEN 'employment' WHEN u(2) < 0.19 THEN 'training'"
    " WHEN u(2) < 0.3 THEN 'extension' END",
    "booked_hours": "CAST(floor(u(3) * 23 * (q + 1)) AS INTEGER)",
    "planned_hours_to_date": "CAST(16 * (q + 1) AS INTEGER)",
}
_OFFERS = {"active": "v(1) < 0.9", "age_from": "CAST(floor(u(2) * 10) AS SMALLINT)", "age_to": "17"}

# Stocks have a row per case and quarter, events a row per case: persons (x quarters) for one row, and the columns.
_STOCKS = {
    "persons": (1, _PERSONS),
    "households": (2, _HOUSEHOLDS),
    "benefit_households": (20, {"lone_parent": "u(1) < 0.25"}),
    "participations": (400, _PARTICIPATIONS),
    "offers": (500, _OFFERS),
}
_EVENTS = {
    "moves": (40, _MOVES),
    "integrations": (120, _INTEGRATIONS),
    "school_entry": (400, _SCHOOL_ENTRY),
    "grade4_leavers": (400, _GRADE4_LEAVERS),
    "education_benefits": (60, _EDUCATION_BENEFITS),
    "help_cases": (300, {"age": "age // 4"}),
}


def write_tables(
    folder: str | Path,
    *,
    persons: int = 20_000,
    quarters: int = 12,
    municipalities: int = 10,
    spaces: int = 10,
    seed: int = 1,
    last: Period | None = None,
    memory_limit: str = "",
) -> SyntheticTables:
    """Write all tables and ``areas.csv`` into ``folder``; ``spaces`` is the number per municipality.

    About 0.2 % of the persons are assigned to no area. Sizes of the other tables follow ``persons``.
    """
    target = Path(folder)
    target.mkdir(parents=True, exist_ok=True)
    hierarchy = _areas(municipalities, spaces)
    write_table(
        target / "areas.csv",
        ("id", "level", "parent", "name"),
        [(area.id, area.level, area.parent, area.name) for area in hierarchy.areas],
    )
    final = last or Period(2024, 4)
    periods = tuple(final.shift(-3 * k) for k in range(quarters - 1, -1, -1))
    leaves = municipalities * spaces
    with connect(memory_limit=memory_limit) as connection:
        names = ", ".join(literal(area.id) for area in hierarchy.of_level("space"))
        labels = ", ".join(literal(str(period)) for period in periods)
        for name, sql in _table_sql(persons, quarters, leaves, seed).items():
            text = sql.replace("$leaves", f"[{names}]").replace("$periods", f"[{labels}]")
            connection.execute(f"COPY ({text}) TO {literal(str(target / f'{name}.parquet'))} (FORMAT parquet)")
    sources = {name: Source(target / f"{name}.parquet") for name in (*_STOCKS, *_EVENTS)}
    return SyntheticTables(sources, hierarchy, periods)


def _areas(municipalities: int, spaces: int) -> Hierarchy:
    areas = []
    for m in range(1, municipalities + 1):
        areas.append(Area(f"{m:05d}", "municipality", "", f"Municipality {m}"))
        areas += [Area(f"{m:05d}{s:03d}", "space", f"{m:05d}", f"Space {m}.{s}") for s in range(1, spaces + 1)]
    return Hierarchy(("municipality", "space"), tuple(areas))


def _table_sql(persons: int, quarters: int, leaves: int, seed: int) -> dict[str, str]:
    """The query of every table; ``$leaves`` and ``$periods`` stand for the lists of labels."""

    def fill(text: str) -> str:
        for k in range(20, 0, -1):
            text = text.replace(f"u({k})", f"(hash(i, {seed}, {k}) % 1000003 / 1000003.0)")
            text = text.replace(f"v({k})", f"(hash(i, q, {seed}, {k}) % 1000003 / 1000003.0)")
        return text

    def table(rows: int, columns: dict[str, str], when: str, quarter: str) -> str:
        base = fill(
            f"SELECT i, {quarter} AS q, CAST(floor(u(20) * u(20) * {leaves}) AS BIGINT) AS leaf,"
            f" CAST(least(95, floor(u(18) * 90 + {quarter} / 4)) AS SMALLINT) AS age"
            f" FROM range({max(1, rows)}) people(i), {when} quarters(q)"
        )
        burden = f"((leaf * 37) % {leaves}) / {leaves}.0"
        chosen = ", ".join(f"{sql} AS {name}" for name, sql in columns.items())
        area = "CASE WHEN u(17) >= 0.002 THEN $leaves[leaf + 1] END AS area"
        return fill(
            f"SELECT {area}, $periods[q + 1] AS period, {chosen} FROM (SELECT *, {burden} AS burden FROM ({base}))"
        )

    drawn = f"CAST(floor(u(19) * {quarters}) AS BIGINT)"
    stocks = {
        name: table(persons // per, columns, f"range({quarters})", "q") for name, (per, columns) in _STOCKS.items()
    }
    events = {
        name: table(persons * quarters // per, columns, "range(1)", drawn) for name, (per, columns) in _EVENTS.items()
    }
    return stocks | events

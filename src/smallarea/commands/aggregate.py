"""``smallarea aggregate``: persons or inner cells over every level of a hierarchy."""

from __future__ import annotations

from pathlib import Path

import click

EPILOG = """\b
Example:
  smallarea aggregate residents.toml -o counts.csv

\b
The spec:
  data = "register.parquet"        # CSV or Parquet, one row per person or per inner cell
  area = "block"                   # column with the area key
  count = "n"                      # column to sum; absent = one per row
  where = "age < 18"               # optional filter
  unassigned = ["99999999"]        # keys that mean "no area"; an empty key always does
  areas = "areas.csv"              # id, level, parent, name, valid_from, valid_to ...
  date = 2024-12-31                # ... in the version of this day (optional)
  # instead of areas: levels in the first digits of the key
  # [prefixes]
  # district = 2
  # planning_area = 8
  [[dimensions]]
  name = "age_group"
  column = "age"
  breaks = [6, 15, 18, 65]         # labels = [...] (optional)
  [[dimensions]]
  name = "sex"
"""


@click.command("aggregate", epilog=EPILOG)
@click.argument("spec", type=click.Path(path_type=Path))
@click.option("-o", "--output", required=True, type=click.Path(path_type=Path), help="CSV file to write.")
@click.option("--memory-limit", default="", help="For example 2GB; larger work goes to disk.")
def command(spec: Path, output: Path, memory_limit: str) -> None:
    """Sum the data that SPEC (TOML) names for the total, every level and every dimension.

    Writes level, area, one column per dimension ("*" = all values) and count. What is assigned to no
    area is in the total and in the level "not assigned".
    """
    from smallarea.areas.spec import run_aggregate_spec
    from smallarea.tables import whole, write_table

    result = run_aggregate_spec(spec, memory_limit=memory_limit)
    write_table(
        output,
        ("level", "area", *result.dimensions, "count"),
        ((row.level, row.area, *row.dimensions, whole(row.count)) for row in result.rows),
    )
    for key, number in sorted(result.unknown.items()):
        click.echo(
            f"Warning: the area '{key}' is not in the hierarchy; its {number:.12g} cases are not assigned.", err=True
        )
    for level, total in result.sums().items():
        click.echo(f"{level}: {total:,.0f} with {result.unassigned:,.0f} not assigned")
    click.echo(f"{output}: {len(result.rows)} rows.")

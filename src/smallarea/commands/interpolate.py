"""``smallarea interpolate``: counts from one set of areas to another."""

from __future__ import annotations

from pathlib import Path

import click

EPILOG = """\b
Example:
  smallarea interpolate to_school_districts.toml -o school_districts.csv

\b
The spec:
  data = "blocks.csv"
  key = "block"
  counts = ["children", "sgb2_children"]      # counts, never rates
  [from]
  polygons = "blocks.geojson"
  key = "id"
  [to]
  polygons = "school_districts.geojson"
  key = "id"
  [control]                                   # optional: residents instead of area
  data = "addresses.csv"
  longitude = "lon"
  latitude = "lat"
  quantity = "residents"                      # absent = every point counts 1
  [[rates]]                                   # both sides are carried, then divided
  name = "sgb2_child_rate"
  numerator = "sgb2_children"
  denominator = "children"
  multiplier = 100
  # instead of [from] and [to]: crosswalk = "weights.csv" with old, new, weight
"""


@click.command("interpolate", epilog=EPILOG)
@click.argument("spec", type=click.Path(path_type=Path))
@click.option("-o", "--output", required=True, type=click.Path(path_type=Path), help="CSV file to write.")
@click.option("--crosswalk", type=click.Path(path_type=Path), help="Also write the weights used, as CSV.")
def command(spec: Path, output: Path, crosswalk: Path | None) -> None:
    """Carry the counts that SPEC (TOML) names to other areas.

    Writes one row per new area; what lies outside all of them is named, so that nothing gets lost.
    """
    from smallarea.geo.spec import run_interpolation_spec
    from smallarea.tables import write_table

    job = run_interpolation_spec(spec)
    write_table(output, job.header(), job.rows())
    if crosswalk is not None:
        job.crosswalk.write(crosswalk)
    for finding in job.findings:
        click.echo(f"Warning: {finding}", err=True)
    for name, carried in job.carried.items():
        lost = sum(carried.unknown.values())
        click.echo(
            f"{name}: {sum(carried.values.values()):,.2f} in the new areas, {carried.outside:,.2f} outside,"
            f" {lost:,.2f} without an old area"
        )
    click.echo(f"{output}: {len(job.crosswalk.targets)} areas.")

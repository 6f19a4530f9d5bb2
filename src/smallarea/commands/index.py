"""``smallarea index``: a composite index from a definition file."""

from __future__ import annotations

from pathlib import Path

import click

EPILOG = """\b
Example:
  smallarea index status_2013.toml shares_2013.csv -o classes_2013.csv

\b
The definition:
  id = "status-2013"
  area_column = "id"
  exclude = ["10010203"]
  min_population = 300
  population_column = "inhabitants"
  [[indicators]]
  column = "unemployed_share"
  polarity = 1
  [standardise]
  ddof = 0
  [combine]
  method = "sum"            # sum, mean, pca
  [rescale]
  method = "sd"             # sd, minmax, none
  ddof = 0
  [classes]
  breaks = [-1.0, 1.0, 1.5]
  labels = ["1", "2", "3", "4"]
"""


@click.command("index", epilog=EPILOG)
@click.argument("definition", type=click.Path(path_type=Path))
@click.argument("data", type=click.Path(path_type=Path))
@click.option("-o", "--output", required=True, type=click.Path(path_type=Path), help="CSV file to write.")
@click.option("--full", is_flag=True, help="Add raw shares, denominators and the reason of every empty area.")
def command(definition: Path, data: Path, output: Path, full: bool) -> None:
    """Compute the index that DEFINITION (TOML) describes over DATA (CSV, one row per area).

    Writes the area column, z_<column> for each indicator, sum, index and class. Excluded areas are
    present and empty.
    """
    from smallarea.indices import compute_index_file, load_index
    from smallarea.tables import write_table

    result = compute_index_file(load_index(definition), data)
    write_table(output, result.header(full=full), result.rows(full=full))
    for warning in result.warnings:
        click.echo(f"Warning: {warning}", err=True)
    counts = ", ".join(f"{label}: {count}" for label, count in result.class_counts().items())
    classes = f" ({counts})" if counts else ""
    click.echo(f"{output}: {len(result.areas)} areas, {result.assessed} assessed{classes}.")
    if result.component is not None:
        weights = ", ".join(
            f"{name} {weight:.5f}" for name, weight in zip(result.z, result.component.weights, strict=True)
        )
        click.echo(f"First component explains {100 * result.component.explained:.2f} %; weights: {weights}.")

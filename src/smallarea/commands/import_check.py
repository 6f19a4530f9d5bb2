"""``smallarea import-check``: an official file against its mapping."""

from __future__ import annotations

from pathlib import Path

import click

EPILOG = """\b
Example:
  smallarea import-check schools.toml schools.csv -o clean.csv --defects defects.csv

\b
The mapping:
  id = "schools"
  decimal = ","
  header_row = 3
  [key]
  column = "AGS"
  length = 8
  pad_zero = true
  [signs]
  "*" = "secret"
  "-" = "zero"
  [[columns]]
  source = "Anzahl"
  name = "pupils"
  kind = "integer"
  [[checks]]
  kind = "sum"
  parts = ["girls", "boys"]
  total = "pupils"

\b
Exit code 1 when there are errors; repaired defects and notes are listed and do not count.
"""


@click.command("import-check", epilog=EPILOG)
@click.argument("mapping", type=click.Path(path_type=Path))
@click.argument("data", type=click.Path(path_type=Path))
@click.option("-o", "--output", type=click.Path(path_type=Path), help="CSV with the values; not written on errors.")
@click.option("--defects", type=click.Path(path_type=Path), help="CSV with every defect by row and column.")
@click.pass_context
def command(ctx: click.Context, mapping: Path, data: Path, output: Path | None, defects: Path | None) -> None:
    """Check DATA (CSV or XLSX) against MAPPING (TOML); every defect is named by row and column."""
    from smallarea.imports import import_file, load_mapping, summarise
    from smallarea.tables import write_table

    result = import_file(data, load_mapping(mapping))
    for severity, kind, column, number, first in summarise(result.defects):
        click.echo(f"{severity}: {kind}{f' in {column!r}' if column else ''}: {number} x, first: {first}")
    if defects is not None:
        rows = [(d.row or None, d.column, d.severity, d.kind, d.value, d.message) for d in result.defects]
        write_table(defects, ("row", "column", "severity", "kind", "value", "message"), rows)
    errors = len(result.errors)
    click.echo(f"{data}: {len(result.keys)} rows, {errors} errors, {len(result.defects) - errors} other findings.")
    if errors:
        if output is not None:
            click.echo(f"{output} was not written: correct the errors first.", err=True)
        ctx.exit(1)
    if output is not None:
        write_table(output, result.header(), result.rows())

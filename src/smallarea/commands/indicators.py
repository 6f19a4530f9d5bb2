"""``smallarea indicators``: indicators from definition files for all areas and periods."""

from __future__ import annotations

from pathlib import Path

import click

HEADER = (
    *("indicator", "title", "area", "level", "period", "reference"),
    *("numerator", "denominator", "value", "unit", "reason"),
)
EPILOG = """\b
Example:
  smallarea indicators county.toml -o indicators.csv

\b
The spec:
  definitions = ["builtin", "our_own/"]     # files, folders, "builtin" = the 32 that ship
  areas = "areas.csv"                       # id, level, parent, name, valid_from, valid_to
  date = 2024-12-31                         # which version of the areas (optional)
  [parameters]
  age_limit = 66
  [tables.persons]
  data = "register.parquet"                 # or CSV
  area = "block"
  period = "quarter"                        # 2024-Q4; or date = "day"; or fixed_period = "2024-Q4"
  [tables.persons.columns]
  migration_background = "mhg"              # name in the definitions = column of the file

\b
Which columns the definitions need:
  smallarea indicators county.toml --columns
"""


@click.command("indicators", epilog=EPILOG)
@click.argument("spec", type=click.Path(path_type=Path))
@click.option("-o", "--output", type=click.Path(path_type=Path), help="CSV file to write.")
@click.option("--language", type=click.Choice(["de", "en"]), default="en", show_default=True, help="Of the titles.")
@click.option("--every-period", is_flag=True, help="Also periods in which an indicator is not usually reported.")
@click.option("--period", default="", help="With --level: one wide table for 'smallarea index', for example 2024-Q4.")
@click.option("--level", default="", help="With --period: the level of its areas.")
@click.option("--columns", is_flag=True, help="Only list the source tables and the columns the definitions need.")
@click.option("--memory-limit", default="", help="For example 2GB; larger work goes to disk.")
def command(
    spec: Path,
    output: Path | None,
    language: str,
    every_period: bool,
    period: str,
    level: str,
    columns: bool,
    memory_limit: str,
) -> None:
    """Compute the indicators that SPEC (TOML) names, for the total and every area.

    Writes indicator, title, area, level, period, reference, numerator, denominator, value, unit and
    reason; a value is empty exactly when there is a reason. With --period and --level it writes one row
    per area instead, with each value and its denominator.
    """
    from smallarea.indicators import compute_indicators, needed_columns
    from smallarea.indicators.spec import load_spec
    from smallarea.tables import write_table

    job = load_spec(spec)
    if columns:
        for table, names in sorted(needed_columns(job.indicators).items()):
            click.echo(f"{table}: {', '.join(sorted(names)) or '(rows only)'}")
        return
    if output is None:
        raise click.UsageError("Name the file to write with -o.")
    result = compute_indicators(
        job.indicators, job.sources, job.hierarchy, parameters=job.parameters, memory_limit=memory_limit
    )
    for finding in result.findings:
        click.echo(f"Warning: {finding}", err=True)
    if period or level:
        ids = list(dict.fromkeys(indicator.id for indicator in job.indicators))  # versions share an id
        wide = result.table(ids, period, level)
        write_table(output, wide.header, wide.rows)
        click.echo(f"{output}: {len(wide)} areas, {len(job.indicators)} indicators in {period}.")
        return
    titles = {indicator.id: indicator.title[language] for indicator in job.indicators}
    write_table(
        output,
        HEADER,
        (
            (
                *(c.indicator, titles[c.indicator], c.area, c.level, c.period, c.reference),
                *(c.numerator, c.denominator, c.value, c.unit, c.reason),
            )
            for c in result.cells(every_period=every_period)
        ),
    )
    click.echo(f"{output}: {len(job.indicators)} indicators, {len(result.index.ids) - 1} areas and the total.")

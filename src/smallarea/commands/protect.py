"""``smallarea protect``: hide what must be hidden so that nobody can compute it back."""

from __future__ import annotations

from pathlib import Path

import click

EPILOG = """\b
Example:
  smallarea protect county.toml -o county.csv --report county.json

\b
The spec:
  data = "persons.parquet"         # CSV or Parquet, one row per person or per inner cell
  count = "n"                      # column to sum; absent = one per row
  threshold = 3                    # 1 and 2 are protected
  zeros_public = true
  [[tables]]                       # everything over the same persons belongs into one spec
  id = "towns"
  dimensions = [["town", "space"], ["age_group", "age"], ["nationality"]]
  [[tables]]
  id = "catchments"
  dimensions = [["catchment", "space"], ["age_group", "age"]]

\b
OUT.csv: table, one column per dimension (named by its finest column; labels joined by "/",
"*" = total), value (empty if suppressed), status (published or suppressed).

\b
Exit codes: 0 done, 1 the release is refused (nothing is written but the report), 2 bad input.
The file docs/smallarea/disclosure.md explains further keys: units, links, amount_rules,
group_rules, previous, seconds, cellkey, round, register.
"""


@click.command("protect", epilog=EPILOG)
@click.argument("spec", type=click.Path(path_type=Path))
@click.option("-o", "--output", required=True, type=click.Path(path_type=Path), help="CSV file to write.")
@click.option("--report", type=click.Path(path_type=Path), help="JSON file with counts and audit.")
@click.option(
    "--method",
    type=click.Choice(["default", "exact", "cellkey", "round"]),
    default="default",
    show_default=True,
    help="exact: proven optimum of a small release. cellkey, round: noise instead of suppression.",
)
def command(spec: Path, output: Path, report: Path | None, method: str) -> None:
    """Protect all tables that SPEC (TOML) names together; a release that fails the audit is not written."""
    from smallarea.commands.release_jobs import run_protect

    outcome = run_protect(spec, output, report, method)
    click.echo(outcome.message, err=not outcome.passed)
    if not outcome.passed:
        raise SystemExit(1)

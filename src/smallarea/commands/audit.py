"""``smallarea audit``: attack a published table, made by anyone."""

from __future__ import annotations

from pathlib import Path

import click

EPILOG = """\b
Example:
  smallarea audit county.toml county.csv --report county_audit.json

\b
OUT.csv has the columns that "smallarea protect" writes: table, one per dimension, value
(empty if suppressed), status (published or suppressed). Every cell must be listed.

\b
Exit codes: 0 nothing can be derived, 1 something can, 2 bad input.
"""


@click.command("audit", epilog=EPILOG)
@click.argument("spec", type=click.Path(path_type=Path))
@click.argument("out", type=click.Path(path_type=Path))
@click.option("--report", type=click.Path(path_type=Path), help="JSON file with counts, audit and the cells found.")
def command(spec: Path, out: Path, report: Path | None) -> None:
    """Attack the suppression pattern in OUT (CSV) of the release that SPEC (TOML) describes."""
    from smallarea.commands.release_jobs import run_audit

    outcome = run_audit(spec, out, report)
    click.echo(outcome.message, err=not outcome.passed)
    if not outcome.passed:
        raise SystemExit(1)

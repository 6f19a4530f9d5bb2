"""`chancennetz takeup ...`"""

from __future__ import annotations

from pathlib import Path

import click
from django.utils import translation

from chancennetz.access.context import working_as
from chancennetz.core.actor import system_actor
from chancennetz.takeup import actions
from chancennetz.ui.import_output import print_defects, print_report


@click.group()
def group() -> None:
    """Take-up of offers: numbers of children, reachability.

    Example: chancennetz takeup reach
    """


@group.command("reach")
def reach() -> None:
    """Compute anew which offers one gets to from each area without a car (also runs every night).

    Example: chancennetz takeup reach
    """
    with working_as(system_actor()) as by:
        number = actions.compute_reach(by=by)
    click.echo(f"{number} journeys are known.")


@group.command("children")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Check and tell what would happen; write nothing.")
@click.option("--format", "output", type=click.Choice(["text", "json"]), default="text", help="How to print it.")
def children(file: Path, dry_run: bool, output: str) -> None:
    """Import how many children live where from FILE (CSV: area_key;age_band;day;number;source).

    Exit code 1 on defects; all or nothing.

    Example: chancennetz takeup children children.csv --dry-run
    """
    with translation.override("en"), print_defects(output), working_as(system_actor()) as by:
        report = actions.import_children(by=by, data=file.read_bytes(), dry_run=dry_run)
    print_report(report, output)

"""`chancennetz monitoring ...` and `chancennetz programme ...`"""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import click
from django.utils import translation

from chancennetz.access.context import working_as
from chancennetz.core.actor import system_actor
from chancennetz.monitoring import queries
from chancennetz.monitoring.actions_programme import import_programme
from chancennetz.ui.import_output import print_defects, print_report


@click.group()
def group() -> None:
    """Counts without persons: target and actual.

    Example: chancennetz monitoring report --format json
    """


@group.command()
@click.option("--programme", "name", default="", help="Name of the programme (default: the one that runs).")
@click.option("--as-of", "as_of", type=click.DateTime(["%Y-%m-%d"]), help="Day of the report (default: today).")
@click.option("--format", "output", type=click.Choice(["text", "json"]), default="text", help="How to print it.")
def report(name: str, as_of: dt.datetime | None, output: str) -> None:
    """Print participants and hours against target, in all and by partner.

    Example: chancennetz monitoring report --as-of 2026-06-30 --format json
    """
    with working_as(system_actor()):
        programme = queries.find_programme(name)
        found = queries.report(programme, as_of.date() if as_of else None) if programme else None
    if found is None:
        raise click.ClickException("There is no programme with targets yet. Import one: chancennetz programme import")
    content = found.as_dict()
    if output == "json":
        click.echo(json.dumps(content, ensure_ascii=False, indent=2))
        return
    click.echo(f"{content['programme']}, {content['as_of']}")
    for label, part in (("Target", content["target"]), ("Actual", content["actual"])):
        hours = ", ".join(f"{key} {value:,.2f} h" for key, value in part["hours"].items())
        click.echo(f"{label}: {part['participants']:,} participants; {hours}")
    for partner in content["partners"]:
        hours = ", ".join(f"{key} {value:,.2f} h" for key, value in partner["hours"].items())
        goal = partner["target"]["participants"]
        click.echo(f"  {partner['organisation']}: {partner['participants']:,} of {goal:,} participants; {hours}")


@click.group()
def programme() -> None:
    """The frame in which people are counted: partners, roles, posts, targets.

    Example: chancennetz programme import FILE.json --dry-run
    """


@programme.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Check and tell what would happen; write nothing.")
@click.option("--format", "output", type=click.Choice(["text", "json"]), default="text", help="How to print it.")
def import_file(file: Path, dry_run: bool, output: str) -> None:
    """Import a programme from FILE (JSON): all or nothing, every defect with its place. Exit code 1 on defects.

    Example: chancennetz programme import programme.json --dry-run
    """
    with translation.override("en"), print_defects(output), working_as(system_actor()):
        result = import_programme(by=system_actor(), data=file.read_bytes(), dry_run=dry_run)
    print_report(result, output)

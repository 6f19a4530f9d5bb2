"""Commands that join `chancennetz supportmap` (see `JOINED` in `config.cli`): tables in, links, reminders."""

from __future__ import annotations

from pathlib import Path

import click

from chancennetz.access.context import working_as
from chancennetz.core import time
from chancennetz.core.actor import system_actor
from chancennetz.core.errors import ImportDefects
from chancennetz.supportmap.terminal import PATH, dry_run_option, failure, json_option, print_report
from chancennetz.upkeep import actions, linkcheck
from chancennetz.upkeep import mapping as mappings
from chancennetz.upkeep.actions.imports import import_table
from chancennetz.upkeep.queries import current_links


@click.group("supportmap")
def group() -> None:
    """Tables of offers, links, reminders."""


@group.command("import")
@click.argument("file", type=PATH)
@click.option(
    "--mapping", required=True, help="A mapping file (.toml), or the name of one that ships (nrw-schulen, offers)."
)
@dry_run_option
@json_option
def import_command(file: Path, mapping: str, *, dry_run: bool, as_json: bool) -> None:
    """Import offers from a table (CSV, XLSX) with a mapping: all or nothing."""
    path = mappings.shipped().get(mapping, Path(mapping))
    if not path.is_file():
        raise click.BadParameter(f"{mapping} is no file and no mapping that ships ({', '.join(mappings.shipped())}).")
    try:
        with working_as(system_actor()) as by:
            report = import_table(
                by=by, data=file.read_bytes(), mapping=mappings.load(path.read_bytes()), dry_run=dry_run
            )
    except ImportDefects as error:
        raise failure(error) from error
    print_report(report, as_json=as_json)


@group.command("check-links")
def check_links_command() -> None:
    """Try the links of all offers that are shown now (needs the network)."""
    results = list(linkcheck.check(url for url, _service in current_links()))
    with working_as(system_actor()) as by:
        failing = actions.keep_link_checks(by=by, results=results)
    click.echo(f"{len(results)} links tried, {failing} do not work.")


@group.command("remind")
def remind_command() -> None:
    """Give those who keep an offer a task when it has to be checked (the weekly job does the same)."""
    with working_as(system_actor()) as by:
        click.echo(f"{actions.remind_stale(by=by, day=time.today())} tasks given.")

"""`chancennetz organisations ...`"""

from __future__ import annotations

from pathlib import Path

import click
from django.utils import translation

from chancennetz.core.actor import acting, system_actor
from chancennetz.organisations.actions_import import import_organisations
from chancennetz.ui.import_output import print_defects, print_report


@click.group()
def group() -> None:
    """Welfare organisations, authorities, schools, practices.

    Example: chancennetz organisations import organisations.csv --dry-run
    """


@group.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Check and tell what would happen; write nothing.")
@click.option("--format", "output", type=click.Choice(["text", "json"]), default="text", help="How to print it.")
def import_file(file: Path, dry_run: bool, output: str) -> None:
    """Import organisations from FILE (CSV, UTF-8): all or nothing, every defect with row and column.

    Columns: name, kind; also short_name, municipality_key, website, phone, email, note, valid_from. Exit code 1 on
    defects.

    Example: chancennetz organisations import organisations.csv --dry-run
    """
    by = system_actor()
    with translation.override("en"), print_defects(output), acting(by):
        report = import_organisations(by=by, data=file.read_bytes(), dry_run=dry_run)
    print_report(report, output)

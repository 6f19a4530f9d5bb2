"""Commands that join `chancennetz supportmap` (see `JOINED` in `config.cli`): HSDS in, out, checked."""

from __future__ import annotations

import json
from pathlib import Path

import click

from chancennetz.access.context import working_as
from chancennetz.audit.actions import record
from chancennetz.audit.constants import EntryKind
from chancennetz.core.actor import system_actor
from chancennetz.core.errors import ImportDefects
from chancennetz.hsds import outgoing, packages
from chancennetz.hsds.actions import import_hsds
from chancennetz.hsds.validation import validate
from chancennetz.supportmap.terminal import PATH, dry_run_option, failure, json_option, print_report


@click.group("supportmap")
def group() -> None:
    """HSDS 3.0 in and out."""


@group.command("import-hsds")
@click.argument("path", type=PATH)
@click.option("--source", default="", help="Where the records come from, kept with each new service.")
@dry_run_option
@json_option
def import_hsds_command(path: Path, source: str, *, dry_run: bool, as_json: bool) -> None:
    """Import HSDS 3.0: a JSON file, a folder of CSV files, or a ZIP of one."""
    try:
        tables = packages.read(path)
        with working_as(system_actor()) as by:
            tabular = path.is_dir() or path.suffix == ".zip"
            report = import_hsds(by=by, tables=tables, tabular=tabular, source=source, dry_run=dry_run)
    except ImportDefects as error:
        raise failure(error) from error
    print_report(report, as_json=as_json)


@group.command("export-hsds")
@click.argument("target", type=click.Path(path_type=Path))
def export_hsds(target: Path) -> None:
    """Export the public map in HSDS 3.0: into FILE.json, or as CSV files into a folder."""
    with working_as(system_actor()) as by:
        tables = outgoing.everything()
        record(kind=EntryKind.EXPORT, by=by, action="supportmap.hsds.export", object_type="service")
    if target.suffix == ".json":
        target.write_bytes(packages.write_json(tables))
    else:
        packages.write_folder(tables, target)
    click.echo(
        f"{len(tables.get('service', {}))} services of {len(tables.get('organization', {}))} organizations: {target}"
    )


@group.command("validate")
@click.argument("path", type=PATH)
@json_option
def validate_command(path: Path, *, as_json: bool) -> None:
    """Check HSDS 3.0 files against the standard and the county profile. Ends with 1 when there are errors."""
    try:
        tables = packages.read(path)
    except ImportDefects as error:
        raise failure(error) from error
    report = validate(tables, tabular=path.is_dir() or path.suffix == ".zip")
    if as_json:
        click.echo(json.dumps(report.as_dict(), ensure_ascii=False))
    else:
        for finding in report.findings:
            click.echo(str(finding))
        counts = ", ".join(f"{number} {table}" for table, number in report.counts.items())
        click.echo(f"{len(report.errors)} errors, {len(report.warnings)} warnings in {counts}.")
    if report.errors:
        raise SystemExit(1)

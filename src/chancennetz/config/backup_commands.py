"""`chancennetz backup`, `restore-drill` and `restore`."""

from __future__ import annotations

import json
from pathlib import Path

import click
from django.conf import settings
from rich.console import Console
from rich.progress import DownloadColumn, Progress, SpinnerColumn, TextColumn

from chancennetz.config import backup as writing
from chancennetz.config import installation
from chancennetz.config import restore as reading
from chancennetz.config.runtime import Problem
from chancennetz.core import secrets
from chancennetz.core.sealed_stream import SealBroken

FORMAT = click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
KEY = click.option(
    "--key",
    type=click.Path(path_type=Path, dir_okay=False),
    help="The private backup key, when it is no longer in the secrets folder.",
)


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@FORMAT
def backup(file: Path, form: str) -> None:
    """Write an encrypted backup of database and uploads to FILE, while the platform runs.

    Only the private backup key opens it. Keys and passwords are not in it: keep a copy of the secrets folder apart.

    Example: chancennetz backup /backups/chancennetz-2026-11-23.sealed
    """
    place = installation.current()
    columns = (SpinnerColumn(), TextColumn("Writing the backup"), DownloadColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=None)
        try:
            written = writing.write(
                place,
                file.absolute(),
                version=settings.VERSION,
                head_file=Path(settings.AUDIT_HEAD_FILE),
                progress=lambda size: bar.update(task, completed=size),
            )
        except SealBroken as error:
            raise Problem(f"{place.secrets / secrets.BACKUP_PUBLIC}: {error}") from error
    if form == "json":
        click.echo(json.dumps(written.as_dict()))
        return
    click.echo(
        f"{written.path}: {written.bytes:,} bytes, {written.rows:,} rows, {written.uploads:,} uploads, "
        f"log up to row {written.audit_seq:,}. Sealed for the key {written.recipient}."
    )
    if (place.secrets / secrets.BACKUP_PRIVATE).exists():
        click.echo(f"Move {place.secrets / secrets.BACKUP_PRIVATE} off this server (docs/operations.md).", err=True)


@click.command(name="restore-drill")
@click.argument("file", type=click.Path(path_type=Path))
@KEY
@click.option("--allow-stale", is_flag=True, help="Accept a backup older than 35 days.")
@FORMAT
def restore_drill(file: Path, key: Path | None, allow_stale: bool, form: str) -> None:
    """Restore FILE into a scratch database, compare it with the original's manifest, drop the scratch.

    Exit code 1 when anything differs. The installation itself is not touched.

    Example: chancennetz restore-drill /backups/chancennetz-2026-11-23.sealed
    """
    place = installation.current()
    private = reading.read_key(key or place.secrets / secrets.BACKUP_PRIVATE)
    findings = reading.drill(place, file, private, allow_stale=allow_stale, say=_say)
    _report(findings, form, "The backup is good")


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@KEY
@FORMAT
def restore(file: Path, key: Path | None, form: str) -> None:
    """Restore FILE into this installation, whose database must still be empty.

    Example: CHANCENNETZ_VAR=/srv/new chancennetz restore /backups/chancennetz-2026-11-23.sealed
    """
    place = installation.current()
    private = reading.read_key(key or place.secrets / secrets.BACKUP_PRIVATE)
    findings = reading.restore(place, file, private, say=_say)
    _report(findings, form, "Restored")


def _say(text: str) -> None:
    click.echo(text, err=True)


def _report(findings: reading.Findings, form: str, success: str) -> None:
    if form == "json":
        click.echo(json.dumps(findings.as_dict()))
    elif not findings.differences:
        click.echo(
            f"{success}: {findings.rows:,} rows, {findings.uploads:,} uploads, log intact up to row "
            f"{findings.audit_seq:,}; owners, grants, policies and triggers are equal."
        )
    for difference in findings.differences if form == "text" else ():
        click.echo(difference)
    if findings.differences:
        raise Problem(f"{len(findings.differences)} differences: the copy does not equal the original.")

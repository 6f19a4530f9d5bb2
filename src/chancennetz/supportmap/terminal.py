"""What the commands about offers share, in this room and above: options, the words of an import."""

from __future__ import annotations

import json
from pathlib import Path

import click

from chancennetz.core.errors import ImportDefects
from chancennetz.core.imports import ImportReport


def print_report(report: ImportReport, *, as_json: bool) -> None:
    """Say what an import did or would do."""
    if as_json:
        click.echo(json.dumps(report.as_dict(), ensure_ascii=False))
        return
    head = "would be" if report.dry_run else "were"
    click.echo(
        f"{len(report.created)} {head} created, {len(report.changed)} changed, {report.unchanged} stay as they are."
    )
    for note in report.notes:
        click.echo(f"note: {note}")


def failure(error: ImportDefects) -> click.ClickException:
    """Return all defects of an import as the message of a command that fails."""
    return click.ClickException("\n".join(str(defect) for defect in error.defects))


PATH = click.Path(exists=True, path_type=Path)
dry_run_option = click.option("--dry-run", is_flag=True, help="Try everything and undo it.")
json_option = click.option("--json", "as_json", is_flag=True, help="Answer as JSON.")

"""How commands print the outcome of an import: every defect with its place, or what was (or would be) done."""

from __future__ import annotations

import contextlib
import json
import sys
from collections.abc import Iterator

import click

from chancennetz.core.errors import ImportDefects
from chancennetz.core.imports import ImportReport

_SHOWN = 20


@contextlib.contextmanager
def print_defects(output: str) -> Iterator[None]:
    """Print the defects of an import that fails inside the block, and leave with exit code 1."""
    try:
        yield
    except ImportDefects as error:
        if output == "json":
            click.echo(json.dumps({"defects": [defect.as_dict() for defect in error.defects]}, ensure_ascii=False))
        else:
            for defect in error.defects:
                click.echo(str(defect), err=True)
            click.echo(f"{len(error.defects)} defects. Nothing was written.", err=True)
        sys.exit(1)


def print_report(report: ImportReport, output: str) -> None:
    """Print what an import did."""
    if output == "json":
        click.echo(json.dumps(report.as_dict(), ensure_ascii=False))
        return
    for title, names in (("New", report.created), ("Changed", report.changed), ("Ended", report.ended)):
        for name in names[:_SHOWN]:
            click.echo(f"{title}: {name}")
        if len(names) > _SHOWN:
            click.echo(f"{title}: ... and {len(names) - _SHOWN} more")
    for note in report.notes:
        click.echo(f"Look at: {note}")
    done = "would be" if report.dry_run else "were"
    click.echo(f"{report.changes} records {done} written, {report.unchanged} stay as they are.")

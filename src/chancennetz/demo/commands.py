"""`chancennetz demo`"""

from __future__ import annotations

import sys
import time

import click
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

from chancennetz.demo import load, logins

LABELS = {"county": "Kreis und Partner", "families": "Familien", "weeks": "Termine und Aufgaben"}


@click.command()
@click.option("--force", is_flag=True, help="Load although there are already families (they stay).")
def group(force: bool) -> None:
    """Load the demo county: published facts of Kreis Unna, invented families.

    Example: chancennetz demo
    """
    if not force and not load.is_empty():
        click.echo("There are families already. The demo county is only loaded into an empty database.", err=True)
        sys.exit(2)
    started = time.monotonic()
    columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.completed}/{task.total}"))
    with Progress(*columns, TimeElapsedColumn()) as bar:
        rows: dict[str, TaskID] = {}

        def show(done: int, total: int, what: str) -> None:
            if what not in rows:
                rows[what] = bar.add_task(LABELS[what], total=total)
            bar.update(rows[what], completed=done, total=total)

        load.load_demo(show)
    click.echo(f"The demo county is there ({time.monotonic() - started:.0f} s).")
    for line in logins.lines():
        click.echo(line)

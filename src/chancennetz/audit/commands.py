"""`chancennetz audit ...`"""

from __future__ import annotations

import json
import sys

import click

from chancennetz.audit import actions, queries
from chancennetz.core.actor import system_actor


@click.group()
def group() -> None:
    """Check and seal the log of readings and changes."""


@group.command()
@click.option(
    "--format", "output", type=click.Choice(["text", "json"]), default="text", help="How to print the result."
)
def verify(output: str) -> None:
    """Check the whole chain. Exit code 1 and the first broken row when it is broken.

    Example: chancennetz audit verify --format json
    """
    result = queries.verify_chain(lambda rows: click.echo(f"\r{rows:,} rows", nl=False, err=True))
    if result.ok and result.rows:
        actions.sign_head()
    if output == "json":
        click.echo(json.dumps(result.as_dict()))
    elif result.ok:
        click.echo(f"\rThe log is intact: {result.rows:,} rows, head {result.head[:16]}.")
    else:
        click.echo(f"\rThe log is broken at row {result.broken_at}: {result.reason}.")
    sys.exit(0 if result.ok else 1)


@group.command()
def sign() -> None:
    """Sign the present end of the chain and append it to the head file outside the database.

    Example: chancennetz audit sign
    """
    head = actions.sign_head()
    click.echo("The log is empty." if head is None else f"Signed row {head['seq']}.")


@group.command()
@click.option("--dry-run", is_flag=True, help="Only say which months would go.")
@click.option(
    "--format", "output", type=click.Choice(["text", "json"]), default="text", help="How to print the result."
)
def prune(dry_run: bool, output: str) -> None:
    """Delete the months of the log whose period (12 months) is over, each closed with a signed root.

    The job worker does this every month by itself. Exit code 1 when the log does not verify: then nothing is deleted.

    Example: chancennetz audit prune --dry-run
    """
    try:
        segments = actions.prune(by=system_actor(), dry_run=dry_run)
    except actions.LogBroken as error:
        click.echo(f"The log is broken at {error}. Nothing was deleted.", err=True)
        sys.exit(1)
    if output == "json":
        click.echo(json.dumps({"dry_run": dry_run, "months": [segment.as_dict() for segment in segments]}))
        return
    for segment in segments:
        click.echo(f"{segment.month}: rows {segment.first_seq:,} to {segment.last_seq:,} ({segment.rows:,})")
    done = "would be deleted" if dry_run else "deleted; signed roots are in the head file"
    click.echo(f"{len(segments)} months {done}." if segments else "No month of the log is old enough.")

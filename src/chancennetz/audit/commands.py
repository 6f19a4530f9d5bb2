"""`chancennetz audit ...`"""

from __future__ import annotations

import json
import sys

import click

from chancennetz.audit import actions, queries


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

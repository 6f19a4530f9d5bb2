"""``chancennetz messages``: translations of the rooms."""

from __future__ import annotations

import json
import sys

import click

from chancennetz.messages import catalogues


@click.group(name="messages")
def group() -> None:
    """Extract, check and compile the texts that people read.

    Example: chancennetz messages update casework
    """


def _print(report: catalogues.Report) -> None:
    for kind in ("missing", "fuzzy", "unused", "broken"):
        for line in getattr(report, kind):
            click.echo(f"{report.room}/{report.language}: {kind}: {line}")


@group.command()
@click.argument("rooms", nargs=-1, required=True)
def update(rooms: tuple[str, ...]) -> None:
    """Bring the German catalogue of ROOMS up to date and list what is left to translate.

    Example: chancennetz messages update casework portal
    """
    for room in rooms:
        try:
            report = catalogues.update(room)
        except catalogues.UnknownRoom as error:
            raise click.ClickException(str(error)) from error
        _print(report)
        click.echo(f"{room}: {len(report.missing)} to translate")


@group.command()
@click.argument("rooms", nargs=-1)
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
def check(rooms: tuple[str, ...], form: str) -> None:
    """Fail (exit 1) when a German text is missing, fuzzy, unused or has other placeholders. No ROOMS: all.

    Example: chancennetz messages check
    """
    try:
        reports = [catalogues.check(room) for room in rooms or catalogues.rooms()]
    except catalogues.UnknownRoom as error:
        raise click.ClickException(str(error)) from error
    if form == "json":
        found = [
            {
                "room": r.room,
                "language": r.language,
                "missing": r.missing,
                "fuzzy": r.fuzzy,
                "unused": r.unused,
                "broken": r.broken,
            }
            for r in reports
        ]
        click.echo(json.dumps(found, ensure_ascii=False, indent=2))
    else:
        for report in reports:
            _print(report)
    clashes = [] if rooms else catalogues.conflicts()
    for line in clashes:
        click.echo(f"two texts for one id: {line}", err=True)
    if clashes or not all(report.ok for report in reports):
        sys.exit(1)
    if form == "text":
        click.echo(f"Translations complete in {len(reports)} rooms.")


@group.command(name="compile")
def compile_() -> None:
    """Write the .mo files that Django reads. Run at set-up and after each change of a .po file.

    Example: chancennetz messages compile
    """
    click.echo(f"Compiled {len(catalogues.compile_catalogues())} catalogues.")

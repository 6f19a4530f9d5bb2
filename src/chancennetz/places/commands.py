"""`chancennetz places ...`"""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import click
from django.utils import translation

from chancennetz.core.actor import acting, system_actor
from chancennetz.places.actions import import_areas
from chancennetz.places.actions_transit import import_transit
from chancennetz.ui.import_output import print_defects, print_report


@click.group()
def group() -> None:
    """Areas of the county with their outlines and history.

    Example: chancennetz places import municipalities.geojson --dry-run
    """


@group.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Check and tell what would happen; write nothing.")
@click.option("--source", default="", help="Who made the outlines; stands on every map (known for files of the BKG).")
@click.option("--valid-from", type=click.DateTime(["%Y-%m-%d"]), help="First day of new rows (default: the file's).")
@click.option("--format", "output", type=click.Choice(["text", "json"]), default="text", help="How to print it.")
def import_file(file: Path, dry_run: bool, source: str, valid_from: dt.datetime | None, output: str) -> None:
    """Import areas from FILE (GeoJSON, WGS84): all or nothing, every defect with feature and column.

    Exit code 1 on defects. The same file again changes nothing; a changed outline begins a new period.

    Example: chancennetz places import municipalities.geojson --dry-run
    """
    by = system_actor()
    with translation.override("en"), print_defects(output), acting(by):
        day = valid_from.date() if valid_from else None
        report = import_areas(by=by, data=file.read_bytes(), source=source, valid_from=day, dry_run=dry_run)
    print_report(report, output)


@group.command("transit")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Check and tell what would happen; write nothing.")
@click.option("--format", "output", type=click.Choice(["text", "json"]), default="text", help="How to print it.")
def transit(file: Path, dry_run: bool, output: str) -> None:
    """Import a timetable from FILE (zipped GTFS, also with buses on call), cut to the county.

    Exit code 1 on defects. A newer feed of the same publisher replaces the older one.

    Example: chancennetz places transit timetable.zip --dry-run
    """
    by = system_actor()
    with translation.override("en"), print_defects(output), acting(by):
        report = import_transit(by=by, data=file.read_bytes(), dry_run=dry_run)
    print_report(report, output)

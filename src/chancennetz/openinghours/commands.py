"""Commands: chancennetz openinghours …"""

from __future__ import annotations

import json
from pathlib import Path

import click
from django.conf import settings

from chancennetz.core import time
from chancennetz.core.errors import ImportDefects
from chancennetz.openinghours.calendar import calendar_of
from chancennetz.openinghours.school import keep, read
from chancennetz.openinghours.states import STATES


@click.group("openinghours")
def group() -> None:
    """Holidays that opening hours speak of.

    Example: chancennetz openinghours school-holidays --state BY
    """


@group.command("school-holidays")
@click.option("--state", type=click.Choice(STATES), help="Only this state (default: all).")
@click.option("--json", "as_json", is_flag=True, help="Answer as JSON.")
def school_holidays(state: str | None, *, as_json: bool) -> None:
    """Say of which states school holidays are known, and from when to when."""
    today = time.today()
    rows = []
    for name in [state] if state else STATES:
        calendar = calendar_of(name, settings.SCHOOL_HOLIDAYS_DIR)
        known_to = calendar.school_known_to(today)
        rows.append(
            {
                "state": name,
                "years": [
                    {
                        "from": str(year.known_from),
                        "to": str(year.known_to),
                        "holidays": len(year.holidays),
                    }
                    for year in calendar.years
                ],
                "known_from_today_to": known_to.isoformat() if known_to else None,
            }
        )
    if as_json:
        click.echo(json.dumps(rows))
        return
    for row in rows:
        known = f"known until {row['known_from_today_to']}" if row["known_from_today_to"] else "not known today"
        click.echo(f"{row['state']}: {known}")


@group.command("add-school-holidays")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Check the file only.")
def add_school_holidays(file: Path, *, dry_run: bool) -> None:
    """Add the school holidays of a state for one school year (TOML; docs/operations.md shows the format).

    The file is kept below var; one of the same state and year is replaced. Restart the platform afterwards.
    """
    data = file.read_bytes()
    try:
        year = read(data)
    except ImportDefects as error:
        raise click.ClickException("\n".join(str(defect) for defect in error.defects)) from error
    said = f"{len(year.holidays)} school holidays of {year.state} from {year.known_from} to {year.known_to}"
    if dry_run:
        click.echo(f"{said}: nothing is wrong, nothing was written.")
        return
    target = keep(year, data, settings.SCHOOL_HOLIDAYS_DIR)
    calendar_of.cache_clear()
    click.echo(f"{said}: kept as {target.name}. Restart the platform, so that every process reads them.")

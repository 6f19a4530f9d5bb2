"""Commands: chancennetz supportmap …"""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import click
from django.conf import settings

from chancennetz import openinghours as pure
from chancennetz.access.context import working_as
from chancennetz.core import time
from chancennetz.core.actor import system_actor
from chancennetz.core.errors import ImportDefects
from chancennetz.openinghours.states import STATES
from chancennetz.openinghours.writer import write
from chancennetz.supportmap.actions import import_taxonomies
from chancennetz.supportmap.terminal import PATH, failure


@click.group("supportmap")
def group() -> None:
    """Offers: opening hours, HSDS in and out, imports, checks."""


def _moment(text: str | None) -> dt.datetime:
    if text is None:
        return time.now().astimezone(time.BERLIN).replace(tzinfo=None)
    try:
        return dt.datetime.fromisoformat(text)
    except ValueError as error:
        raise click.BadParameter(f"{text!r} is no moment. Write it like 2026-12-25T10:00.") from error


def _school_note(hours: pure.OpeningHours, state: str, calendar: pure.Calendar, day: dt.date) -> str:
    """Say that hours speak of school holidays which nobody knows on a day."""
    if not hours.knows_school_holidays or calendar.knows_school(day):
        return ""
    return (
        f"The school holidays of {state} are not known on {day.isoformat()}, so nobody can say. Add the file of that "
        "school year: chancennetz openinghours add-school-holidays FILE"
    )


@group.command("check-hours")
@click.argument("text")
@click.option("--at", "moment", metavar="MOMENT", help="Moment to look at, such as 2026-12-25T10:00 (default: now).")
@click.option("--state", type=click.Choice(STATES), default="NW", show_default=True, help="State whose holidays count.")
@click.option("--language", type=click.Choice(["de", "en"]), default="de", show_default=True)
@click.option("--json", "as_json", is_flag=True, help="Answer as JSON.")
def check_hours(text: str, moment: str | None, state: str, language: str, *, as_json: bool) -> None:
    """Read opening hours, say them in words, tell whether it is open at a moment."""
    at, calendar = _moment(moment), pure.calendar_of(state, settings.SCHOOL_HOLIDAYS_DIR)
    try:
        hours = pure.parse(text)
    except pure.HoursError as error:
        raise click.ClickException(f"{error.message(language)} (Zeichen {error.position + 1})") from error
    found = pure.state_at(hours, at, calendar)
    change = pure.next_change(hours, at, calendar)
    answer = {
        "hours": write(hours),
        "words": pure.describe(hours, language),
        "at": at.isoformat(timespec="minutes"),
        "state": found.state.value,
        "comment": found.comment,
        "next_change": change.isoformat(timespec="minutes") if change else None,
        "public_holiday": calendar.public_holiday(at.date()),
        "school_holiday": calendar.school_holiday(at.date()),
        "note": _school_note(hours, state, calendar, at.date()),
    }
    if as_json:
        click.echo(json.dumps(answer, ensure_ascii=False))
        return
    for name, value in answer.items():
        if value:
            click.echo(f"{name.replace('_', ' ')}: {value}")


@group.command("import-taxonomies")
@click.argument("file", type=PATH)
def import_taxonomies_command(file: Path) -> None:
    """Load taxonomies of a county from a TOML file (see supportmap/taxonomies/county_de.toml)."""
    try:
        with working_as(system_actor()) as by:
            changes = import_taxonomies(by=by, data=file.read_bytes())
    except ImportDefects as error:
        raise failure(error) from error
    click.echo(f"{changes} terms are new or changed.")

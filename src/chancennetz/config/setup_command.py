"""`chancennetz setup`: the one command that runs before there are settings to read."""

from __future__ import annotations

import importlib
import json

import click
from django.contrib.auth import get_user_model

from chancennetz.config import installation, runtime, setup


def _say(text: str) -> None:
    click.echo(text, err=True)


@click.command(name="setup")
@click.option("--demo", is_flag=True, help="Load the demo county when there are no families yet.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
@click.pass_context
def command(ctx: click.Context, demo: bool, form: str) -> None:
    """Make keys, database, roles and tables, or bring them up to date.

    For an external server set DATABASE_URL, and DATABASE_ADMIN_URL for this one command.

    Example: chancennetz setup
    """
    place = installation.current()
    for name in setup.make_secrets(place):
        _say(f"Made {place.secrets / name}")
    setup.compile_messages()
    _say(f"Database: {place.description()}")
    runtime.attach(ctx)
    if setup.may_make_database(place):
        setup.make_database(place)
    runtime.start_django()
    setup.migrate(verbosity=0)
    setup.collect_static(_say)
    if demo:
        _load_demo()
    users = int(get_user_model()._default_manager.count())
    if form == "json":
        click.echo(json.dumps({"database": place.description(), "folder": str(place.var), "users": users}))
    else:
        _say("Set up.")


def _load_demo() -> None:
    """Call `chancennetz demo` when there are no families yet. The room needs Django, hence the late import."""
    if importlib.import_module("chancennetz.demo.load").is_empty():
        importlib.import_module("chancennetz.demo.commands").group.main(args=[], standalone_mode=False)

"""Commands of the installation itself: set up, migrate, serve, work, keys, Django's own."""

from __future__ import annotations

import importlib
import json

import click
from django.core.management import call_command, execute_from_command_line

from chancennetz.config import installation, runtime
from chancennetz.config.installation import PACKAGE
from chancennetz.core import environment

FORMAT = click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)


def _say(text: str) -> None:
    click.echo(text, err=True)


@click.command()
@click.option("--demo", is_flag=True, help="Load the demo county when there are no users yet.")
@FORMAT
@click.pass_context
def setup(ctx: click.Context, demo: bool, form: str) -> None:
    """Make keys, database, roles and tables, or bring them up to date.

    For an external server set DATABASE_URL, and DATABASE_ADMIN_URL for this one command.

    Example: chancennetz setup
    """
    from chancennetz.config import setup as steps

    place = installation.current()
    if place.is_embedded or steps.may_make_database(place):
        for name in steps.make_secrets(place):
            _say(f"Made {place.secrets / name}")
    steps.compile_messages()
    _say(f"Database: {place.description()}")
    runtime.attach(ctx)
    if steps.may_make_database(place):
        steps.make_database(place)
    runtime.start_django()
    steps.migrate(verbosity=0)
    steps.collect_static(_say)
    users = _count_users()
    if demo and not users:
        _load_demo()
        users = _count_users()
    if form == "json":
        click.echo(json.dumps({"database": place.description(), "folder": str(place.var), "users": users}))
    else:
        _say("Set up.")


def _count_users() -> int:
    from django.contrib.auth import get_user_model

    return int(get_user_model()._default_manager.count())


def _load_demo() -> None:
    if not (PACKAGE / "demo" / "commands.py").exists():
        return
    group = importlib.import_module("chancennetz.demo.commands").group
    group.main(args=[], standalone_mode=False)


@click.command()
@click.argument("arguments", nargs=-1)
@click.pass_context
def migrate(ctx: click.Context, arguments: tuple[str, ...]) -> None:
    """Bring the tables up to date, as the role that owns them. ARGUMENTS: a room, a migration.

    Example: chancennetz migrate
    """
    from chancennetz.config import setup as steps

    runtime.ready(ctx)
    if arguments:
        call_command("migrate", *arguments, database="migrator", interactive=False)
    else:
        steps.migrate()


@click.command()
@click.option("--port", type=click.IntRange(1, 65535), default=8000, show_default=True)
@click.option("--no-worker", is_flag=True, help="Serve pages only; run `chancennetz worker` elsewhere.")
@click.pass_context
def serve(ctx: click.Context, port: int, no_worker: bool) -> None:
    """Serve on 127.0.0.1 until Ctrl-C: web processes, job worker, embedded database.

    Example: chancennetz serve --port 8000
    """
    from django.conf import settings

    from chancennetz.config import guard, server

    server.check_port(port)
    runtime.ready(ctx)
    _check_safety(guard)

    def announce() -> None:
        click.echo(f"\nChancennetz {settings.VERSION} is ready: http://{server.HOST}:{port}/")
        if settings.DEMO:
            _print_demo_logins()
        click.echo("Stop with Ctrl-C.")

    server.Supervisor(installation.current(), port=port, say=_say, with_worker=not no_worker).run(announce)


def _check_safety(guard: object) -> None:
    from django.db import connections

    try:
        guard.check_start()  # type: ignore[attr-defined]
    finally:
        connections.close_all()


def _print_demo_logins() -> None:
    """Let the demo room tell its logins, when it has any."""
    if not (PACKAGE / "demo" / "logins.py").exists():
        return
    for line in importlib.import_module("chancennetz.demo.logins").lines():
        click.echo(line)


@click.command()
@click.pass_context
def worker(ctx: click.Context) -> None:
    """Work off the job queue until stopped. `chancennetz serve` runs one already.

    Example: chancennetz worker
    """
    from chancennetz.config import guard

    runtime.ready(ctx)
    _check_safety(guard)
    concurrency = environment.integer("CHANCENNETZ_JOBS_AT_ONCE", 1, low=1, high=32)
    call_command("procrastinate", "worker", "--concurrency", str(concurrency), "--name", "chancennetz")


@click.group()
def keys() -> None:
    """Keys under the secrets folder.

    Example: chancennetz keys rotate
    """


@keys.command()
@click.pass_context
def rotate(ctx: click.Context) -> None:
    """Make a new wrapping key and wrap every data key anew. May be interrupted and repeated.

    Example: chancennetz keys rotate
    """
    from chancennetz.core import crypto

    runtime.ready(ctx)
    count = crypto.rotate(progress=lambda done: click.echo(f"\r{done:,} keys", nl=False, err=True))
    click.echo(f"\rWrapped {count:,} data keys with the new key.")


@click.command(context_settings={"ignore_unknown_options": True, "help_option_names": []})
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
@click.pass_context
def manage(ctx: click.Context, arguments: tuple[str, ...]) -> None:
    """Run one of Django's own commands.

    Example: chancennetz manage check --deploy
    """
    runtime.ready(ctx)
    execute_from_command_line(["chancennetz manage", *arguments])


ALL: tuple[click.Command, ...] = (setup, migrate, serve, worker, keys, manage)

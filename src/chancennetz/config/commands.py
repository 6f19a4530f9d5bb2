"""Commands of the installation itself. Imported with Django and the database ready, as the rooms' commands are."""

from __future__ import annotations

import importlib

import click
from django.conf import settings
from django.core.management import call_command, execute_from_command_line
from django.db import connections
from rich.console import Console
from rich.progress import Progress

from chancennetz.config import guard, installation, server, setup
from chancennetz.core import crypto, environment, keyring


def _check_safety() -> None:
    try:
        guard.check_start()
    finally:
        connections.close_all()


@click.command()
@click.argument("arguments", nargs=-1)
def migrate(arguments: tuple[str, ...]) -> None:
    """Bring the tables up to date, as the role that owns them. ARGUMENTS: a room, a migration.

    Example: chancennetz migrate
    """
    if arguments:
        call_command("migrate", *arguments, database="migrator", interactive=False)
    else:
        setup.migrate()


@click.command()
@click.option("--port", type=click.IntRange(1, 65535), default=8000, show_default=True)
@click.option("--no-worker", is_flag=True, help="Serve pages only; run `chancennetz worker` elsewhere.")
def serve(port: int, no_worker: bool) -> None:
    """Serve on 127.0.0.1 until Ctrl-C: web processes, job worker, embedded database.

    Example: chancennetz serve --port 8000
    """
    server.check_port(port)
    _check_safety()

    def announce() -> None:
        click.echo(f"\nChancennetz {settings.VERSION} is ready: http://{server.HOST}:{port}/")
        if settings.DEMO:
            _print_demo_logins()
        click.echo("Stop with Ctrl-C.")

    def say(text: str) -> None:
        click.echo(text, err=True)

    server.Supervisor(installation.current(), port=port, say=say, with_worker=not no_worker).run(announce)


def _print_demo_logins() -> None:
    """Let the demo room tell its logins, when it has any."""
    if (installation.PACKAGE / "demo" / "logins.py").exists():
        for line in importlib.import_module("chancennetz.demo.logins").lines():
            click.echo(line)


@click.command()
def worker() -> None:
    """Work off the job queue until stopped. `chancennetz serve` runs one already.

    Example: chancennetz worker
    """
    _check_safety()
    concurrency = environment.integer("CHANCENNETZ_JOBS_AT_ONCE", 1, low=1, high=32)
    call_command("procrastinate", "worker", "--concurrency", str(concurrency), "--name", "chancennetz")


@click.group()
def keys() -> None:
    """Keys under the secrets folder.

    Example: chancennetz keys rotate
    """


@keys.command()
@click.option("--resume", is_flag=True, help="Finish an interrupted rotation; make no further key.")
def rotate(resume: bool) -> None:
    """Make a new wrapping key and wrap every data key anew with it.

    May be interrupted at any moment: the old key stays readable. Copy the secrets folder to its safe place afterwards.

    Example: chancennetz keys rotate
    """
    key_id = keyring.current().active if resume else keyring.add_wrapping_key(settings.SECRETS_DIR)
    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("Wrapping keys", total=None)
        count = crypto.rewrap_all(progress=lambda done, total: bar.update(task, completed=done, total=total))
    click.echo(f"Wrapped {count:,} data keys with {key_id}. Now copy {settings.SECRETS_DIR} to its safe place.")


@click.command(context_settings={"ignore_unknown_options": True, "help_option_names": []})
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def manage(arguments: tuple[str, ...]) -> None:
    """Run one of Django's own commands.

    Example: chancennetz manage check --deploy
    """
    execute_from_command_line(["chancennetz manage", *arguments])

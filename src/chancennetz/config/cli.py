"""The program `chancennetz`: commands of the installation itself, and each room's own commands, loaded when called.

Exit codes: 0 done, 1 the command found or met a problem (said in plain words), 2 wrong usage, 130 stopped by Ctrl-C.
"""

from __future__ import annotations

import contextlib
import importlib
import sys
from typing import Any

import click
from django.core.exceptions import ImproperlyConfigured, ValidationError
from django.db import Error as DatabaseProblem
from psycopg import Error as DriverProblem

from chancennetz.config import installation, runtime, setup_command
from chancennetz.config.installation import PACKAGE
from chancennetz.core import postgres, roles

#: Our own commands with the line that `--help` shows; their code is in `config.commands` and `backup_commands`.
OWN = {
    "migrate": "Bring the tables up to date.",
    "serve": "Serve until Ctrl-C: web processes, job worker, embedded database.",
    "worker": "Work off the job queue until stopped.",
    "backup": "Write an encrypted backup of the database.",
    "restore-drill": "Prove that a backup can be restored.",
    "restore": "Restore a backup into a new installation.",
    "keys": "Keys under the secrets folder.",
    "manage": "Run one of Django's own commands.",
}
BACKUP_COMMANDS = {"backup", "restore-drill", "restore"}
#: Command -> (room, attribute of its commands.py), where it is not simply the room's `group` under the room's name.
NAMED = {"access": ("accounts", "group"), "programme": ("monitoring", "programme")}
#: Room -> group of a lower room that its commands join: what people type stays when a room is divided.
JOINED = {"hsds": "supportmap", "upkeep": "supportmap"}
#: Commands that touch files only.
WITHOUT_DATABASE = {"messages", "openinghours"}


def _mounted() -> dict[str, tuple[str, str]]:
    """Return every command that a room brings, with where it lies."""
    rooms = {path.parent.name for path in PACKAGE.glob("*/commands.py")} - {"config", *JOINED}
    renamed = {room for room, attribute in NAMED.values() if attribute == "group"}
    groups = {room: (room, "group") for room in rooms - renamed}
    return groups | {name: place for name, place in NAMED.items() if place[0] in rooms}


def _join(name: str, group: click.Group) -> None:
    """Add to a room's group the commands of the rooms above that join it."""
    for room, joined in JOINED.items():
        if joined == name:
            for command in importlib.import_module(f"chancennetz.{room}.commands").group.commands.values():
                group.add_command(command)


class LazyGroup(click.Group):
    """Knows the names of all commands, but imports a room only when one of its commands is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return all command names in alphabetical order."""
        return sorted({*super().list_commands(ctx), *OWN, *_mounted()})

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Start Django and, unless only help is asked for, the database; return the command."""
        first = super().get_command(ctx, cmd_name)
        own = {name: ("config", name.replace("-", "_")) for name in OWN}
        place = (own | _mounted()).get(cmd_name)
        if first is not None or place is None:
            return first
        runtime.start_django()
        if cmd_name not in WITHOUT_DATABASE and "--help" not in sys.argv:
            runtime.attach(ctx)
        room, attribute = place
        module = "config.backup_commands" if cmd_name in BACKUP_COMMANDS else f"{room}.commands"
        command = getattr(importlib.import_module(f"chancennetz.{module}"), attribute, None)
        if isinstance(command, click.Group):
            _join(cmd_name, command)
        return command if isinstance(command, click.Command) else None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List our own commands with their help and the rooms' by name, without importing them."""
        del ctx
        own = OWN | {name: command.get_short_help_str(80) for name, command in self.commands.items()}
        with formatter.section("Commands"):
            formatter.write_dl(sorted(own.items()))
        with formatter.section("Commands of the rooms (each has --help)"):
            formatter.write_text(", ".join(sorted(_mounted())))


@click.group(cls=LazyGroup)
@click.version_option(package_name="chancennetz")
def cli() -> None:
    """Chancennetz, the platform of a county against the consequences of poverty.

    Example: chancennetz audit verify --format json
    """


cli.add_command(setup_command.command)


def main(arguments: list[str] | None = None) -> None:
    """Run a command; print a problem in plain words and leave with exit code 1."""
    try:
        code: Any = cli.main(args=arguments, standalone_mode=False)
        sys.exit(code if isinstance(code, int) else 0)
    except click.Abort:
        click.echo("Stopped.", err=True)
        sys.exit(130)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except ValidationError as error:
        for message in error.messages:
            click.echo(message, err=True)
        sys.exit(1)
    except (DatabaseProblem, DriverProblem) as error:
        reason = (str(error) or type(error).__name__).splitlines()[0]
        click.echo(f"The database refused: {reason}", err=True)
        click.echo(f"Database: {_database()}. Is it set up? `chancennetz setup` does that.", err=True)
        sys.exit(1)
    except (ImproperlyConfigured, postgres.PostgresProblem, roles.RoleProblem, runtime.Problem) as error:
        click.echo(str(error), err=True)
        sys.exit(1)


def _database() -> str:
    with contextlib.suppress(ImproperlyConfigured):
        return installation.current().description()
    return "unknown"

"""The program `chancennetz`: commands of the installation itself, and each room's own commands, loaded when called.

Exit codes: 0 done, 1 the command found or met a problem (said in plain words), 2 wrong usage.
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

from chancennetz.config import commands, installation, runtime
from chancennetz.config.installation import PACKAGE
from chancennetz.core import postgres, roles

#: Command -> (room, attribute in its commands.py). A room's `group` is also mounted under the room's own name.
NAMED = {
    "messages": ("ui", "group"),
    "programme": ("monitoring", "programme"),
    "user": ("access", "group"),
}
#: Commands that touch files only.
WITHOUT_DATABASE = {"messages"}


class LazyGroup(click.Group):
    """Knows the names of all commands, but imports a room only when one of its commands is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return all command names in alphabetical order."""
        return sorted({*super().list_commands(ctx), *_mounted()})

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return one of our own commands, or start Django and import the room's."""
        own = super().get_command(ctx, cmd_name)
        if own is not None:
            return own
        place = _mounted().get(cmd_name)
        if place is None:
            return None
        runtime.start_django()
        room, attribute = place
        command = getattr(importlib.import_module(f"chancennetz.{room}.commands"), attribute, None)
        if command is not None and cmd_name not in WITHOUT_DATABASE and not _asks_for_help():
            runtime.attach(ctx)
        return command if isinstance(command, click.Command) else None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List our own commands with their help and the rooms by name, without importing them."""
        own = [(name, command.get_short_help_str(80)) for name, command in sorted(self.commands.items())]
        with formatter.section("Commands"):
            formatter.write_dl(own)
        with formatter.section("Commands of the rooms (each has --help)"):
            formatter.write_text(", ".join(sorted(_mounted())))


def _mounted() -> dict[str, tuple[str, str]]:
    """Return every command name that a room brings, with where it lies."""
    rooms = sorted(path.parent.name for path in PACKAGE.glob("*/commands.py") if path.parent.name != "config")
    taken = {room for room, attribute in NAMED.values() if attribute == "group"}
    found = {room: (room, "group") for room in rooms if room not in taken}
    return found | {name: place for name, place in NAMED.items() if place[0] in rooms}


def _asks_for_help() -> bool:
    return "--help" in sys.argv


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="chancennetz")
def cli() -> None:
    """Chancennetz, the platform of a county against the consequences of poverty.

    Example: chancennetz audit verify --format json
    """


for _command in commands.ALL:
    cli.add_command(_command)


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
        click.echo(
            f"The database refused: {str(error).splitlines()[0] if str(error) else type(error).__name__}", err=True
        )
        click.echo(f"Database: {_database()}. Is it set up? `chancennetz setup` does that.", err=True)
        sys.exit(1)
    except (ImproperlyConfigured, postgres.PostgresProblem, roles.RoleProblem, runtime.Problem) as error:
        click.echo(str(error), err=True)
        sys.exit(1)


def _database() -> str:
    with contextlib.suppress(ImproperlyConfigured):
        return installation.current().description()
    return "unknown"

"""The command line ``smallarea``: every command is loaded only when it is called.

Exit codes: 0 done; 1 done, but the result is a finding (defects in a file, an attack that
succeeds); 2 not done, because the call or its input is wrong.
"""

from __future__ import annotations

import importlib
from typing import Any

import click

from smallarea import __version__
from smallarea.errors import SmallAreaError

# One line for each command, so that the overview needs no import. Each command is the object
# ``command`` in ``smallarea.commands.<name>`` (a hyphen becomes an underscore).
COMMANDS: dict[str, str] = {
    "aggregate": "Sum persons or inner cells over every level of a hierarchy.",
    "audit": "Attack a published table, made by anyone, and report what can be derived.",
    "households": "Derive households from register rows, with a reason for every decision.",
    "import-check": "Check an official file against a mapping file, defect by row and column.",
    "index": "Compute a composite index and its classes from a definition file.",
    "indicators": "Compute indicators from definition files for all areas.",
    "interpolate": "Carry counts from one set of areas to another.",
    "protect": "Protect the tables of a release; none leaves that fails the audit.",
    "reach": "Earliest arrivals over a timetable, or floating catchment areas.",
}

EPILOG = """\b
Example:
  smallarea index status_2013.toml shares_2013.csv -o classes_2013.csv

\b
Exit codes: 0 done, 1 done with findings, 2 the call or its input is wrong.
"""


class _Failure(click.ClickException):
    """Shows a `SmallAreaError` without a traceback and ends with code 2."""

    exit_code = 2


class LazyGroup(click.Group):
    """A click group that imports a command only when it is used."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f"smallarea.commands.{cmd_name.replace('-', '_')}")
        command: click.Command = module.command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(sorted(COMMANDS.items()))

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except SmallAreaError as error:
            raise _Failure(str(error)) from error
        except OSError as error:
            if error.filename is None:  # a closed pipe or the like: click knows what to do
                raise
            raise _Failure(f"{error.filename}: {error.strerror}.\n  What to do: check the path.") from error
        except UnicodeDecodeError as error:
            raise _Failure(
                f"The file is not {error.encoding} (byte {error.start}).\n"
                "  What to do: save it as UTF-8, or name its encoding in the definition or mapping file."
            ) from error


@click.group(cls=LazyGroup, epilog=EPILOG, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="smallarea")
def main() -> None:
    """Statistics of small areas: indicators, indices, households, reachability, disclosure control."""

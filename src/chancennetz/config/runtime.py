"""What every command needs: Django started, the database running, problems told in plain words."""

from __future__ import annotations

import os

import click
import django

from chancennetz.config import installation


class Problem(Exception):
    """A command cannot do its work. The text says why and what to do; the exit code is 1."""


def start_django() -> None:
    """Load the settings. Raises ImproperlyConfigured with the cure when the installation is not set up."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "chancennetz.config.settings")
    django.setup()


def attach(ctx: click.Context) -> None:
    """Start or join the embedded database until the command has ended."""
    attachment = installation.current().attach()
    if attachment is not None:
        ctx.find_root().call_on_close(attachment.close)

"""`chancennetz access ...`"""

from __future__ import annotations

import sys

import click
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils import translation

from chancennetz.access import actions
from chancennetz.access.constants import Role
from chancennetz.access.context import working_as
from chancennetz.access.models import User
from chancennetz.core import time
from chancennetz.core.actor import Actor, system_actor
from chancennetz.core.text import clean_line
from chancennetz.organisations import queries as organisations
from chancennetz.organisations.actions import create_organisation
from chancennetz.organisations.constants import OrganisationKind
from chancennetz.organisations.models import Organisation


@click.group()
def group() -> None:
    """People with access.

    Example: chancennetz access administrator anna.amt@kreis.example --name "Anna Amt" --organisation "Kreis Muster"
    """


def _organisation(by: Actor, name: str) -> Organisation:
    found = organisations.find(name)
    return found or create_organisation(by=by, name=name, kind=OrganisationKind.COUNTY)


def _read_password(from_stdin: bool) -> str:
    if from_stdin:
        return sys.stdin.readline().rstrip("\n")
    return str(click.prompt("Password (12 characters or more)", hide_input=True, confirmation_prompt=True, err=True))


def _create(email: str, name: str, organisation: str, password: str) -> None:
    validate_email(email)
    validate_password(password, User(email=email, display_name=name))
    by = system_actor()
    with working_as(by):
        user = actions.create_user(by=by, email=email, display_name=name, password=password)
        place = _organisation(by, organisation)
        actions.add_membership(by=by, user=user, organisation=place, role=Role.ADMIN, valid_from=time.today())


@group.command()
@click.argument("email")
@click.option("--name", required=True, help="First and last name, as colleagues know it.")
@click.option("--organisation", required=True, help="Full name of the organisation; made as a county when missing.")
@click.option("--password-stdin", is_flag=True, help="Read the password from standard input instead of asking.")
def administrator(email: str, name: str, organisation: str, password_stdin: bool) -> None:
    """Create an administrator, who creates everybody else in the browser. For the first one, or when all are lost.

    Asks for a password. A second factor is set up at the first sign-in. Stands in the log like every change.
    Exit code 1 when the address is taken or the password is too weak.

    Example: chancennetz access administrator anna.amt@kreis.example --name "Anna Amt" --organisation "Kreis Muster"
    """
    with translation.override("en"):
        try:
            _create(clean_line(email), clean_line(name), clean_line(organisation), _read_password(password_stdin))
        except ValidationError as error:
            raise click.ClickException(" ".join(error.messages)) from error
    click.echo(f"{name} may sign in as administrator of {organisation}.")

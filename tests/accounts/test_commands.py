"""`chancennetz access administrator`: somebody must be the first."""

from __future__ import annotations

import pytest
from click.testing import CliRunner, Result
from django.test import Client

from chancennetz.access.models import Membership, User
from chancennetz.accounts.commands import group
from chancennetz.audit.models import AuditEntry
from chancennetz.organisations.models import Organisation

pytestmark = pytest.mark.django_db
ADDRESS = "anna.amt@kreis.example"
PASSWORD = "drei-lange-Wege-7"


def _create(password: str = PASSWORD, email: str = ADDRESS) -> Result:
    arguments = ["administrator", email, "--name", "Anna Amt", "--organisation", "Kreis Muster", "--password-stdin"]
    return CliRunner().invoke(group, arguments, input=f"{password}\n")


def test_the_first_administrator_signs_in_and_finds_the_people_with_access() -> None:
    answer = _create()
    assert answer.exit_code == 0, answer.output
    assert answer.output == "Anna Amt may sign in as administrator of Kreis Muster.\n"
    assert [(one.role, one.organisation.name) for one in Membership.objects.all()] == [("admin", "Kreis Muster")]
    client = Client()
    client.post("/account/login/", {"login": ADDRESS, "password": PASSWORD})
    assert client.get("/account/people/").status_code == 200


def test_it_stands_in_the_log() -> None:
    _create()
    actions = set(AuditEntry.objects.filter(user_name="Chancennetz").values_list("action", flat=True))
    assert {"access.user.create", "access.membership.add", "organisations.create"} <= actions


def test_an_organisation_that_is_there_is_taken() -> None:
    _create()
    answer = _create(email="berta.amt@kreis.example")
    assert answer.exit_code == 0
    assert Organisation.objects.filter(name="Kreis Muster").count() == 1


@pytest.mark.parametrize(
    ("password", "email", "says"),
    [
        ("kurz-123", ADDRESS, "too short"),
        ("anna.amt@kreis.example", ADDRESS, "too similar"),
        (PASSWORD, "no address", "valid email"),
    ],
)
def test_a_weak_password_or_a_wrong_address_creates_nothing(password: str, email: str, says: str) -> None:
    answer = _create(password, email)
    assert answer.exit_code == 1
    assert says in answer.output
    assert not User.objects.exists()


def test_a_taken_address_is_refused() -> None:
    _create()
    answer = _create()
    assert answer.exit_code == 1
    assert "already somebody" in answer.output
    assert User.objects.count() == 1

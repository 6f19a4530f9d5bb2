"""A small world for tests, built through actions only.

Werkhof (provider, Unna)     anna: counsellor, ben: counsellor, tina: team lead
Brückenhaus (provider, Kamen) carla: counsellor
Stadt Unna (municipality)    cora: coordinator
Jobcenter                    jan: job-centre worker
Projektbüro (provider)       paul: project lead, eva: evaluator
Kreis (county)               admin, dora (data protection), stefan (statistics), pia (planner), nele (network)
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import uuid

from django.test import Client
from django.urls import reverse

from chancennetz.access import actions, queries
from chancennetz.access.constants import Role
from chancennetz.access.context import working_as
from chancennetz.access.models import FamilyFile, Membership, User
from chancennetz.core.actor import Actor, system_actor
from chancennetz.organisations.constants import OrganisationKind
from chancennetz.organisations.models import Organisation

START = dt.date(2024, 1, 1)
PASSWORD = "ein sehr langes Testkennwort"

STAFF = {
    "anna": ("werkhof", Role.COUNSELLOR),
    "ben": ("werkhof", Role.COUNSELLOR),
    "tina": ("werkhof", Role.TEAM_LEAD),
    "carla": ("brueckenhaus", Role.COUNSELLOR),
    "cora": ("unna", Role.COORDINATOR),
    "jan": ("jobcenter", Role.JOB_CENTRE),
    "paul": ("projekt", Role.PROJECT_LEAD),
    "eva": ("projekt", Role.EVALUATOR),
    "admin": ("kreis", Role.ADMIN),
    "dora": ("kreis", Role.PRIVACY),
    "stefan": ("kreis", Role.STATISTICS),
    "pia": ("kreis", Role.PLANNER),
    "nele": ("kreis", Role.NETWORK),
}
ORGANISATIONS = {
    "werkhof": ("Werkhof Unna", OrganisationKind.PROVIDER),
    "brueckenhaus": ("Brückenhaus Kamen", OrganisationKind.PROVIDER),
    "unna": ("Stadt Unna", OrganisationKind.MUNICIPALITY),
    "jobcenter": ("Jobcenter Musterkreis", OrganisationKind.JOB_CENTRE),
    "projekt": ("Projektbüro", OrganisationKind.PROVIDER),
    "kreis": ("Musterkreis", OrganisationKind.COUNTY),
}


@dataclasses.dataclass
class Universe:
    """Handles of the small world."""

    organisations: dict[str, Organisation]
    users: dict[str, User]
    memberships: dict[str, Membership]

    def actor(self, name: str) -> Actor:
        """Return a member of staff as actor."""
        membership = self.memberships[name]
        membership.user = self.users[name]
        membership.organisation = self.organisations[STAFF[name][0]]
        return queries.actor_from(membership, request_id="test")

    def open_file(self, name: str) -> FamilyFile:
        """Let a counsellor open a file (inside the current transaction)."""
        by = self.actor(name)
        assert by.organisation_id
        assert by.user_id
        with working_as(by):
            return actions.open_file(by=by, organisation_id=by.organisation_id, lead_id=by.user_id)


def build() -> Universe:
    """Make organisations, users and memberships."""
    by = system_actor()
    with working_as(by):
        organisations = {
            key: Organisation.objects.create(name=name, sort_name=name.casefold(), kind=kind, valid_from=START)
            for key, (name, kind) in ORGANISATIONS.items()
        }
        users = {
            name: actions.create_user(
                by=by, email=f"{name}@example.org", display_name=name.capitalize(), password=PASSWORD
            )
            for name in STAFF
        }
        memberships = {
            name: actions.add_membership(
                by=by, user=users[name], organisation=organisations[place], role=role, valid_from=START
            )
            for name, (place, role) in STAFF.items()
        }
    return Universe(organisations, users, memberships)


def find() -> Universe:
    """Return the small world that stands in the database already (three queries)."""
    rows = {
        row.name: row for row in Organisation.objects.filter(name__in=[name for name, _kind in ORGANISATIONS.values()])
    }
    accounts = {row.email: row for row in User.objects.filter(email__in=[f"{name}@example.org" for name in STAFF])}
    of_user = {row.user_id: row for row in Membership.objects.filter(user__in=accounts.values())}
    users = {name: accounts[f"{name}@example.org"] for name in STAFF}
    return Universe(
        {key: rows[name] for key, (name, _kind) in ORGANISATIONS.items()},
        users,
        {name: of_user[users[name].pk] for name in STAFF},
    )


def missing_id() -> uuid.UUID:
    """Return an id that nothing has."""
    return uuid.UUID("01900000-0000-7000-8000-000000000000")


def assert_hidden(client: Client, name: str, file_id: uuid.UUID) -> None:
    """Assert that a page of a file answers a stranger as if there were no such file, to reading and to writing."""
    found, missing = client.get(reverse(name, args=[file_id])), client.get(reverse(name, args=[missing_id()]))
    assert (found.status_code, missing.status_code) == (404, 404), name
    assert client.post(reverse(name, args=[file_id]), {}).status_code == 404, name

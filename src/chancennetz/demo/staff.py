"""Organisations, areas, programme and staff of the demo county, through the actions of their rooms."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Callable
from typing import Any

from chancennetz.access import actions as access
from chancennetz.access.constants import Role
from chancennetz.access.models import Membership, User
from chancennetz.core.actor import Actor
from chancennetz.demo import content
from chancennetz.demo.staff_names import email_of
from chancennetz.monitoring import queries as monitoring
from chancennetz.monitoring.actions_programme import import_programme
from chancennetz.monitoring.constants import PartnerRole
from chancennetz.monitoring.models import Partner, Programme
from chancennetz.organisations.models import Organisation
from chancennetz.places.actions import import_areas

SINCE = dt.date(2024, 1, 1)
COUNTY_KEY = "05978"
#: Told how much of what is done: done, total, key of the words.
Progress = Callable[[int, int, str], None]


@dataclasses.dataclass(frozen=True, slots=True)
class Site:
    """A provider at work in one town: its counsellors (first the one with the full post) and its team lead."""

    partner: Partner
    organisation: Organisation
    town: str
    counsellors: tuple[User, ...]
    team_lead: User


@dataclasses.dataclass(frozen=True, slots=True)
class County:
    """What the families are put into."""

    programme: Programme
    sites: tuple[Site, ...]
    users: dict[str, User]
    coordinators: dict[str, Organisation]
    job_centre: Organisation


def load_places(by: Actor) -> None:
    """Load the ten municipalities with their boundaries."""
    import_areas(by=by, data=content.raw("kreis-unna.geojson"))


def load_programme(by: Actor) -> Programme:
    """Load the funded project with partners, posts and targets."""
    import_programme(by=by, data=content.raw("programme.json"))
    return monitoring.current_programme() or monitoring.programmes()[0]


def load_staff(by: Actor, people: list[dict[str, Any]], password: str) -> dict[str, User]:
    """Create users and memberships; returns users by name."""
    by_name = {organisation.name: organisation for organisation in Organisation.objects.all()}
    users = {}
    for place, one in enumerate(people):
        user = access.create_user(
            by=by,
            email=email_of(one["name"]),
            display_name=one["name"],
            # Numbers that never ring: the Federal Network Agency keeps 0221 4710-000 to -999 for stories.
            phone=f"0221 4710-{100 + place}",
            password=password,
        )
        access.add_membership(
            by=by,
            user=user,
            organisation=by_name[one["organisation"]],
            role=Role(one["role"]),
            valid_from=SINCE,
            weekly_hours=one.get("hours"),
        )
        users[one["name"]] = user
    return users


def _members(organisation: Organisation, role: Role) -> tuple[User, ...]:
    found = Membership.objects.filter(organisation=organisation, role=role.value).select_related("user")
    return tuple(one.user for one in found.order_by("-weekly_hours", "user__display_name"))


def county(programme: Programme, users: dict[str, User]) -> County:
    """Return the sites and recipients that families are spread over."""
    providers = Partner.objects.filter(programme=programme, role=PartnerRole.PROVIDER).select_related(
        "organisation", "programme"
    )
    sites = tuple(
        Site(
            partner=partner,
            organisation=partner.organisation,
            town=partner.site,
            counsellors=_members(partner.organisation, Role.COUNSELLOR),
            team_lead=_members(partner.organisation, Role.TEAM_LEAD)[0],
        )
        for partner in providers.order_by("site")
    )
    towns = Partner.objects.filter(programme=programme, role=PartnerRole.MUNICIPALITY).select_related("organisation")
    return County(
        programme=programme,
        sites=sites,
        users=users,
        coordinators={partner.site: partner.organisation for partner in towns},
        job_centre=Organisation.objects.get(name="Jobcenter Kreis Unna"),
    )

"""A provider with two offers in the small world, and the shipped taxonomies."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from chancennetz.access.actions import add_membership, create_user
from chancennetz.access.constants import Role
from chancennetz.access.context import working_as
from chancennetz.access.models import User
from chancennetz.access.queries import actor_from
from chancennetz.core.actor import Actor, system_actor
from chancennetz.offerediting import actions
from chancennetz.supportmap import taxonomy_store
from chancennetz.supportmap.models import Service
from tests.universe import START, Universe

VALUES: dict[str, Any] = {
    "name": "Schuldnerberatung",
    "description": "Wir helfen Ihnen, Ihre Schulden zu ordnen.",
    "plain_description": "Sie haben Schulden? Wir helfen.",
    "life_areas": ["money"],
    "target_groups": ["in_debt"],
    "offer_types": ["advice"],
    "households": ["single_parent"],
    "benefits": ["sgb_ii"],
    "areas": ["05978"],
    "languages": ["de", "tr"],
    "required_documents": ["Ausweis", "Briefe von der Bank"],
    "phone": "02303 123456",
    "amount": "0",
    "minimum_age": "18",
    "street": "Bahnhofstraße 1",
    "postcode": "59423",
    "town": "Unna",
    "municipality_key": "05978036",
    "latitude": "51.5347",
    "longitude": "7.6889",
    "accessibility": ["step_free"],
    "opening_hours": "Mo-Fr 09:00-12:00; PH off",
}
SECRET = "Verborgener Weg 77"


@pytest.fixture
def taxonomies(db: None) -> None:
    taxonomy_store.ensure()


@pytest.fixture
def vera_user(universe: Universe) -> User:
    """A provider's member of staff (Brückenhaus)."""
    by = system_actor()
    with working_as(by):
        user = create_user(
            by=by, email="vera@example.org", display_name="Vera", password="ein sehr langes Testkennwort"
        )
        add_membership(
            by=by, user=user, organisation=universe.organisations["brueckenhaus"], role=Role.PROVIDER, valid_from=START
        )
    universe.users["vera"] = user
    return user


@pytest.fixture
def vera(universe: Universe, vera_user: User) -> Actor:
    from chancennetz.access.queries import memberships_on

    membership = memberships_on(vera_user.pk)[0]
    return actor_from(membership, request_id="test")


@pytest.fixture
def offer(universe: Universe, taxonomies: None, vera_user: User) -> Service:
    """A released offer of the Brückenhaus."""
    return make_offer(universe)


@pytest.fixture
def shelter(universe: Universe, taxonomies: None) -> Service:
    """A women's shelter whose address nobody may see."""
    return make_offer(universe, name="Frauenhaus", street=SECRET, confidential=True, location_name="Schutzort")


def make_offer(universe: Universe, organisation: str = "brueckenhaus", **values: Any) -> Service:
    nele = universe.actor("nele")
    with working_as(nele):
        return actions.create_offer(
            by=nele, organisation=universe.organisations[organisation], values={**VALUES, **values}
        )


@pytest.fixture
def as_actor() -> Callable[[Actor], Any]:
    return working_as

"""Pages ask the database the same number of questions, whether there are ten offers or a thousand."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from chancennetz.mapsearch.directory import shelf
from chancennetz.supportmap.models import Location, Schedule, Service, ServiceAtLocation
from tests.mapsearch.conftest import UNNA
from tests.universe import START

Offers = dict[str, Service]


def _add(like: Service, number: int) -> None:
    """Add offers at places of their own, all in the first hundred of the alphabet."""
    services = [
        Service(organisation_id=like.organisation_id, name=f"A Beratung {one}", valid_from=START)
        for one in range(number)
    ]
    places = [
        Location(municipality_key=UNNA, latitude=51.5 + one / 10_000, longitude=7.6, valid_from=START)
        for one in range(number)
    ]
    at = [
        ServiceAtLocation(service=service, location=place, valid_from=START)
        for service, place in zip(services, places, strict=True)
    ]
    Service.objects.bulk_create(services)
    Location.objects.bulk_create(places)
    ServiceAtLocation.objects.bulk_create(at)
    Schedule.objects.bulk_create(Schedule(service=one, opening_hours="Mo-Fr 09:00-12:00") for one in services)


def _queries(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address).status_code == 200
    return len(asked)


@pytest.mark.parametrize(
    ("path", "most"),
    [
        ("/map/de/?", 7),
        ("/map/de/find/?q=Beratung", 8),
        ("/map/en/find/?q=Beratung&free=1", 9),
        ("/map/de/find/?topic=money", 8),
        ("/map/de/find/?q=Beratung&view=map", 9),
        ("/map/tr/offer/{debt}/?", 22),
    ],
)
def test_queries_do_not_grow_with_the_directory(client: Client, offers: Offers, path: str, most: int) -> None:
    address = path.format(debt=offers["debt"].id)
    counts = []
    for step, number in enumerate((6, 990)):
        _add(offers["debt"], number)
        shelf.current()
        client.get(f"{address}&warm={step}")  # prepares statements
        counts.append(_queries(client, f"{address}&n={step}"))
    assert counts[1] <= counts[0] <= most

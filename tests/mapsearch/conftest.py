"""A county with a few offers of every kind, and a fixed moment: Thursday, 19 November 2026, 10:30 in Berlin."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest

from chancennetz.core import time
from chancennetz.mapsearch.directory import Directory, shelf
from chancennetz.places.constants import AreaLevel
from chancennetz.places.models import Area
from chancennetz.supportmap.models import Service
from tests.supportmap.conftest import make_offer, taxonomies
from tests.universe import Universe

__all__ = ["taxonomies"]
THURSDAY = dt.datetime(2026, 11, 19, 10, 30, tzinfo=time.BERLIN)
SQUARE = {"type": "Polygon", "coordinates": [[[7.5, 51.5], [7.7, 51.5], [7.7, 51.6], [7.5, 51.6], [7.5, 51.5]]]}
UNNA, KAMEN = "05978036", "05978020"


def make_towns() -> None:
    """Make two towns with the same square outline."""
    for key, name, longitude in ((UNNA, "Unna", 7.69), (KAMEN, "Kamen", 7.66)):
        Area.objects.create(
            key=key,
            name=name,
            level=AreaLevel.MUNICIPALITY,
            geometry=SQUARE,
            centre_latitude=51.55,
            centre_longitude=longitude,
            source="© GeoBasis-DE / BKG",
            valid_from=dt.date(2020, 1, 1),
        )


def make_offers(universe: Universe) -> dict[str, Service]:
    """Make offers by a short name."""
    return {
        "debt": make_offer(universe, transportation="Bus 81 bis Bahnhof"),
        "food": make_offer(
            universe,
            name="Tafel Kamen",
            description="Lebensmittel für Menschen mit wenig Geld.",
            life_areas=["money"],
            target_groups=["families"],
            offer_types=["food"],
            languages=["de", "ar"],
            areas=[],
            street="Markt 3",
            town="Kamen",
            municipality_key=KAMEN,
            latitude="51.5917",
            longitude="7.6636",
            accessibility=[],
            amount="2",
            opening_hours="Th 14:00-16:00; PH off",
        ),
        "school": make_offer(
            universe,
            name="Bildungs- und Teilhabepaket",
            description="Geld für Klassenfahrten, Mittagessen, Nachhilfe und den Sportverein.",
            life_areas=["money", "family"],
            target_groups=["families"],
            offer_types=["benefit"],
            languages=["de"],
            areas=["05978"],
            by_appointment=True,
            opening_hours="Mo-We 08:00-12:00; PH off",
        ),
        "shelter": make_offer(
            universe,
            name="Frauenhaus",
            description="Schutz für Frauen und ihre Kinder bei Gewalt.",
            life_areas=["family"],
            target_groups=["women"],
            offer_types=["shelter"],
            street="Verborgener Weg 77",
            confidential=True,
            latitude="",
            longitude="",
            location_name="Schutzort",
            opening_hours="24/7",
        ),
    }


@pytest.fixture
def offers(universe: Universe, taxonomies: None) -> dict[str, Service]:
    make_towns()
    return make_offers(universe)


@pytest.fixture
def directory(offers: dict[str, Service]) -> Iterator[Directory]:
    shelf.forget()
    yield shelf.current()
    shelf.forget()


@pytest.fixture(autouse=True)
def _fresh_directory() -> Iterator[None]:
    shelf.forget()
    yield
    shelf.forget()

"""Fills the support map up to a number of invented offers, and measures the search in it at the server."""

from __future__ import annotations

import datetime as dt
import json
import random
import resource
import statistics
import sys
import time
from itertools import product

from django.db import connections

from chancennetz.access.context import working_as
from chancennetz.core.actor import system_actor
from chancennetz.core.time import BERLIN
from chancennetz.mapsearch import directory, finding
from chancennetz.mapsearch.finding import Wanted
from chancennetz.organisations.models import Organisation
from chancennetz.places.queries import municipalities
from chancennetz.supportmap.models import (
    Attribute,
    CostOption,
    Location,
    Schedule,
    Service,
    ServiceAtLocation,
    SpokenLanguage,
    TaxonomyTerm,
)

START = dt.date(2020, 1, 1)
_KINDS = """
Schuldnerberatung Erziehungsberatung Suchtberatung Familienhebamme Krabbelgruppe Elterncafé
Kleiderkammer Tafel Hausaufgabenhilfe Lernpatenschaft Sprachkurs Migrationsberatung
Wohnungslosenhilfe Energieberatung Jugendtreff Frühförderung Pflegeberatung Rentenberatung
Bewerbungshilfe Berufsberatung Frauenberatung Krisenhilfe Ferienfreizeit Schwimmkurs
Musikschule Bücherei Sozialkaufhaus Familienzentrum Kindertagespflege Trauergruppe
"""
KINDS = _KINDS.split()
SENTENCES = (
    "Wir beraten Sie vertraulich und in Ruhe.",
    "Kommen Sie einfach vorbei, auch mit Ihren Kindern.",
    "Wir helfen beim Ausfüllen von Anträgen und begleiten Sie zum Amt.",
    "Unser Team spricht mehrere Sprachen.",
    "Für Familien mit wenig Geld ist die Teilnahme frei.",
    "Bringen Sie bitte Ihre Briefe und Bescheide mit.",
    "Die Gruppe trifft sich jede Woche im Stadtteil.",
)
HOURS = [
    f"{days} {hours}; PH off"
    for days, hours in product(
        ("Mo-Fr", "Mo-Th", "Tu,Th", "We", "Mo,We,Fr", "Sa"),
        ("09:00-12:00", "08:30-16:00", "09:00-12:00,14:00-17:30", "18:00-01:00"),
    )
]
QUESTIONS = (
    "Geld für Klassenfahrt",
    "Schulden",
    "Baby schreit",
    "Deutsch lernen",
    "Hilfe beim Ausfüllen von Anträgen",
    "schludnerbratung",
)


def grow(wanted: int) -> None:
    """Add offers until there are `wanted` public ones."""
    chooser = random.Random(11)
    towns, providers = municipalities(), list(Organisation.objects.order_by("name")[:40])
    terms = list(TaxonomyTerm.objects.filter(taxonomy__key__in=("life_area", "offer_type")))
    missing = wanted - Service.objects.public().count()
    services, places, joins, hours, costs, spoken, uses = [], [], [], [], [], [], []
    for number in range(max(0, missing)):
        town = chooser.choice(towns)
        service = Service(
            organisation=chooser.choice(providers),
            name=f"{chooser.choice(KINDS)} {town.name} {number}",
            description=" ".join(chooser.sample(SENTENCES, 4)),
            by_appointment=chooser.random() < 0.3,
            valid_from=START,
        )
        place = Location(
            name=f"Haus {number % 900}",
            municipality_key=town.key,
            latitude=(town.centre_latitude or 51.5) + chooser.uniform(-0.03, 0.03),
            longitude=(town.centre_longitude or 7.6) + chooser.uniform(-0.03, 0.03),
            transportation="Bus 81" if chooser.random() < 0.6 else "",
            valid_from=START,
        )
        services.append(service)
        places.append(place)
        joins.append(ServiceAtLocation(service=service, location=place, valid_from=START))
        hours.append(Schedule(service=service, opening_hours=chooser.choice(HOURS)))
        spoken.append(SpokenLanguage(service=service, code=chooser.choice(("tr", "ar", "ru", "pl", "en"))))
        if chooser.random() < 0.6:
            costs.append(CostOption(service=service, amount=0))
        term = chooser.choice(terms)
        uses.append(Attribute(link_entity="service", link_id=service.id, term=term, link_type="life_area"))
    for rows in (services, places, joins, hours, costs, spoken, uses):
        type(rows[0]).objects.bulk_create(rows, batch_size=2000) if rows else None


def analyze() -> None:
    """Tell the database how much there is now, as its own upkeep (autovacuum) does within a minute."""
    with connections["migrator"].cursor() as cursor:
        cursor.execute("ANALYZE")


def measure() -> dict[str, float]:
    """Return milliseconds at the server: reading the directory, and searches with filters and all counts."""
    began = time.perf_counter()
    found = directory.build()
    results = {"reading the directory": (time.perf_counter() - began) * 1000}
    moment = dt.datetime(2026, 11, 19, 10, 30, tzinfo=BERLIN)
    began = time.perf_counter()
    found.open_at(moment)
    results["open now, first of a day"] = (time.perf_counter() - began) * 1000
    filters = {"town": next(iter(found.towns)), "flags": frozenset({"open", "free"}), "speaks": "tr"}
    for label, kind in (("words", {}), ("words, town, three filters", filters)):
        times = []
        for step in range(60):
            wanted = Wanted(query=QUESTIONS[step % len(QUESTIONS)], **kind)
            began = time.perf_counter()
            finding.find(found, wanted, moment + dt.timedelta(minutes=step))
            times.append((time.perf_counter() - began) * 1000)
        results[f"search by {label}, median"] = statistics.median(times)
        results[f"search by {label}, slowest"] = max(times)
    results["memory of the process, MB"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return results


if __name__ == "__main__":
    with working_as(system_actor()):
        grow(int(sys.argv[1]))
    analyze()
    with working_as(system_actor()):
        print(json.dumps({"offers": Service.objects.public().count()} | measure()))

"""Take-up of the demo county: invented numbers of five quarters, of children, of searches without result."""

from __future__ import annotations

import datetime as dt
import random

from chancennetz.core import time
from chancennetz.core.actor import Actor
from chancennetz.demo.supportmap_content import PUBLISHED
from chancennetz.places.constants import AreaLevel
from chancennetz.places.models import Area
from chancennetz.supportmap.models import Service
from chancennetz.takeup import actions, rules
from chancennetz.takeup.constants import AgeBand, Barrier, SignalKind
from chancennetz.takeup.rules import Figures

SEED = 2026
QUARTERS = 5
#: So many offers tell their numbers; the others have not answered yet.
ANSWERED = 24
SOURCE = "Vorführung: erfundene Zahlen"
#: Invented inhabitants of each life stage per thousand people; only the order of magnitude is real.
PER_THOUSAND = {
    AgeBand.TODDLER: 27,
    AgeBand.NURSERY: 28,
    AgeBand.PRIMARY: 37,
    AgeBand.SECONDARY: 57,
    AgeBand.YOUTH: 88,
}
SEARCHED = {
    "Nachhilfe": 31,
    "Schwimmkurs": 24,
    "Kinderbetreuung": 19,
    "Fahrrad": 12,
    "Therapieplatz": 9,
    "Umzugshilfe": 4,
}
WISHED = {"Ferienangebot": 22, "Sprachkurs": 17, "Elterncafé": 11, "Hausaufgabenhilfe": 8}
HINDERED = {
    Barrier.WAY: 27,
    Barrier.HOURS: 21,
    Barrier.COST: 18,
    Barrier.UNKNOWN: 15,
    Barrier.PAPER: 9,
    Barrier.SHAME: 6,
}


def load(by: Actor) -> None:
    """Enter the numbers. Offers and areas must be there; the job at night computes reachability, here it runs once."""
    chance = random.Random(SEED)  # noqa: S311 - invented data, not a secret
    _children(by, chance)
    _quarters(by, chance)
    _signals(by)
    actions.compute_reach(by=by)


def _children(by: Actor, chance: random.Random) -> None:
    towns = Area.objects.on().filter(level=AreaLevel.MUNICIPALITY).order_by("key")
    day = dt.date(time.today().year - 1, 12, 31)
    lines = ["area_key;age_band;day;number;source"]
    for town in towns:
        people = round(400 * (town.square_kilometres or 50) * chance.uniform(0.6, 1.8))
        for band, share in PER_THOUSAND.items():
            lines.append(f"{town.key};{band.value};{day};{10 * round(people * share / 10_000)};{SOURCE}")
    actions.import_children(by=by, data="\n".join(lines).encode())


def _quarters(by: Actor, chance: random.Random) -> None:
    invented = Service.objects.public().exclude(source=PUBLISHED)  # published offers have no numbers of ours
    offers = list(invented.order_by("name", "id")[:ANSWERED])
    places = {one.pk: chance.choice([8, 10, 12, 15, 20, 24, 40]) for one in offers}
    first = rules.quarter_of(time.today() - dt.timedelta(days=91 * QUARTERS))
    for quarter in rules.quarters(first, time.today() - dt.timedelta(days=60)):
        figures = {}
        for one in offers:
            used = min(places[one.pk], round(places[one.pk] * chance.uniform(0.4, 1.25)))
            is_full = used == places[one.pk]
            waiting = chance.randint(0, 9) if is_full else 0
            figures[one.pk] = Figures(places[one.pk], used, waiting, chance.randint(0, 5) if is_full else 0)
        actions.enter_quarter(by=by, quarter=quarter, figures=figures, versions={})


def _signals(by: Actor) -> None:
    day = time.today() - dt.timedelta(days=40)
    for kind, topics in ((SignalKind.SEARCH, SEARCHED), (SignalKind.WISH, WISHED), (SignalKind.BARRIER, HINDERED)):
        for topic, number in topics.items():
            actions.note_demand(by=by, kind=kind, topic=str(topic), day=day, number=number)

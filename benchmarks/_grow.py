"""Fills a demo county up to a number of persons, all at one large organisation, and measures the search in it."""

from __future__ import annotations

import datetime as dt
import json
import random
import statistics
import sys
import time

from chancennetz.access import actions as access
from chancennetz.access import bulk
from chancennetz.access.constants import Role
from chancennetz.access.context import working_as
from chancennetz.access.models import Membership
from chancennetz.access.queries import actor_from
from chancennetz.core.actor import system_actor
from chancennetz.demo import content
from chancennetz.organisations.actions import create_organisation
from chancennetz.organisations.constants import OrganisationKind
from chancennetz.people import actions as people
from chancennetz.people import queries
from chancennetz.people.actions.persons import NewPerson
from chancennetz.people.constants import FileRole
from chancennetz.people.models import Person

PER_FILE = 4
PORTION = 100


def _names(chooser: random.Random) -> tuple[str, str]:
    origin = chooser.choice(content.toml("names")["origin"])
    return chooser.choice(origin["women"] + origin["men"]), chooser.choice(origin["families"])


def grow(wanted: int) -> object:
    """Add persons until there are `wanted`; returns the membership of the large organisation's team lead."""
    by = system_actor()
    start = dt.date(2024, 1, 1)
    with working_as(by):
        there = Person.objects.count()
        place = create_organisation(by=by, name="Messstelle", kind=OrganisationKind.PROVIDER)
        lead = access.create_user(by=by, email="lead@example.org", display_name="Messung", password=None)
        member = access.add_membership(by=by, user=lead, organisation=place, role=Role.TEAM_LEAD, valid_from=start)
    chooser = random.Random(7)
    opened = dt.datetime(2024, 1, 2, tzinfo=dt.UTC)
    while there < wanted:
        with working_as(by):
            files = bulk.open_files(by=by, files=[bulk.NewFile(place.id, lead.id, opened)] * PORTION)
            rows = []
            for file in files:
                for position in range(PER_FILE):
                    given, family = _names(chooser)
                    born = dt.date(1960, 1, 1) + dt.timedelta(days=chooser.randint(0, 22_000))
                    rows.append(NewPerson(file.id, given, family, born, FileRole.ADULT, position == 0, start))
            people.register_many(by=by, rows=rows)
            there += len(rows)
        print(f"\r{there:,} persons", end="", file=sys.stderr, flush=True)
    return member


def measure_search(member: object) -> dict[str, float]:
    """Return the median milliseconds of three kinds of search over all persons of the organisation."""
    actor = actor_from(member)  # type: ignore[arg-type]
    asked = {
        "name": {"text": "Yilmaz"},
        "misspelt": {"text": "Schewchenko Oxana"},
        "birth date": {"text": "", "birth_date": dt.date(1985, 3, 5)},
    }
    found = {}
    for label, question in asked.items():
        seconds = []
        for _try in range(9):
            with working_as(actor):
                began = time.perf_counter()
                queries.search(actor, **question)  # type: ignore[arg-type]
                seconds.append(time.perf_counter() - began)
        found[label] = statistics.median(seconds) * 1000
    return found


if __name__ == "__main__":
    of_all = measure_search(grow(int(sys.argv[1])))
    hers = (
        Membership.objects.select_related("user", "organisation").filter(role=Role.COUNSELLOR).order_by("created_at")[0]
    )
    found = {f"{label}, by a counsellor": value for label, value in measure_search(hers).items()}
    print(json.dumps(found | {f"{label}, by a lead who sees all": value for label, value in of_all.items()}))

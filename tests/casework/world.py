"""A family, a programme and short cuts for the tests of casework; built through actions."""

from __future__ import annotations

import dataclasses
import datetime as dt
import uuid
from collections import Counter

from django.db.models import Sum

from chancennetz.access.context import working_as
from chancennetz.access.models import FamilyFile
from chancennetz.caseopening import actions as opening
from chancennetz.caseopening.actions import NewConsent, NewEnrolment, NewFamily, NewGroup, NewPerson
from chancennetz.casework.constants import Channel
from chancennetz.casework.models import Case
from chancennetz.contacts import actions as contact_log
from chancennetz.contacts.actions import ContactValues
from chancennetz.contacts.constants import Medium
from chancennetz.contacts.models import ContactEntry
from chancennetz.core import time
from chancennetz.core.actor import Actor, system_actor
from chancennetz.monitoring.constants import PartnerRole
from chancennetz.monitoring.models import Module, Partner, Programme, Tally
from chancennetz.participation import queries, rules
from chancennetz.people.constants import FileRole
from chancennetz.people.models import FilePerson
from tests.universe import Universe

START = dt.date(2024, 1, 1)


def days_ago(days: int) -> dt.date:
    return time.today() - dt.timedelta(days=days)


def build_programme(universe: Universe) -> dict[str, Partner]:
    """A programme with three modules; Werkhof and Brückenhaus take part."""
    with working_as(system_actor()):
        programme = Programme.objects.create(name="ChanGe", valid_from=START)
        for place, (key, hours) in enumerate([("basic", 23), ("benefits", 10), ("employment", 10)]):
            Module.objects.create(programme=programme, key=key, label=key, hours_each=hours, position=place)
        return {
            name: Partner.objects.create(
                programme=programme,
                organisation=universe.organisations[name],
                role=PartnerRole.PROVIDER,
                valid_from=START,
            )
            for name in ("werkhof", "brueckenhaus")
        }


FAMILY = NewFamily(
    persons=[
        NewPerson("Ayşe", "Kaya", dt.date(1990, 5, 17)),
        NewPerson("Murat", "Kaya", dt.date(1988, 2, 3)),
        NewPerson("Elif", "Kaya", dt.date(2018, 9, 1), FileRole.CHILD, parents=[0, 1]),
    ],
    households=[NewGroup(members=[0, 1, 2], type="couple_children")],
)


@dataclasses.dataclass
class World:
    universe: Universe
    partners: dict[str, Partner]
    actor: Actor
    case: Case

    @property
    def file(self) -> FamilyFile:
        return self.case.file

    @property
    def person_ids(self) -> list[uuid.UUID]:
        with working_as(self.actor):
            links = FilePerson.objects.filter(file=self.file).order_by("created_at")
            return list(links.values_list("person_id", flat=True))

    def values(self, minutes: int = 60, **changes: object) -> ContactValues:
        base: dict[str, object] = {
            "happened_at": time.now() - dt.timedelta(hours=2),
            "minutes": minutes,
            "medium": Medium.HOME_VISIT,
            "person_ids": self.person_ids[:1],
        }
        return ContactValues(**(base | changes))  # type: ignore[arg-type]

    def log(self, minutes: int = 60, **changes: object) -> ContactEntry:
        values = self.values(minutes, **changes)
        with working_as(self.actor):
            return contact_log.log_contact(by=self.actor, file=self.file, values=values)


def open_case(universe: Universe, name: str = "anna", family: NewFamily = FAMILY, **changes: object) -> Case:
    by = universe.actor(name)
    values: dict[str, object] = {
        "family": family,
        "channel": Channel.OUTREACH,
        "first_contact_on": days_ago(60),
        "consents": [NewConsent(person=0, signed_on=time.today())],
        "concern": "Die Miete ist zu hoch.",
    }
    with working_as(by):
        return opening.open_case(by=by, **(values | changes))  # type: ignore[arg-type]


def build(universe: Universe, name: str = "anna", *, enrolled: bool = True) -> World:
    partners = build_programme(universe)
    enrolments = [NewEnrolment(person=0, partner=partners["werkhof"], entry_on=days_ago(50))] if enrolled else []
    case = open_case(universe, name, enrolments=enrolments)
    return World(universe, partners, universe.actor(name), case)


def tallies() -> Counter[rules.CountKey]:
    """The sum of all tallies by cell, zeros left out."""
    names = ("day", "programme_id", "partner_id", "module", "case_type", "what")
    rows = Tally.objects.values_list(*names).annotate(total=Sum("number"))
    return Counter({rules.CountKey(*row[:6]): row[6] for row in rows if row[6]})


def recount() -> Counter[rules.CountKey]:
    """The same counted anew from cases, participations and contacts."""
    with working_as(system_actor()):
        return queries.recount()

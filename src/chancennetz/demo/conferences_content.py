"""Case conferences of the demo county: some that took place, some that are coming, one of them anonymised."""

from __future__ import annotations

import dataclasses
import datetime as dt
import uuid
from typing import Any

from chancennetz.access import queries as access
from chancennetz.access.constants import Facet, FileState, RelationKind, Role
from chancennetz.access.context import working_as
from chancennetz.access.models import FamilyFile, Membership, Relation
from chancennetz.conferences import actions as inbox
from chancennetz.conferences.constants import Attendance, ItemKind
from chancennetz.conferences.models import Conference, ConferenceParty
from chancennetz.consent import actions as consent
from chancennetz.consent.constants import ReleasePurpose
from chancennetz.consent.queries import has_processing_consent
from chancennetz.core import time
from chancennetz.core.actor import Actor
from chancennetz.demo import content
from chancennetz.demo.staff import County, Site
from chancennetz.moderation import actions
from chancennetz.moderation.actions import ConferenceValues, ItemValues, TaskValues
from chancennetz.organisations.models import Organisation
from chancennetz.people.models import Person
from chancennetz.people.queries import people_in_file

_RELEASED = {
    "job_centre": (Facet.IDENTITY, Facet.PLAN, Facet.EMPLOYMENT, Facet.BENEFITS, Facet.CONFERENCE),
    "town": (Facet.IDENTITY, Facet.HOUSEHOLD, Facet.CHILDCARE, Facet.CONFERENCE),
}
#: How long ago, or in how many days, the conferences of a counsellor are; the last one is anonymised.
_DAYS = (-42, -7, 6)
_ROLES = {"job_centre": Role.JOB_CENTRE, "town": Role.COORDINATOR}


@dataclasses.dataclass
class _Table:
    """A family and the offices at its table."""

    by: Actor
    file: FamilyFile
    adults: list[Person]
    offices: dict[str, Organisation]
    readers: dict[str, Actor]


def load(county: County) -> int:
    """Enter conferences for the first counsellor of each provider; returns how many."""
    texts = content.toml("conferences")["conference"]
    made = 0
    for place, site in enumerate(county.sites):
        by = _actor(site.counsellors[0].pk, site.organisation.pk)
        for number, file in enumerate(_families(by)):
            made += _conference(county, site, by, file, texts[(place + number) % len(texts)], number)
    return made


def _actor(user_id: uuid.UUID, organisation_id: uuid.UUID) -> Actor:
    membership = Membership.objects.select_related("user", "organisation").get(
        user_id=user_id, organisation_id=organisation_id
    )
    return access.actor_from(membership)


def _reader(organisation: Organisation, role: Role) -> Actor:
    memberships = Membership.objects.select_related("user", "organisation")
    membership = memberships.filter(organisation=organisation, role=role.value).order_by("created_at", "id")[0]
    return access.actor_from(membership)


def _families(by: Actor) -> list[FamilyFile]:
    """Return three open files with a valid consent that the counsellor leads."""
    with working_as(by):
        led = Relation.objects.at().filter(user_id=by.account_id, kind=RelationKind.CASE_LEAD)
        files = FamilyFile.objects.filter(pk__in=led.values("file_id"), state=FileState.OPEN).order_by(
            "created_at", "pk"
        )
        return [file for file in files.select_related("organisation") if has_processing_consent(file)][: len(_DAYS)]


def _conference(county: County, site: Site, by: Actor, file: FamilyFile, texts: dict[str, Any], number: int) -> int:
    offices = {"job_centre": county.job_centre, "town": county.coordinators[site.town]}
    readers = {key: _reader(office, _ROLES[key]) for key, office in offices.items()}
    with working_as(by):
        adults = [one.person for one in people_in_file(file) if not one.is_child]
        table = _Table(by, file, adults, offices, readers)
        anonymised = number == len(_DAYS) - 1
        if not anonymised:
            _releases(table)
        conference, parties = _plan(table, texts, _DAYS[number], anonymised=anonymised)
        if anonymised:
            return 1
    _answers(table, parties, texts)
    if _DAYS[number] < 0:
        with working_as(by):
            _hold(table, conference, parties, texts, close=number == 0)
    return 1


def _releases(table: _Table) -> None:
    for key, office in table.offices.items():
        consent.record_release(
            by=table.by,
            file=table.file,
            person=table.adults[0],
            recipient=office,
            recipient_role=_ROLES[key],
            facets=_RELEASED[key],
            purpose=ReleasePurpose.CONFERENCE,
            valid_to=time.add_months(time.today(), 6),
        )


def _plan(
    table: _Table, texts: dict[str, Any], days: int, *, anonymised: bool
) -> tuple[Conference, dict[str, ConferenceParty]]:
    day = time.today() + dt.timedelta(days=days)
    day += dt.timedelta(days=7 - day.weekday() if day.weekday() > 4 else 0)
    values = ConferenceValues(
        question=texts["question"],
        about=[table.adults[0].pk],
        starts_at=dt.datetime.combine(min(day, time.today()) if days < 0 else day, dt.time(10), time.BERLIN),
        minutes=75,
        place=texts["place"],
    )
    by, file = table.by, table.file
    conference = actions.plan_conference(by=by, file=file, values=values, anonymised=anonymised)
    contacts = {"job_centre": "Team Familie, 0221 4710-900", "town": "Sozialplanung, 0221 4710-910"}
    parties = {
        key: actions.add_office(
            by=by, conference=conference, organisation=office, role=_ROLES[key], contact=contacts[key]
        )
        for key, office in table.offices.items()
    }
    if not anonymised:
        parties["family"] = actions.add_family_member(by=by, conference=conference, person_id=table.adults[0].pk)
    for one in texts["information"]:
        values_of = ItemValues(one["text"], facet=one["category"])
        actions.add_item(by=by, conference=conference, kind=ItemKind.INFORMATION, values=values_of)
    if not anonymised or days < 14:
        actions.invite(by=by, conference=conference)
    return conference, parties


def _answers(table: _Table, parties: dict[str, ConferenceParty], texts: dict[str, Any]) -> None:
    """The offices answer from their inbox."""
    for key, reader in table.readers.items():
        one = texts[f"from_{key}"]
        with working_as(reader):
            party_id = parties[key].pk
            inbox.note_opened(by=reader, party_id=party_id)
            inbox.answer(by=reader, party_id=party_id, attendance=Attendance.CONFIRMED)
            inbox.contribute(by=reader, party_id=party_id, text=one["text"], facet=one["category"], audience="all")


def _hold(
    table: _Table, conference: Conference, parties: dict[str, ConferenceParty], texts: dict[str, Any], *, close: bool
) -> None:
    by = table.by
    team = ConferenceParty.objects.get(conference=conference, user_id=by.account_id)
    owners = {**parties, "team": team}
    held_on = conference.starts_at.astimezone(time.BERLIN).date()
    for one in texts["results"]:
        values = ItemValues(one["text"], facet=one["category"])
        actions.add_item(by=by, conference=conference, kind=ItemKind.RESULT, values=values)
    agreed = texts["agreement"]
    values = ItemValues(agreed["text"], facet=agreed["category"], due_on=time.add_months(held_on, 3))
    actions.add_item(by=by, conference=conference, kind=ItemKind.AGREEMENT, values=values)
    for number, one in enumerate(texts["tasks"]):
        due = time.today() + dt.timedelta(days=4 + 5 * number)
        given = TaskValues(one["text"], owners[one["who"]].pk, due, facet=one["category"])
        task = actions.give_task(by=by, conference=conference, values=given)
        if close and number == 0:
            actions.finish_task(by=by, task=task)
    actions.hold(by=by, conference=conference)
    if close:
        actions.send_minutes(by=by, conference=conference)
        actions.close(by=by, conference=conference)

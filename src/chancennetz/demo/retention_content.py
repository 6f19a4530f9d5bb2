"""Files of an earlier time whose period is over: one waits, one is kept, one is released, one has been deleted."""

from __future__ import annotations

import datetime as dt
from typing import Any

from chancennetz.access import bulk
from chancennetz.access.constants import Role
from chancennetz.access.context import working_as
from chancennetz.access.models import FamilyFile, Membership
from chancennetz.access.queries import actor_from
from chancennetz.casework.actions.cases import BulkCase, open_cases_bulk
from chancennetz.casework.constants import Channel, ExitReason
from chancennetz.contacts.actions.contacts import ContactValues, log_contacts_bulk
from chancennetz.contacts.constants import Medium
from chancennetz.core import time
from chancennetz.core.actor import Actor, system_actor
from chancennetz.demo import content
from chancennetz.demo.staff import County, Site
from chancennetz.people import actions as people
from chancennetz.people.actions.persons import NewPerson
from chancennetz.people.constants import FileRole
from chancennetz.retention import actions
from chancennetz.retention.constants import HoldReason
from chancennetz.retention.models import Proposal


def load(county: County) -> None:
    """Enter the files and what was decided about them. Deterministic; about a second."""
    staff = list(county.users.values())
    site = min(county.sites, key=lambda one: staff.index(one.team_lead))
    texts = content.toml("retention")
    with working_as(system_actor(name="Demo")) as by:
        files = _files(by, site, texts["families"])
    with working_as(system_actor()) as by:
        actions.propose_due(by=by)
    officer, lead = _actor(None, Role.PRIVACY), _actor(site.team_lead.pk, Role.TEAM_LEAD)
    with working_as(officer):
        proposals = {one.file_id: one for one in Proposal.objects.select_related("rule")}
        kept, released, deleted = (proposals[file.pk] for file in files[1:4])
        until = dt.date(time.today().year + 1, 6, 30)
        actions.place_hold(
            by=officer, file_id=kept.file_id, reason=HoldReason.PROCEEDINGS, note=texts["hold"], ends_on=until
        )
        for proposal in (released, deleted):
            actions.release(by=officer, proposal=proposal)
    with working_as(system_actor()) as by:
        actions.tell_team_leads(by=by)
    with working_as(lead):
        actions.execute(by=lead, proposal=Proposal.objects.select_related("rule").get(pk=deleted.pk))


def _actor(user_id: Any, role: Role) -> Actor:
    held = Membership.objects.select_related("user", "organisation").filter(role=role.value)
    if user_id is not None:
        held = held.filter(user_id=user_id)
    return actor_from(held.order_by("created_at", "id")[0])


def _files(by: Actor, site: Site, families: list[dict[str, Any]]) -> list[FamilyFile]:
    """Enter closed files as an import does it: persons, case, two contacts. Nobody took part in the project."""
    first_year = time.today().year - 6
    opened = [dt.datetime(first_year, 2 + place, 4, 9, tzinfo=time.BERLIN) for place in range(len(families))]
    counsellor = site.counsellors[0]
    files = bulk.open_files(
        by=by, files=[bulk.NewFile(site.organisation.id, counsellor.id, moment) for moment in opened]
    )
    cases, contacts, ended = [], [], []
    for family, file, moment in zip(families, files, opened, strict=True):
        persons = people.register_many(by=by, rows=_persons(file, family, moment.date()))
        end = moment.date() + dt.timedelta(days=200)
        cases.append(
            BulkCase(
                file_id=file.id,
                channel=Channel.OUTREACH,
                first_contact_on=moment.date(),
                concern=family["concern"],
                exit_on=end,
                exit_reason=next(iter(ExitReason)),
            )
        )
        for days in (0, 90):
            values = ContactValues(
                happened_at=moment + dt.timedelta(days=days),
                minutes=45,
                medium=Medium.OFFICE,
                person_ids=[persons[0].id],
                note=family["note"],
            )
            contacts.append((file.id, counsellor.id, values))
        ended.append((file, end))
    open_cases_bulk(by=by, cases=cases)
    log_contacts_bulk(by=by, contacts=contacts)
    bulk.close_files(by=by, files=ended)
    return files


def _persons(file: FamilyFile, family: dict[str, Any], day: dt.date) -> list[NewPerson]:
    return [
        NewPerson(
            file_id=file.id,
            given_name=name,
            family_name=family["name"],
            birth_date=dt.date(born, 4, 12),
            role=FileRole.CHILD if place else FileRole.ADULT,
            is_main_contact=place == 0,
            valid_from=day,
            fields={},
        )
        for place, (name, born) in enumerate(family["persons"])
    ]

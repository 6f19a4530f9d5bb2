"""Loads the demo county through the same actions as a user's clicks, in bulk where there are many."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterable, Iterator
from typing import Any

from chancennetz.access import actions as access
from chancennetz.access import bulk
from chancennetz.access.constants import Facet, RelationKind, Role
from chancennetz.access.context import working_as
from chancennetz.access.models import FamilyFile
from chancennetz.audit.actions import sign_head
from chancennetz.casework.actions.cases import BulkCase, open_cases_bulk
from chancennetz.casework.constants import Channel, ExitReason, LifeArea
from chancennetz.consent import actions as consent
from chancennetz.consent.constants import ReleasePurpose, SpecialCategory
from chancennetz.contacts.actions.contacts import ContactValues, log_contacts_bulk
from chancennetz.contacts.constants import CounsellingTopic, Medium
from chancennetz.core import time
from chancennetz.core.actor import Actor, system_actor
from chancennetz.demo import (
    assessments_content,
    caseload_content,
    conferences_content,
    consent_content,
    content,
    english_content,
    papers_content,
    publicmap_content,
    referrals_content,
    retention_content,
    staff,
    supportmap_content,
    takeup_content,
    week_content,
)
from chancennetz.demo.families import FAMILIES, InventedFamily, Inventor
from chancennetz.demo.staff import County, Progress, Site
from chancennetz.participation.actions import BulkParticipant, enrol_bulk
from chancennetz.people import actions as people
from chancennetz.people.actions.households import NewGroup, NewRelationship
from chancennetz.people.actions.persons import NewPerson
from chancennetz.people.constants import FileRole, GroupKind, GroupType, RelationshipKind
from chancennetz.people.models import Person
from chancennetz.plans.actions.bulk import PlannedGoal, PlannedStep, add_goals_bulk
from chancennetz.plans.constants import GoalState, StepOwner

SEED = 2026
#: Families are entered in portions, each its own transaction: a kill in between leaves whole portions.
PORTION = 60
RELEASED = {
    "job_centre": (Role.JOB_CENTRE, (Facet.FRAME, Facet.IDENTITY, Facet.EMPLOYMENT, Facet.PLAN, Facet.BENEFITS)),
    "coordinator": (Role.COORDINATOR, (Facet.FRAME, Facet.IDENTITY, Facet.PLAN, Facet.CONFERENCE)),
}
#: Which topic of the evaluation a contact about a life area counts for.
SUBJECTS = {
    LifeArea.MONEY: CounsellingTopic.BENEFITS,
    LifeArea.WORK: CounsellingTopic.WORK,
    LifeArea.HOME: CounsellingTopic.LIVING,
    LifeArea.HEALTH: CounsellingTopic.WELL_BEING,
    LifeArea.FAMILY: CounsellingTopic.CHILDREN,
    LifeArea.SOCIAL: CounsellingTopic.WELL_BEING,
}
POSTCODES = {"Bergkamen": "59192", "Kamen": "59174", "Lünen": "44532", "Schwerte": "58239", "Unna": "59423"}
KEYS = {
    "Bergkamen": "05978004",
    "Kamen": "05978020",
    "Lünen": "05978024",
    "Schwerte": "05978028",
    "Unna": "05978036",
}


def _portions(rows: list[Any]) -> Iterator[list[Any]]:
    for start in range(0, len(rows), PORTION):
        yield rows[start : start + PORTION]


class Loader:
    """Puts invented families into the county."""

    def __init__(self, by: Actor, county: County, progress: Progress) -> None:
        self.by = by
        self.county = county
        self.progress = progress
        self.random = random.Random(SEED)  # noqa: S311 - invented data, not a secret
        self.done = 0

    def site(self, family: InventedFamily) -> Site:
        """Return the provider that works with a family."""
        return self.county.sites[family.site]

    def load(self, families: list[InventedFamily]) -> None:
        """Enter all families."""
        for portion in _portions(families):
            with working_as(self.by):
                self._portion(portion)
            self.done += len(portion)
            self.progress(self.done, FAMILIES, "families")

    def _portion(self, families: list[InventedFamily]) -> None:
        files = bulk.open_files(
            by=self.by,
            files=[
                bulk.NewFile(
                    self.site(family).organisation.id,
                    self._lead(family).id,
                    dt.datetime.combine(family.first_contact, dt.time(9), time.BERLIN),
                )
                for family in families
            ],
        )
        paired = list(zip(families, files, strict=True))
        persons = self._persons(paired)
        self._groups(paired, persons)
        self._cases(paired)
        self._participants(paired, persons)
        for family, file in paired:
            self._declarations(family, file, persons[family.number])
        self._contacts(paired, persons)
        self._goals(paired)
        self._teams(paired)
        ended = [(file, family.exit_on) for family, file in paired if family.exit_on and family.number % 10 < 8]
        bulk.close_files(by=self.by, files=ended)

    def _lead(self, family: InventedFamily) -> Any:
        counsellors = self.site(family).counsellors
        return counsellors[min(family.counsellor, len(counsellors) - 1)]

    def _persons(self, paired: list[tuple[InventedFamily, FamilyFile]]) -> dict[int, list[Person]]:
        rows = []
        for family, file in paired:
            town = self.site(family).town
            for place, one in enumerate(family.persons):
                fields: dict[str, Any] = {
                    "gender": one.gender,
                    "language": family.language,
                    "street": family.street,
                    "postcode": POSTCODES[town],
                    "town": town,
                    "municipality_key": KEYS[town],
                }
                if place == 0:
                    fields |= {"phone": family.phone, "interpreter": family.language in {"ar", "uk"}}
                rows.append(
                    NewPerson(
                        file_id=file.id,
                        given_name=one.given_name,
                        family_name=one.family_name,
                        birth_date=one.birth_date,
                        role=FileRole.CHILD if one.is_child else FileRole.ADULT,
                        is_main_contact=place == 0,
                        valid_from=family.first_contact,
                        fields=fields,
                    )
                )
        made = iter(people.register_many(by=self.by, rows=rows))
        return {family.number: [next(made) for _one in family.persons] for family, _file in paired}

    def _groups(self, paired: list[tuple[InventedFamily, FamilyFile]], persons: dict[int, list[Person]]) -> None:
        groups, ties = [], []
        for family, file in paired:
            members = [(person.id, family.first_contact, None) for person in persons[family.number]]
            adults = [place for place, one in enumerate(family.persons) if not one.is_child]
            kind = GroupType.COUPLE_CHILDREN if len(adults) > 1 else GroupType.SINGLE_PARENT
            groups.append(NewGroup(file.id, GroupKind.HOUSEHOLD, members, kind))
            if family.number % 3 != 2:
                groups.append(NewGroup(file.id, GroupKind.BENEFIT_HOUSEHOLD, members, kind))
            for adult in adults:
                for place, one in enumerate(family.persons):
                    if one.is_child:
                        ids = (persons[family.number][adult].id, persons[family.number][place].id)
                        ties.append(NewRelationship(file.id, *ids, RelationshipKind.PARENT, family.first_contact))
            if len(adults) > 1:
                ids = (persons[family.number][0].id, persons[family.number][1].id)
                ties.append(NewRelationship(file.id, *ids, RelationshipKind.PARTNER, family.first_contact))
        people.create_groups(by=self.by, groups=groups)
        people.relate_many(by=self.by, rows=ties)

    def _cases(self, paired: list[tuple[InventedFamily, FamilyFile]]) -> None:
        open_cases_bulk(
            by=self.by,
            cases=[
                BulkCase(
                    file_id=file.id,
                    channel=Channel(family.channel),
                    first_contact_on=family.first_contact,
                    concern=family.concern,
                    channel_place=family.place if family.channel == Channel.OUTREACH else "",
                    case_type=family.case_type,
                    assessed_on=family.assessed_on,
                    exit_on=family.exit_on,
                    exit_reason=list(ExitReason)[family.number % len(ExitReason)] if family.exit_on else "",
                )
                for family, file in paired
            ],
        )

    def _participants(self, paired: list[tuple[InventedFamily, FamilyFile]], persons: dict[int, list[Person]]) -> None:
        rows = []
        for family, file in paired:
            for person, one in zip(persons[family.number], family.persons, strict=True):
                if not one.participant:
                    continue
                begins = {"basic": 0, "benefits": 30, "employment": 75}
                modules = [(module, family.first_contact + dt.timedelta(days=begins[module])) for module in one.modules]
                last = family.exit_on or time.today()
                rows.append(
                    BulkParticipant(
                        file_id=file.id,
                        person_id=person.id,
                        partner=self.site(family).partner,
                        entry_on=family.first_contact,
                        modules=[(module, min(start, last)) for module, start in modules],
                        exit_on=family.exit_on,
                    )
                )
        enrol_bulk(by=self.by, participants=rows)

    def _declarations(self, family: InventedFamily, file: FamilyFile, persons: list[Person]) -> None:
        signed = family.first_contact
        given = consent.record_consent(
            by=self.by,
            file=file,
            person=persons[0],
            signed_on=signed,
            valid_from=signed,
            special_categories=[SpecialCategory.HEALTH.value] if family.number % 3 else [],
        )
        if family.exit_on and family.number % 29 == 5:
            consent.withdraw(by=self.by, declaration=given, withdrawn_by=persons[0])
        if not family.release:
            return
        role, facets = RELEASED[family.release]
        recipient = self.county.job_centre
        if family.release == "coordinator":
            recipient = self.county.coordinators[self.site(family).town]
        purpose = ReleasePurpose.PLACEMENT if family.release == "job_centre" else ReleasePurpose.COORDINATION
        start = signed + dt.timedelta(days=14)
        if start > time.today():
            return
        release = consent.record_release(
            by=self.by,
            file=file,
            person=persons[0],
            recipient=recipient,
            recipient_role=role,
            facets=facets,
            purpose=purpose,
            valid_to=time.add_months(start, (6, 9, 12)[family.number % 3]),
            signed_on=start,
            valid_from=start,
        )
        if family.number % 7 == 3 and release.valid_to is not None and release.valid_to > time.today():
            consent.withdraw(by=self.by, declaration=release, withdrawn_by=persons[0])

    def _contacts(self, paired: list[tuple[InventedFamily, FamilyFile]], persons: dict[int, list[Person]]) -> None:
        rows = []
        for family, file in paired:
            lead = self._lead(family)
            for one in family.contacts:
                values = ContactValues(
                    happened_at=one.at,
                    minutes=one.minutes,
                    medium=Medium(one.medium),
                    person_ids=[persons[family.number][place].id for place in one.persons],
                    reached=one.reached,
                    place=one.place,
                    topics=one.topics,
                    subjects=[SUBJECTS[LifeArea(area)] for area in one.topics],
                    note=one.note,
                    module=one.module,
                    travel_minutes=20 if one.medium == Medium.HOME_VISIT else 0,
                )
                rows.append((file.id, lead.id, values))
        log_contacts_bulk(by=self.by, contacts=rows)

    def _goals(self, paired: list[tuple[InventedFamily, FamilyFile]]) -> None:
        goals = []
        for family, file in paired:
            lead = self._lead(family)
            for goal in family.goals:
                steps = [
                    PlannedStep(
                        title=step.title,
                        owner_kind=StepOwner(step.owner),
                        owner_user_id=lead.id if step.owner == StepOwner.COUNSELLOR else None,
                        owner_name="Beratungsstelle" if step.owner == StepOwner.PARTNER else "",
                        due_on=step.due_on,
                        done_on=step.done_on,
                    )
                    for step in goal.steps
                ]
                goals.append(
                    PlannedGoal(
                        file_id=file.id,
                        title=goal.title,
                        life_area=LifeArea(goal.area),
                        why=goal.why,
                        state=GoalState(goal.state),
                        due_on=goal.due_on,
                        agreed_on=goal.agreed_on,
                        closed_on=goal.closed_on,
                        hurdles=goal.hurdles,
                        steps=steps[:2],
                        sub_goals=[("Danach", steps[2:])] if len(steps) > 2 else [],
                    )
                )
        add_goals_bulk(by=self.by, goals=goals)

    def _teams(self, paired: list[tuple[InventedFamily, FamilyFile]]) -> None:
        for family, file in paired:
            site = self.site(family)
            others = [user for user in site.counsellors if user.id != self._lead(family).id]
            if others and family.number % 6 == 1 and family.exit_on is None:
                kind = RelationKind.CASE_TEAM if family.number % 12 == 1 else RelationKind.DEPUTY
                until = None if kind is RelationKind.CASE_TEAM else time.now() + dt.timedelta(days=21)
                access.add_to_team(by=self.by, file=file, user=others[0], kind=kind, until=until, reason="Urlaub")


def load_demo(progress: Progress) -> None:
    """Load the whole county into an empty database."""
    by = system_actor(name="Demo")
    texts = content.toml("texts")
    people_of_staff = content.toml("staff")
    with working_as(by):
        progress(0, 3, "county")
        staff.load_places(by)
        progress(1, 3, "county")
        programme = staff.load_programme(by)
        users = staff.load_staff(by, people_of_staff["person"], people_of_staff["password"])
        progress(3, 3, "county")
        county = staff.county(programme, users)
        supportmap_content.load(by)
        publicmap_content.load(by)
        english_content.load(by)
        takeup_content.load(by)
    families = Inventor(
        SEED, time.today(), content.toml("names"), texts, time.BERLIN, sites=len(county.sites)
    ).families()
    Loader(by, county, progress).load(families)
    assessments_content.load(by)
    week_content.load(county, texts, progress)
    conferences_content.load(county)
    referrals_content.load(county)
    caseload_content.load(county)
    papers_content.load(county)
    consent_content.load(county)
    retention_content.load(county)
    sign_head()


def is_empty(tables: Iterable[Any] = (FamilyFile,)) -> bool:
    """Tell whether there is nothing yet that the demo would disturb."""
    with working_as(system_actor()):
        return not any(table.objects.exists() for table in tables)

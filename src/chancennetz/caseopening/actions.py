"""Opening the file and the case of a new family, in one transaction."""

from __future__ import annotations

import dataclasses
import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from chancennetz.access import actions as access
from chancennetz.access.models import FamilyFile
from chancennetz.casework.actions.records import check_day, insert
from chancennetz.casework.constants import CaseType, Channel
from chancennetz.casework.models import Case
from chancennetz.casework.rules import is_contact_day
from chancennetz.consent import actions as consent
from chancennetz.consent.constants import ADULT_AGE, ConsentForm
from chancennetz.core import time
from chancennetz.core.action import action
from chancennetz.core.actor import Actor
from chancennetz.core.errors import NotAllowed
from chancennetz.monitoring.constants import BASIC_MODULE
from chancennetz.monitoring.models import Partner
from chancennetz.participation.actions import enrol
from chancennetz.people import actions as people
from chancennetz.people.constants import FileRole, GroupKind, RelationshipKind
from chancennetz.people.models import Person


@dataclasses.dataclass(frozen=True, slots=True)
class NewPerson:
    """Somebody of a new family. `person_id` names a person who is known already; then the rest is left as it is.

    `parents` are the places of the parents in the list of persons; `fields` go to `people` as they are.
    """

    given_name: str
    family_name: str
    birth_date: dt.date | None = None
    role: FileRole = FileRole.ADULT
    person_id: uuid.UUID | None = None
    parents: Sequence[int] = ()
    fields: Mapping[str, Any] = dataclasses.field(default_factory=dict)


@dataclasses.dataclass(frozen=True, slots=True)
class NewGroup:
    """Who lives behind one front door: places in the list of persons, and what kind of household it is."""

    members: Sequence[int]
    type: str = ""
    label: str = ""
    kind: GroupKind = GroupKind.HOUSEHOLD


@dataclasses.dataclass(frozen=True, slots=True)
class NewFamily:
    """The persons of a new file, the first one being the main contact, and their households."""

    persons: Sequence[NewPerson]
    households: Sequence[NewGroup] = ()


@dataclasses.dataclass(frozen=True, slots=True)
class NewConsent:
    """A first declaration: who of the family signed (place in the list), when, in which form and language."""

    person: int
    signed_on: dt.date
    form: ConsentForm = ConsentForm.PAPER
    language: str = "de"
    interpreter: str = ""
    special_categories: Sequence[str] = ()
    follow_up_contact: bool = False
    valid_to: dt.date | None = None


@dataclasses.dataclass(frozen=True, slots=True)
class NewEnrolment:
    """Who of the family begins in which modules of a partner's programme."""

    person: int
    partner: Partner
    entry_on: dt.date
    modules: Sequence[str] = (BASIC_MODULE,)


@action
def open_case(
    *,
    by: Actor,
    family: NewFamily,
    channel: Channel,
    first_contact_on: dt.date,
    consents: Sequence[NewConsent],
    channel_place: str = "",
    concern: str = "",
    case_type: CaseType | str = "",
    enrolments: Sequence[NewEnrolment] = (),
    lead_id: uuid.UUID | None = None,
    organisation_id: uuid.UUID | None = None,
) -> Case:
    """Open file and case for a family in one transaction: persons, households, first consent, case, participation.

    Led by `by` unless `lead_id` says otherwise (imports name the organisation too). Raises ValidationError; then
    nothing is there.
    """
    lead, organisation = lead_id or by.user_id, organisation_id or by.organisation_id
    if lead is None or organisation is None:
        raise NotAllowed("a case is opened for an organisation, with a lead")
    if not family.persons:
        raise ValidationError({"persons": _("A family has at least one person.")})
    if not consents:
        raise ValidationError({"consents": _("Without consent nothing may be kept. Please record it first.")})
    check_day(first_contact_on, "first_contact_on", past=True)
    file = access.open_file(by=by, organisation_id=organisation, lead_id=lead)
    persons = _add_persons(by, file, family, _since(consents))
    for one in consents:
        guardians = _guardians(family, persons, one.person)
        consent.record_consent(
            by=by,
            file=file,
            person=persons[one.person],
            signed_on=one.signed_on,
            form=one.form,
            language=one.language,
            interpreter=one.interpreter,
            special_categories=list(one.special_categories),
            follow_up_contact=one.follow_up_contact,
            valid_to=one.valid_to,
            guardian=guardians[0],
            second_guardian=guardians[1],
        )
    case = Case(
        file=file,
        channel=Channel(channel),
        channel_place=channel_place,
        first_contact_on=first_contact_on,
        concern=concern,
        case_type=case_type,
    )
    insert(case, by)
    for enrolment in enrolments:
        enrol(
            by=by,
            file=file,
            person_id=persons[enrolment.person].pk,
            partner=enrolment.partner,
            entry_on=enrolment.entry_on,
            modules=enrolment.modules,
        )
    return case


def _since(consents: Sequence[NewConsent]) -> dt.date:
    """Return from when persons belong to the file: the first signature, so that parents could sign for a child then."""
    today = time.today()
    return min([one.signed_on for one in consents if is_contact_day(one.signed_on, today)], default=today)


def _add_persons(by: Actor, file: FamilyFile, family: NewFamily, since: dt.date) -> list[Person]:
    persons = []
    for place, new in enumerate(family.persons):
        if new.person_id is None:
            person = people.register_person(
                by=by,
                file=file,
                given_name=new.given_name,
                family_name=new.family_name,
                birth_date=new.birth_date,
                role=new.role,
                is_main_contact=place == 0,
                valid_from=since,
                **dict(new.fields),
            )
        else:
            person = _known(new.person_id)
            people.add_to_file(by=by, file=file, person=person, role=new.role, valid_from=since)
            if place == 0:
                people.set_main_contact(by=by, file=file, person=person)
        persons.append(person)
    for place, new in enumerate(family.persons):
        for parent in new.parents:
            people.relate(
                by=by,
                file=file,
                person=persons[parent],
                other=persons[place],
                kind=RelationshipKind.PARENT,
                valid_from=since,
            )
    for group in family.households:
        people.create_group(
            by=by,
            file=file,
            kind=group.kind,
            members=[persons[place] for place in group.members],
            type=group.type,
            label=group.label,
            valid_from=since,
        )
    return persons


def _known(person_id: uuid.UUID) -> Person:
    """Return a person who is already known; one that the actor cannot see does not exist."""
    person = Person.objects.filter(pk=person_id).first()
    if not isinstance(person, Person):
        raise NotAllowed("this person is not visible")
    return person


def _guardians(family: NewFamily, persons: Sequence[Person], place: int) -> tuple[Person | None, Person | None]:
    """Return who signs for a child or young person: the first two parents. Adults sign alone."""
    new = family.persons[place]
    age = time.age_on(new.birth_date, time.today()) if new.birth_date else None
    of_age = new.role != FileRole.CHILD if age is None else age >= ADULT_AGE
    parents = [] if of_age else list(new.parents)[:2]
    found = [*(persons[parent] for parent in parents), None, None]
    return found[0], found[1]

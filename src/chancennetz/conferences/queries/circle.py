"""Whom a conference is about: names, roles, who decides for whom, and what a text must not give away."""

from __future__ import annotations

import dataclasses
import datetime as dt
import uuid
from collections.abc import Collection, Iterable

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from chancennetz import anonymity
from chancennetz.access.models import FamilyFile
from chancennetz.conferences import rules
from chancennetz.conferences.constants import CATEGORIES
from chancennetz.consent.constants import ReleasePurpose
from chancennetz.consent.models import ConfidentialityRelease
from chancennetz.core import time
from chancennetz.organisations.models import Organisation
from chancennetz.people.constants import Gender, RelationshipKind
from chancennetz.people.models import Relationship
from chancennetz.people.queries import InThisFile, people_in_file
from chancennetz.sharing.constants import ShareAnswer
from chancennetz.sharing.queries import release_fact, rows_in_force
from chancennetz.sharing.rules import Question, ReleaseFact, RuleRow, may_share


@dataclasses.dataclass(frozen=True, slots=True)
class Member:
    """A person of the family: the name, and what stands for it where names are closed."""

    id: uuid.UUID
    name: str
    given_name: str
    role: str
    age_band: str
    is_child: bool


@dataclasses.dataclass(frozen=True, slots=True)
class Circle:
    """The persons of a file today. `wards`: person -> the children for whom he or she decides."""

    members: tuple[Member, ...]
    household: anonymity.Household
    wards: dict[uuid.UUID, frozenset[uuid.UUID]]

    def member(self, person_id: uuid.UUID) -> Member | None:
        """Return a person by id, None when he or she has left the file."""
        return next((one for one in self.members if one.id == person_id), None)

    def called(self, person_ids: Iterable[uuid.UUID], *, names: bool) -> list[str]:
        """Return how persons are called: by name, or by role with the age in a band."""
        wanted = set(person_ids)
        return [one.name if names else described(one) for one in self.members if one.id in wanted]


def described(one: Member) -> str:
    """Return a person without a name: "Mutter, 30 bis 39 Jahre"."""
    return f"{one.role}, {one.age_band}" if one.age_band else one.role


def circle_of(file: FamilyFile, day: dt.date | None = None) -> Circle:
    """Return the persons of a file with names, roles and custody. Three queries."""
    day = day or time.today()
    people = people_in_file(file, day)
    kinds = [RelationshipKind.PARENT, RelationshipKind.GUARDIAN]
    ties = [tie for tie in Relationship.objects.filter(file=file, kind__in=kinds) if tie.is_valid_on(day)]
    roles = _roles(people, {tie.person_id for tie in ties if tie.kind == RelationshipKind.PARENT})
    members = tuple(_member(one, roles[one.person.pk], day) for one in people)
    hidden = tuple(_hidden(one, roles[one.person.pk]) for one in people)
    household = anonymity.Household(members=hidden, day=day, numbers=(file.number,))
    return Circle(members, household, _wards(people, ties))


def _member(one: InThisFile, role: str, day: dt.date) -> Member:
    person = one.person
    band = anonymity.age_band(person.birth_date, day) if person.birth_date else ""
    return Member(person.pk, person.full_name, person.given_name, role, band, one.is_child)


def _hidden(one: InThisFile, role: str) -> anonymity.Member:
    person = one.person
    return anonymity.Member(
        role=role,
        given_name=person.given_name,
        family_name=person.family_name,
        birth_name=person.birth_name,
        birth_date=person.birth_date,
        gender=person.gender,
        street=person.street,
        postcode=person.postcode,
        town=person.town,
        phone=person.phone,
        email=person.email,
    )


def _roles(people: list[InThisFile], parents: Collection[uuid.UUID]) -> dict[uuid.UUID, str]:
    """Return what stands for each name: Mutter, Vater, Elternteil, Kind 1, erwachsene Person 2."""
    words = {Gender.FEMALE.value: pgettext("role", "Mother"), Gender.MALE.value: pgettext("role", "Father")}
    labels: list[str] = []
    for one in people:
        if one.is_child:
            labels.append(pgettext("role", "Child"))
        elif one.person.pk in parents:
            labels.append(words.get(one.person.gender, pgettext("role", "Parent")))
        else:
            labels.append(pgettext("role", "Adult"))
    roles: dict[uuid.UUID, str] = {}
    for place, (one, label) in enumerate(zip(people, labels, strict=True)):
        several = labels.count(label) > 1 or one.is_child
        roles[one.person.pk] = f"{label} {labels[: place + 1].count(label)}" if several else label
    return roles


def _wards(people: list[InThisFile], ties: list[Relationship]) -> dict[uuid.UUID, frozenset[uuid.UUID]]:
    wards: dict[uuid.UUID, set[uuid.UUID]] = {}
    for child in (one.person.pk for one in people if one.is_child):
        mine = [tie for tie in ties if tie.other_id == child]
        guardians = [tie for tie in mine if tie.kind == RelationshipKind.GUARDIAN] or mine
        for tie in guardians:
            wards.setdefault(tie.person_id, set()).add(child)
    return {person: frozenset(children) for person, children in wards.items()}


def grants_of(
    file: FamilyFile,
    offices: Iterable[tuple[Organisation, str]],
    persons: Iterable[uuid.UUID],
    speaker_id: uuid.UUID | None,
) -> tuple[rules.Grant, ...]:
    """Return what the consent check answers now for offices (organisation, role) and persons. Two queries.

    Only a release counts. A statute that would allow telling something is a decision of its own, written down with its
    reason (`sharing.actions.record_disclosure`), never a side effect of minutes.
    """
    asked = {(office.pk, role): (office, role) for office, role in offices}
    if not asked:
        return ()
    now = time.now()
    rows = rows_in_force()
    releases = [release_fact(one, now) for one in ConfidentialityRelease.objects.filter(file=file)]
    found = []
    for office, role in asked.values():
        for person_id in set(persons):
            question = Question(
                category="",
                sender_id=file.organisation_id,
                recipient_id=office.pk,
                recipient_kind=office.kind,
                recipient_role=role,
                domain_from=file.domain,
                day=now.astimezone(time.BERLIN).date(),
                persons=frozenset({person_id}),
                purpose=ReleasePurpose.CONFERENCE,
                speaker_id=speaker_id,
            )
            mine = [one for one in releases if one.recipient_id == office.pk and one.person_id == person_id]
            facets = frozenset(
                category.value
                for category in CATEGORIES
                if mine and _released(dataclasses.replace(question, category=category.value), rows, mine)
            )
            if facets:
                found.append(rules.Grant(person_id, office.pk, role, facets))
    return tuple(found)


def _released(question: Question, rows: list[RuleRow], releases: list[ReleaseFact]) -> bool:
    return may_share(question, rows, releases).answer is ShareAnswer.RELEASE


def nobody() -> str:
    """Return what stands for somebody who is not in the file any more."""
    return _("a person who has left the family")

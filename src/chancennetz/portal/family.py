"""The family file on one page: who they are, how it stands, what comes next."""

from __future__ import annotations

import dataclasses
import datetime as dt
import uuid
from typing import Any

from django.db.models import Q, QuerySet

from chancennetz.access.constants import Action, Facet
from chancennetz.access.models import FamilyFile, Relation
from chancennetz.access.queries import team_among
from chancennetz.access.rules import FileFacts, opened_facets
from chancennetz.casework.constants import TIMELINE_FACETS, Phase, TimelineKind
from chancennetz.casework.queries.cases import phase_of
from chancennetz.casework.queries.timeline import TimelinePage, timeline
from chancennetz.casework.timeline_events import kinds as timeline_kinds
from chancennetz.consent.queries import declarations_of
from chancennetz.core import crypto, time
from chancennetz.core.actor import Actor
from chancennetz.core.prepared import prepared
from chancennetz.participation.queries import hours_of
from chancennetz.participation.rules import ModuleHours
from chancennetz.people.models import GroupMember, PersonGroup
from chancennetz.people.queries import (
    ContactLine,
    InThisFile,
    called_after,
    contact_lines_of,
    family_called,
    people_in_file,
)
from chancennetz.plans.queries.plan import StepView, next_steps
from chancennetz.tasks.models import Appointment
from chancennetz.tasks.queries import next_appointments

SHOWN_STEPS = 3
SHOWN_EVENTS = 12


@dataclasses.dataclass(frozen=True, slots=True)
class Household:
    """A group of today with the given names of its members."""

    group: PersonGroup
    names: list[str]


@prepared
def _members(*, file_id: uuid.UUID, day: dt.date) -> QuerySet[GroupMember]:
    valid = Q(valid_from__lte=day) & (Q(valid_to__isnull=True) | Q(valid_to__gte=day))
    found: QuerySet[GroupMember] = GroupMember.objects.filter(valid, file_id=file_id).select_related("group")
    return found.order_by("group__created_at", "group_id")


def _households(file: FamilyFile, people: list[InThisFile]) -> list[Household]:
    """Return the groups of today (one query); the names are those of the people already loaded."""
    names = {one.person.pk: str(one.person.given_name) for one in people}
    place = {one.person.pk: number for number, one in enumerate(people)}
    members: dict[PersonGroup, list[uuid.UUID]] = {}
    for member in _members(file_id=file.pk, day=time.today()):
        if member.person_id in place:
            members.setdefault(member.group, []).append(member.person_id)
    return [
        Household(group, [names[one] for one in sorted(found, key=place.__getitem__)])
        for group, found in members.items()
    ]


@dataclasses.dataclass(frozen=True, slots=True)
class FamilyPage:
    """What the reader may see of a family; a part that is closed to him or her is None."""

    people: list[InThisFile] | None
    households: list[Household] | None
    phase: Phase
    hours: list[ModuleHours] | None
    team: list[Relation] | None
    declarations: list[Any] | None
    steps: list[StepView] | None
    appointments: list[Appointment] | None
    timeline: TimelinePage | None
    kinds: list[TimelineKind]
    may: dict[str, bool]

    @property
    def contact_lines(self) -> list[ContactLine]:
        """What to mind before getting in touch with somebody of the family; empty when names are closed."""
        return contact_lines_of(self.people or [])

    @property
    def agreed_sentences(self) -> list[str]:
        """What the family allows, each sentence once, whoever of them signed."""
        return list(dict.fromkeys(view.sentence for view in self.declarations or []))

    @property
    def name(self) -> str:
        """What the family is called; empty when names are closed to the reader."""
        links = [one.link for one in self.people or []]
        return next((family_called(people[0]) for people in called_after(links).values()), "")


def _history(file: FamilyFile, kinds: list[TimelineKind], page: int, people: list[InThisFile] | None) -> TimelinePage:
    """Return a page of the timeline; it names nobody when the names are closed to the reader."""
    known = [one.person for one in people or ()]
    return timeline(file, kinds, page, per_page=SHOWN_EVENTS, names=people is not None, known=known)


def family_page(
    actor: Actor,
    file: FamilyFile,
    facts: FileFacts,
    relations: list[Relation],
    *,
    kinds: tuple[TimelineKind, ...] | None = None,
    page: int = 1,
) -> FamilyPage:
    """Put the page together from what is open to the reader."""
    now: dt.datetime = time.now()
    sees = opened_facets(actor, facts, now)
    changes = opened_facets(actor, facts, now, Action.UPDATE)
    exports = opened_facets(actor, facts, now, Action.EXPORT)
    crypto.preload_keys([file.pk])
    people = people_in_file(file) if Facet.IDENTITY in sees else None
    names = Facet.IDENTITY in sees
    open_kinds = [kind for kind in timeline_kinds() if TIMELINE_FACETS[kind] in sees]
    shown = [kind for kind in open_kinds if kinds is None or kind in kinds]
    history = {Facet.CONTACT, Facet.PLAN} <= sees
    return FamilyPage(
        people=people,
        households=_households(file, people) if Facet.HOUSEHOLD in sees and people is not None else None,
        phase=phase_of(file),
        hours=hours_of(file) if Facet.CONTACT in sees else None,
        team=team_among(relations) if Facet.TEAM in sees else None,
        declarations=declarations_of(file, people=False) if Facet.CONSENT in sees else None,
        steps=next_steps(file, SHOWN_STEPS, names=names) if Facet.PLAN in sees else None,
        appointments=next_appointments(file.pk) if Facet.TASK in sees else None,
        timeline=_history(file, shown, page, people) if history else None,
        kinds=open_kinds,
        may={
            "plan": Facet.PLAN in sees,
            "contacts": Facet.CONTACT in sees,
            "consents": Facet.CONSENT in sees,
            "documents": Facet.DOCUMENT in sees,
            "log_contact": Facet.CONTACT in changes,
            "change_plan": Facet.PLAN in changes,
            "print_plan": Facet.PLAN in exports,
            "readers": Facet.READ_LOG in sees,
            "change_people": Facet.IDENTITY in changes,
            "team": Facet.TEAM in sees,
        },
    )

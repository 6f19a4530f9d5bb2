"""What counselling is about and what stands in the way, for the lead of a team: counts that may be given away.

Only quarters that have ended are counted, so that nobody compares two days; and every count of persons passes
`smallarea.small_numbers.protect_counts`.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import uuid
from collections.abc import Iterable, Mapping

from django.db.models import Q, QuerySet

from chancennetz.access.constants import Facet
from chancennetz.access.models import FamilyFile
from chancennetz.access.queries import visible_files
from chancennetz.caseload.rules.periods import Period
from chancennetz.contacts.constants import CounsellingTopic
from chancennetz.contacts.models import ContactEntry, ContactPerson
from chancennetz.core import time
from chancennetz.core.actor import Actor
from chancennetz.monitoring.constants import SMALL_NUMBER
from chancennetz.participation.models import Participant
from chancennetz.plans.constants import GoalState, Hurdle
from chancennetz.plans.models import Goal
from smallarea.small_numbers import protect_counts

#: A count as it may be shown: "" stands for a hidden one.
Shown = int | str


@dataclasses.dataclass(frozen=True, slots=True)
class Frequency:
    """How often something was named: in how many contacts or goals, by how many families and participants."""

    label: str
    times: Shown
    families: Shown
    participants: Shown


@dataclasses.dataclass(frozen=True, slots=True)
class _Named:
    """One naming: what, in which contact or goal, in which file, about which participants."""

    key: str
    where: uuid.UUID
    file_id: uuid.UUID
    participants: frozenset[uuid.UUID]


def topics(actor: Actor, quarter: Period) -> list[Frequency]:
    """Return how often each topic of counselling was named in a quarter, in the order of the list (three queries).

    A contact with two topics counts for both. Participants are those of the programme who were there.
    """
    begin = dt.datetime.combine(quarter.first, dt.time(), time.BERLIN)
    end = dt.datetime.combine(quarter.last + dt.timedelta(days=1), dt.time(), time.BERLIN)
    found = ContactEntry.objects.filter(
        file__in=_own_files(actor, Facet.CONTACT), deleted_at__isnull=True, happened_at__gte=begin, happened_at__lt=end
    )
    rows = list(found.exclude(subjects=[]).values_list("pk", "file_id", "subjects"))
    present: dict[uuid.UUID, set[uuid.UUID]] = {}
    for contact_id, person_id in ContactPerson.objects.filter(contact__in=[row[0] for row in rows]).values_list(
        "contact_id", "person_id"
    ):
        present.setdefault(contact_id, set()).add(person_id)
    taking = {person for people in _participants((row[1] for row in rows), quarter).values() for person in people}
    named = [
        _Named(key, contact_id, file_id, frozenset(present.get(contact_id, set()) & taking))
        for contact_id, file_id, subjects in rows
        for key in subjects
    ]
    return _frequencies({one.value: str(one.label) for one in CounsellingTopic}, named)


def hurdles(actor: Actor, quarter: Period) -> list[Frequency]:
    """Return how often each hurdle stood in the way of a goal that was pursued in a quarter (two queries).

    A goal begins on the day of its agreement, a draft when it is written; dropped ones do not count. Participants are
    those of the programme in the families concerned.
    """
    after = dt.datetime.combine(quarter.last + dt.timedelta(days=1), dt.time(), time.BERLIN)
    begun = Q(agreed_on__lte=quarter.last) | Q(agreed_on__isnull=True, created_at__lt=after)
    not_over = Q(closed_on__isnull=True) | Q(closed_on__gte=quarter.first)
    found = Goal.objects.filter(begun, not_over, file__in=_own_files(actor, Facet.PLAN)).exclude(
        state=GoalState.DROPPED
    )
    rows = list(found.exclude(hurdles=[]).values_list("pk", "file_id", "hurdles"))
    taking = _participants((row[1] for row in rows), quarter)
    named = [
        _Named(key, goal_id, file_id, frozenset(taking.get(file_id, set())))
        for goal_id, file_id, keys in rows
        for key in keys
    ]
    return _frequencies({one.value: str(one.label) for one in Hurdle}, named)


def _own_files(actor: Actor, facet: Facet) -> QuerySet[FamilyFile]:
    assert actor.organisation_id is not None  # noqa: S101 - a team lead works for an organisation
    return visible_files(actor, facet).filter(organisation_id=actor.organisation_id)


def _participants(file_ids: Iterable[uuid.UUID], quarter: Period) -> dict[uuid.UUID, set[uuid.UUID]]:
    """Return who took part in a programme in a quarter, by file (one query)."""
    still_there = Q(exit_on__isnull=True) | Q(exit_on__gte=quarter.first)
    rows = Participant.objects.filter(still_there, file_id__in=set(file_ids), entry_on__lte=quarter.last)
    found: dict[uuid.UUID, set[uuid.UUID]] = {}
    for file_id, person_id in rows.values_list("file_id", "person_id"):
        found.setdefault(file_id, set()).add(person_id)
    return found


def _frequencies(labels: Mapping[str, str], named: list[_Named]) -> list[Frequency]:
    """Count namings by key and hide small numbers. Where families or participants are hidden, so is how often."""
    families = _protected({key: len({one.file_id for one in named if one.key == key}) for key in labels})
    persons = {key: len({person for one in named if one.key == key for person in one.participants}) for key in labels}
    participants = _protected(persons)
    times = {key: len({one.where for one in named if one.key == key}) for key in labels}
    return [
        Frequency(
            label,
            "" if "" in {families[key], participants[key]} else times[key],
            families[key],
            participants[key],
        )
        for key, label in labels.items()
    ]


def _protected(counts: Mapping[str, int]) -> dict[str, Shown]:
    """Return the counts with "" for a small one. Each stands for itself: namings overlap, there is no sum."""
    return {
        key: "" if protect_counts({key: count}, SMALL_NUMBER, dimensions=("what",)).is_suppressed((key,)) else count
        for key, count in counts.items()
    }

"""Decisions about taking part: how hours are counted, and what enters the counts. Pure: no database, no clock."""

from __future__ import annotations

import dataclasses
import datetime as dt
import uuid
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from chancennetz.core import time
from chancennetz.monitoring.constants import BASIC_MODULE, What


@dataclasses.dataclass(frozen=True, slots=True)
class Participation:
    """A person in a programme at a partner, with the day from which each module counts. `exit_on` is the last day.

    `moves` are later partners with the moment from which on it is them with whom the person counts, the oldest first.
    """

    person_id: uuid.UUID
    programme_id: uuid.UUID
    partner_id: uuid.UUID
    entry_on: dt.date
    exit_on: dt.date | None
    modules: tuple[tuple[str, dt.date], ...]
    moves: tuple[tuple[dt.datetime, uuid.UUID], ...] = ()

    def partner_on(self, day: dt.date, at: dt.datetime | None = None) -> uuid.UUID:
        """Return with whom the person counts: at a moment, or on a day of which no moment is known.

        What has only a day counts for the new partner from the day of the change on.
        """
        begun = [
            partner
            for since, partner in self.moves
            if (since <= at if at is not None else since.astimezone(time.BERLIN).date() <= day)
        ]
        return begun[-1] if begun else self.partner_id

    def holds_on(self, day: dt.date) -> bool:
        """Tell whether the person takes part on a day."""
        return self.entry_on <= day and (self.exit_on is None or day <= self.exit_on)

    def module_on(self, day: dt.date, wanted: str) -> str:
        """Return the module in which time of this day counts: the wanted one if the person is in it, else the first."""
        running = [module for module, start in self.modules if start <= day]
        if wanted in running:
            return wanted
        return running[0] if running else BASIC_MODULE


@dataclasses.dataclass(frozen=True, slots=True)
class ContactFact:
    """A contact as far as it counts: its day in Berlin, minutes without travel, who took part, and its moment."""

    day: dt.date
    minutes: int
    reached: bool
    module: str
    person_ids: frozenset[uuid.UUID]
    medium: str = ""
    at: dt.datetime | None = None


class CountKey(NamedTuple):
    """One cell of the counts without persons: the columns of a tally."""

    day: dt.date
    programme_id: uuid.UUID
    partner_id: uuid.UUID
    module: str
    case_type: str
    what: str


def _present(participations: Iterable[Participation], contact: ContactFact) -> list[Participation]:
    return [one for one in participations if one.person_id in contact.person_ids and one.holds_on(contact.day)]


def used_minutes(
    participations: Sequence[Participation], contacts: Iterable[ContactFact]
) -> Counter[tuple[uuid.UUID, str]]:
    """Return the minutes of counselling by (person, module).

    The whole time of a contact counts for everybody who took part and is in a programme on that day. A contact in
    which nobody was reached is work, but no hour of a participant; travel is never counted.
    """
    used: Counter[tuple[uuid.UUID, str]] = Counter()
    for contact in contacts:
        if contact.reached:
            for one in _present(participations, contact):
                used[one.person_id, one.module_on(contact.day, contact.module)] += contact.minutes
    return used


def contact_counts(
    participations: Sequence[Participation], contacts: Iterable[ContactFact], case_type: str
) -> Counter[CountKey]:
    """Return what contacts add to the counts: minutes of participants, contacts, contacts that reached somebody.

    A contact counts once per partner whose participants took part.
    """
    counts: Counter[CountKey] = Counter()
    for contact in contacts:
        seen: set[tuple[uuid.UUID, uuid.UUID]] = set()
        for one in _present(participations, contact):
            module = one.module_on(contact.day, contact.module)
            place = (one.programme_id, one.partner_on(contact.day, contact.at))
            if contact.reached:
                counts[CountKey(contact.day, *place, module, case_type, What.MINUTES)] += contact.minutes
            if place not in seen:
                seen.add(place)
                counts[CountKey(contact.day, *place, module, case_type, What.CONTACT)] += 1
                if contact.reached:
                    counts[CountKey(contact.day, *place, module, case_type, What.REACHED)] += 1
    return +counts


def participation_counts(participations: Iterable[Participation], case_type: str) -> Counter[CountKey]:
    """Return what participations add to the counts: entries, beginnings of further modules, exits.

    An entry counts for the partner with whom the person began, whoever goes on with the family (one person counts
    once); everything else for the partner of its day.
    """
    counts: Counter[CountKey] = Counter()
    for one in participations:
        counts[CountKey(one.entry_on, one.programme_id, one.partner_id, "", case_type, What.ENTRY)] += 1
        for module, start in one.modules:
            if module == BASIC_MODULE:
                continue  # everybody begins with it: that is the entry
            place = (one.programme_id, one.partner_on(start))
            counts[CountKey(start, *place, module, case_type, What.MODULE)] += 1
        if one.exit_on is not None:
            place = (one.programme_id, one.partner_on(one.exit_on))
            counts[CountKey(one.exit_on, *place, "", case_type, What.EXIT)] += 1
    return counts


def correction(before: Mapping[CountKey, int], after: Mapping[CountKey, int]) -> dict[CountKey, int]:
    """Return the rows that turn one state of the counts into another; what fell away is negative."""
    keys = before.keys() | after.keys()
    differences = {key: after.get(key, 0) - before.get(key, 0) for key in keys}
    return {key: number for key, number in differences.items() if number}


@dataclasses.dataclass(frozen=True, slots=True)
class ModuleHours:
    """Hours of one module of a family: minutes used and planned, and how many persons are in it."""

    programme: str
    module: str
    label: str
    persons: int
    used_minutes: int
    planned_minutes: int

    @property
    def left_minutes(self) -> int:
        """Minutes that are still planned; never below nothing."""
        return max(self.planned_minutes - self.used_minutes, 0)

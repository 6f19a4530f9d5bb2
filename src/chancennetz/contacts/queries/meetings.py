"""Group meetings: which families one may invite, and who was there."""

from __future__ import annotations

import dataclasses
import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Iterable

from chancennetz.access.constants import Facet, FileState
from chancennetz.access.models import FamilyFile
from chancennetz.access.queries import visible_files
from chancennetz.contacts.models import ContactEntry, ContactPerson
from chancennetz.core import crypto, time
from chancennetz.core.actor import Actor
from chancennetz.people.models import FilePerson, Person


def meeting_files(actor: Actor, file_ids: Iterable[uuid.UUID]) -> list[FamilyFile]:
    """Return the open files among these ids in which the actor may read contacts and names."""
    found = visible_files(actor, Facet.CONTACT).filter(pk__in=list(file_ids), state=FileState.OPEN)
    named = visible_files(actor, Facet.IDENTITY).values("pk")
    return list(found.filter(pk__in=named).select_related("organisation").order_by("number"))


def people_of_files(file_ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, list[Person]]:
    """Return who belongs to each of some files today, the main contact first (two queries)."""
    day = time.today()
    links = FilePerson.objects.filter(file_id__in=list(file_ids), person__merged_into__isnull=True, valid_from__lte=day)
    links = links.exclude(valid_to__lt=day).select_related("person").order_by("-is_main_contact", "role", "created_at")
    people: dict[uuid.UUID, list[Person]] = defaultdict(list)
    for link in links:
        people[link.file_id].append(link.person)
    crypto.preload_keys(person.pk for persons in people.values() for person in persons)
    return dict(people)


@dataclasses.dataclass(frozen=True, slots=True)
class Meeting:
    """A group meeting as the actor may see it: each family that was there with its persons."""

    happened_at: dt.datetime
    minutes: int
    place: str
    families: tuple[tuple[ContactEntry, tuple[Person, ...]], ...]

    @property
    def persons(self) -> int:
        """How many persons were there."""
        return sum(len(persons) for _contact, persons in self.families)


def find_meeting(actor: Actor, meeting_id: uuid.UUID) -> Meeting | None:
    """Return the attendance of a meeting in the files that are open to the actor; None when there is none."""
    contacts = list(
        ContactEntry.objects.all()
        .visible_to(actor, Facet.CONTACT)
        .filter(
            meeting_id=meeting_id, deleted_at__isnull=True, file__in=visible_files(actor, Facet.IDENTITY).values("pk")
        )
        .select_related("file")
        .order_by("file__number")
    )
    if not contacts:
        return None
    links = ContactPerson.objects.filter(contact__in=contacts).select_related("person").order_by("created_at", "id")
    people: dict[uuid.UUID, list[Person]] = defaultdict(list)
    for link in links:
        people[link.contact_id].append(link.person)
    crypto.preload_keys([*(one.file_id for one in contacts), *(p.pk for persons in people.values() for p in persons)])
    first = contacts[0]
    families = tuple((contact, tuple(people[contact.pk])) for contact in contacts)
    return Meeting(first.happened_at, first.minutes, first.place, families)

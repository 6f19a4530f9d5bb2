"""Contacts: pages of the log, what of it counts, minutes of a week."""

from __future__ import annotations

import dataclasses
import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any, Literal, overload

from django.contrib.postgres.aggregates import ArrayAgg
from django.contrib.postgres.fields import ArrayField
from django.db.models import Count, DateField, Func, IntegerField, Max, Q, QuerySet, Sum, Value
from django.db.models.functions import Coalesce, TruncDate

from chancennetz.access.models import FamilyFile, User
from chancennetz.contacts.constants import CONTACTS_PER_PAGE, Medium
from chancennetz.contacts.models import ContactEntry, ContactPerson
from chancennetz.core import crypto, time
from chancennetz.core.actor import Actor
from chancennetz.core.prepared import prepared
from chancennetz.participation import rules
from chancennetz.people.models import Person


@dataclasses.dataclass(frozen=True, slots=True)
class ContactView:
    """A contact as the log shows it: the record and those who took part. Names are opened when asked for only."""

    contact: ContactEntry
    persons: tuple[Person, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """The names of those who took part."""
        return tuple(person.full_name for person in self.persons)

    @property
    def person_ids(self) -> tuple[uuid.UUID, ...]:
        """The ids of those who took part, in the same order."""
        return tuple(person.pk for person in self.persons)

    @property
    def day(self) -> dt.date:
        """The day in Berlin."""
        return self.contact.happened_at.astimezone(time.BERLIN).date()


@dataclasses.dataclass(frozen=True, slots=True)
class ContactPage:
    """One page of the contact log, newest first. `total_minutes` is of everything that fits the filter."""

    contacts: tuple[ContactView, ...]
    total: int
    total_minutes: int
    page: int
    pages: int


def _with_persons(contacts: Sequence[ContactEntry]) -> list[ContactView]:
    """Add the persons and open the keys: two queries for any number of contacts."""
    links = list(
        ContactPerson.objects.filter(contact__in=contacts).select_related("person").order_by("created_at", "id")
    )
    crypto.preload_keys([*(link.person_id for link in links), *(contact.file_id for contact in contacts)])
    by_contact: dict[uuid.UUID, list[ContactPerson]] = defaultdict(list)
    for link in links:
        by_contact[link.contact_id].append(link)
    return [ContactView(contact, tuple(link.person for link in by_contact[contact.id])) for contact in contacts]


def contacts_of(
    file: FamilyFile,
    *,
    page: int = 1,
    medium: str = "",
    topic: str = "",
    person_id: uuid.UUID | None = None,
    per_page: int = CONTACTS_PER_PAGE,
) -> ContactPage:
    """Return a page of the contact log of a family, newest first; four queries whatever its length."""
    found = ContactEntry.objects.filter(file=file, deleted_at__isnull=True)
    if medium in Medium.values:
        found = found.filter(medium=medium)
    if topic:
        found = found.filter(topics__contains=[topic])
    if person_id is not None:
        found = found.filter(pk__in=ContactPerson.objects.filter(file=file, person_id=person_id).values("contact_id"))
    summed = found.aggregate(number=Count("pk"), minutes=Sum("minutes", default=0))
    total = summed["number"]
    pages = max(-(-total // per_page), 1)
    page = min(max(page, 1), pages)
    rows = found.select_related("counsellor").order_by("-happened_at", "-id")[(page - 1) * per_page : page * per_page]
    return ContactPage(tuple(_with_persons(list(rows))), total, summed["minutes"], page, pages)


def find_contact(file: FamilyFile, contact_id: uuid.UUID, *, deleted: bool = False) -> ContactView | None:
    """Return one contact of a file; None when there is none, or it was deleted and `deleted` is not set."""
    found = ContactEntry.objects.filter(file=file, pk=contact_id).select_related("file", "counsellor")
    contact = found.first()
    if contact is None or (contact.deleted_at is not None and not deleted):
        return None
    return _with_persons([contact])[0]


def _counted(found: QuerySet[ContactEntry]) -> QuerySet[Any]:
    present = ArrayAgg("persons__person_id", filter=Q(persons__person_id__isnull=False), default=[])
    rows: QuerySet[Any] = found.filter(deleted_at__isnull=True).annotate(present=present).order_by("happened_at", "id")
    return rows.values_list("file_id", "happened_at", "minutes", "reached", "module", "medium", "present")


@prepared
def _facts(*, file_ids: list[uuid.UUID]) -> QuerySet[Any]:
    return _counted(ContactEntry.objects.filter(file_id__in=file_ids))


@prepared
def _fact(*, file_ids: list[uuid.UUID], contact_id: uuid.UUID) -> QuerySet[Any]:
    return _counted(ContactEntry.objects.filter(file_id__in=file_ids, pk=contact_id))


@overload
def contact_facts(
    file_ids: Iterable[uuid.UUID], *, contact_id: uuid.UUID | None = ..., by_file: Literal[False] = ...
) -> list[rules.ContactFact]: ...


@overload
def contact_facts(
    file_ids: Iterable[uuid.UUID], *, contact_id: uuid.UUID | None = ..., by_file: Literal[True]
) -> dict[uuid.UUID, list[rules.ContactFact]]: ...


def contact_facts(
    file_ids: Iterable[uuid.UUID], *, contact_id: uuid.UUID | None = None, by_file: bool = False
) -> list[rules.ContactFact] | dict[uuid.UUID, list[rules.ContactFact]]:
    """Return what counts of the contacts in some files that are not deleted (one query; nothing sealed is opened)."""
    if contact_id is None:
        rows = _facts(file_ids=list(file_ids))
    else:
        rows = _fact(file_ids=list(file_ids), contact_id=contact_id)
    grouped: dict[uuid.UUID, list[rules.ContactFact]] = defaultdict(list)
    for file_id, moment, minutes, reached, module, medium, present in rows:
        day = moment.astimezone(time.BERLIN).date()
        grouped[file_id].append(rules.ContactFact(day, minutes, reached, module, frozenset(present), medium, moment))
    return dict(grouped) if by_file else [fact for facts in grouped.values() for fact in facts]


def last_contacts(file_ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, dt.datetime]:
    """Return the moment of the latest contact in which somebody was reached, by file (one query)."""
    rows = ContactEntry.objects.filter(file_id__in=list(file_ids), deleted_at__isnull=True, reached=True)
    return dict(rows.values_list("file_id").annotate(last=Max("happened_at")))


def minutes_this_week(user: User | Actor, day: dt.date | None = None) -> int:
    """Return the minutes of counselling that somebody has entered for this week, Monday to Sunday (one query)."""
    user_id = user.user_id if isinstance(user, Actor) else user.pk
    day = day or time.today()
    monday = day - dt.timedelta(days=day.weekday())
    start = dt.datetime.combine(monday, dt.time(), time.BERLIN)
    end = dt.datetime.combine(monday + dt.timedelta(days=7), dt.time(), time.BERLIN)
    return sum(_minutes_between(user_id=user_id, start=start, end=end)) if user_id is not None else 0


@prepared
def _minutes_between(*, user_id: uuid.UUID, start: dt.datetime, end: dt.datetime) -> QuerySet[Any]:
    own: QuerySet[Any] = ContactEntry.objects.filter(counsellor_id=user_id, deleted_at__isnull=True)
    of_week = own.filter(happened_at__gte=start, happened_at__lt=end)
    # A group meeting has a contact in each family's file, but takes the counsellor's time once.
    once = of_week.annotate(meeting=Coalesce("meeting_id", "id")).values("meeting").annotate(longest=Max("minutes"))
    minutes: QuerySet[Any] = once.values_list("longest", flat=True)
    return minutes


@prepared
def _minutes_by_stretch(*, file_id: uuid.UUID, borders: list[dt.date]) -> QuerySet[Any]:
    day = TruncDate("contact__happened_at", tzinfo=time.BERLIN)
    thresholds = Value(borders, output_field=ArrayField(DateField()))
    found = ContactPerson.objects.filter(file_id=file_id, contact__reached=True, contact__deleted_at__isnull=True)
    counted: QuerySet[Any] = found.annotate(
        stretch=Func(day, thresholds, function="width_bucket", output_field=IntegerField())
    )
    summed = counted.values("person_id", "contact__module", "stretch").annotate(minutes=Sum("contact__minutes"))
    rows: QuerySet[Any] = summed.values_list("person_id", "contact__module", "stretch", "minutes")
    return rows


def minutes_by_stretch(file_id: uuid.UUID, borders: list[dt.date]) -> Iterable[Any]:
    """Return (person, module, number of the stretch, minutes) of the contacts that reached somebody (one query).

    The borders divide the days into stretches: before the first border lies stretch 0.
    """
    return _minutes_by_stretch(file_id=file_id, borders=borders)

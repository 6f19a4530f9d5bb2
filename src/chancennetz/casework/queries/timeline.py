"""One timeline of everything that happened in a case, newest first."""

from __future__ import annotations

import dataclasses
import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import Any

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Case, DateTimeField, F, Func, Q, QuerySet, TextField, Value, When
from django.db.models.functions import Cast

from chancennetz.access.models import FamilyFile
from chancennetz.casework import timeline_events
from chancennetz.casework.constants import TIMELINE_PER_PAGE, TimelineKind
from chancennetz.casework.timeline_events import TimelineEvent, TimelineSource, Words
from chancennetz.core import crypto
from chancennetz.core.prepared import prepared
from chancennetz.people.models import Person


@dataclasses.dataclass(frozen=True, slots=True)
class TimelineEntry:
    """Something that happened. `at` is a date where only the day is known; `what` says which event of its kind."""

    kind: TimelineKind
    what: str
    at: dt.date | dt.datetime
    object_id: uuid.UUID
    title: str
    text: str = ""
    who: str = ""
    url_name: str = ""


@dataclasses.dataclass(frozen=True, slots=True)
class TimelinePage:
    """A page of the timeline."""

    entries: tuple[TimelineEntry, ...]
    page: int
    has_more: bool


class _InLockstep(Func):
    """A row for each element of a list; two of them in one query go in step (PostgreSQL, 9.19 and 7.2.1.4)."""

    template = "unnest(ARRAY[%(expressions)s])"
    set_returning = True


def _moment(event: TimelineEvent) -> Cast | Case:
    moment = Cast(F(event.moment), DateTimeField())
    return moment if event.condition is None else Case(When(event.condition, then=moment))


def _moments(source: TimelineSource, file_id: uuid.UUID) -> QuerySet[Any]:
    """Return (id, moment, what) of what happened to the rows of a table, which is read once; some moments are null."""
    moments = [_moment(event) for event in source.events]
    whats = [Cast(Value(event.what), TextField()) for event in source.events]
    found = source.model._default_manager.filter(file_id=file_id).annotate(
        at=_InLockstep(*moments, output_field=DateTimeField()),
        what=_InLockstep(*whats, output_field=TextField()),
    )
    rows: QuerySet[Any] = found.values_list("pk", "at", "what")
    return rows


@prepared
def _newest(sources: tuple[TimelineSource, ...], start: int, stop: int, *, file_id: uuid.UUID) -> QuerySet[Any]:
    first, *others = [_moments(source, file_id) for source in sources]
    merged: QuerySet[Any] = first.union(*others, all=True) if others else first
    return merged.order_by(F("at").desc(nulls_last=True), "pk")[start:stop]


@prepared
def _rows(source: TimelineSource, *, ids: list[uuid.UUID]) -> QuerySet[Any]:
    """Return rows of a table with the ids of the persons they name as `named`."""
    found: QuerySet[Any] = source.model._default_manager.filter(pk__in=ids)
    if source.related:  # without a name select_related would follow every key there is
        found = found.select_related(*source.related)
    if source.persons:
        found = found.annotate(named=ArrayAgg(source.persons, filter=Q(**{f"{source.persons}__isnull": False})))
    return found


@prepared
def _people(*, ids: list[uuid.UUID]) -> QuerySet[Person]:
    found: QuerySet[Person] = Person.objects.filter(pk__in=ids)
    return found


def timeline(
    file: FamilyFile,
    kinds: Collection[TimelineKind] = tuple(TimelineKind),
    page: int = 1,
    *,
    per_page: int = TIMELINE_PER_PAGE,
    names: bool = True,
    known: Iterable[Person] = (),
) -> TimelinePage:
    """Return a page of what happened, newest first, whatever the length of the case.

    One query for the moments, one for each table on the page, two for the names. `kinds` are those the reader may see
    (`constants.TIMELINE_FACETS`); without `names` no person is named. `known` are persons who are loaded already.
    """
    sources = timeline_events.sources(kinds)
    page = max(page, 1)
    if not sources:
        return TimelinePage((), 1, has_more=False)
    by_what = {event.what: (source, event) for source in sources for event in source.events}
    start = (page - 1) * per_page
    rows = [one for one in _newest(tuple(sources), start, start + per_page + 1, file_id=file.pk) if one[1] is not None]
    shown = [(pk, at, *by_what[what]) for pk, at, what in rows[:per_page]]
    wanted: dict[type[Any], set[uuid.UUID]] = defaultdict(set)
    for pk, _at, source, _event in shown:
        wanted[source.model].add(pk)
    loaded = {
        one.model: {row.pk: row for row in _rows(one, ids=list(wanted[one.model]))}
        for one in sources
        if one.model in wanted
    }
    people = _named_in(((one, loaded.get(one.model, {}).values()) for one in sources), known) if names else {}
    crypto.preload_keys({file.pk, *people})
    entries = tuple(
        _entry(source, event, at, loaded[source.model][pk], people)
        for pk, at, source, event in shown
        if pk in loaded[source.model]
    )
    return TimelinePage(entries, page, has_more=len(rows) > per_page)


def _ids_named(source: TimelineSource, row: Any) -> list[uuid.UUID]:
    if source.person:
        return [one] if (one := getattr(row, f"{source.person}_id")) is not None else []
    return (row.named or []) if source.persons else []


def _named_in(
    loaded: Iterable[tuple[TimelineSource, Iterable[Any]]], known: Iterable[Person]
) -> dict[uuid.UUID, Person]:
    """Return the persons whom rows name, by id; those not known yet with one query."""
    people = {person.pk: person for person in known}
    missing = {one for source, rows in loaded for row in rows for one in _ids_named(source, row)} - people.keys()
    return people | {person.pk: person for person in (_people(ids=list(missing)) if missing else ())}


def _entry(
    source: TimelineSource, event: TimelineEvent, at: dt.datetime, row: Any, people: dict[uuid.UUID, Person]
) -> TimelineEntry:
    ids = _ids_named(source, row)
    named = [person for person_id, person in people.items() if person_id in ids]  # in the order of the family
    called = ", ".join(one.full_name if source.person else str(one.given_name) for one in named)
    words = Words(*event.words(row, called))
    when: dt.date | dt.datetime = at.date() if event.day_only else at
    return TimelineEntry(source.kind, event.what, when, row.pk, words.title, words.text, words.who, source.url_name)

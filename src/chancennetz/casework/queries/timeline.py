"""One timeline of everything that happened in a case, newest first."""

from __future__ import annotations

import dataclasses
import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Collection
from typing import Any

from django.db.models import DateTimeField, F, Q, QuerySet, Value
from django.db.models.functions import Cast

from chancennetz.access.models import FamilyFile
from chancennetz.casework import timeline_events
from chancennetz.casework.constants import TIMELINE_PER_PAGE, TimelineKind
from chancennetz.casework.timeline_events import TimelineEvent, TimelineSource, Words
from chancennetz.core import crypto
from chancennetz.core.prepared import prepared
from chancennetz.people.models import Person

_Loaded = dict[uuid.UUID, tuple[Any, list[Person]]]


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


def _moments(source: TimelineSource, event: TimelineEvent, file_id: uuid.UUID) -> QuerySet[Any]:
    """Return (id, moment, what) of the rows of a table that happened at a moment."""
    conditions = {"file_id": file_id, f"{event.moment}__isnull": False}
    found = source.model._default_manager.filter(event.condition or Q(), **conditions)
    happened = found.annotate(at=Cast(F(event.moment), DateTimeField()), what=Value(event.what))
    moments: QuerySet[Any] = happened.values_list("pk", "at", "what")
    return moments


@prepared
def _newest(sources: tuple[TimelineSource, ...], start: int, stop: int, *, file_id: uuid.UUID) -> QuerySet[Any]:
    first, *others = [_moments(source, event, file_id) for source in sources for event in source.events]
    merged = first.union(*others, all=True) if others else first
    return merged.order_by("-at", "pk")[start:stop]


@prepared
def _rows(model: type[Any], related: tuple[str, ...], *, ids: list[uuid.UUID]) -> QuerySet[Any]:
    found: QuerySet[Any] = model._default_manager.filter(pk__in=ids)
    return found.select_related(*related) if related else found


def timeline(
    file: FamilyFile,
    kinds: Collection[TimelineKind] = tuple(TimelineKind),
    page: int = 1,
    *,
    per_page: int = TIMELINE_PER_PAGE,
    names: bool = True,
) -> TimelinePage:
    """Return a page of what happened, newest first, whatever the length of the case.

    One query for the moments, one for each table on the page, two for the names. `kinds` are those the reader may see
    (`constants.TIMELINE_FACETS`); without `names` no person is named.
    """
    sources = timeline_events.sources(kinds)
    page = max(page, 1)
    if not sources:
        return TimelinePage((), 1, has_more=False)
    by_what = {event.what: (source, event) for source in sources for event in source.events}
    start = (page - 1) * per_page
    rows = _newest(tuple(sources), start, start + per_page + 1, file_id=file.pk)
    shown = [(pk, at, *by_what[what]) for pk, at, what in rows[:per_page]]
    wanted: dict[type[Any], set[uuid.UUID]] = defaultdict(set)
    for pk, _at, source, _event in shown:
        wanted[source.model].add(pk)
    loaded = {one.model: _load(one, wanted[one.model], names=names) for one in sources if one.model in wanted}
    named = {person.pk for table in loaded.values() for _row, persons in table.values() for person in persons}
    crypto.preload_keys({file.pk} | named)
    entries = tuple(
        _entry(source, event, at, *loaded[source.model][pk])
        for pk, at, source, event in shown
        if pk in loaded[source.model]
    )
    return TimelinePage(entries, page, has_more=len(rows) > per_page)


def _load(source: TimelineSource, ids: set[uuid.UUID], *, names: bool) -> _Loaded:
    """Load rows of a table with the persons they name (one query, two where a row names several)."""
    related = (*source.related, *([source.person] if source.person and names else []))
    rows = _rows(source.model, related, ids=list(ids))
    several = source.persons(ids) if source.persons is not None and names else {}
    if source.person and names:
        return {row.pk: (row, [getattr(row, source.person)]) for row in rows}
    return {row.pk: (row, several.get(row.pk, [])) for row in rows}


def _entry(
    source: TimelineSource, event: TimelineEvent, at: dt.datetime, row: Any, persons: list[Person]
) -> TimelineEntry:
    called = persons[0].full_name if source.person and persons else ", ".join(str(one.given_name) for one in persons)
    words = Words(*event.words(row, called))
    when: dt.date | dt.datetime = at.date() if event.day_only else at
    return TimelineEntry(source.kind, event.what, when, row.pk, words.title, words.text, words.who, source.url_name)

"""What may appear in the timeline of a file: each room names its tables and the moments in their rows that count.

Rooms register at start-up (``AppConfig.ready`` -> ``hooks.py``); casework enters its own tables in the same way
(``casework/timeline_own.py``). An example of a room above::

    def _words(row: Referral, names: str) -> Words:
        return _("Referred to %(service)s") % {"service": row.service_name}, row.note, row.created_by.display_name

    timeline_events.register(
        TimelineSource(
            model=Referral,
            kind=TimelineKind.REFERRAL,
            events=(TimelineEvent("referred", "sent_on", _words, day_only=True),),
            related=("created_by",),
            url_name="referrals:referral",
        )
    )

Who may see the entries follows from the kind: ``constants.TIMELINE_FACETS``. However many sources there are, a page of
the timeline costs one query for the moments of all of them and one for each table that occurs on the page, and one more
for persons whom the caller does not know yet.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Collection
from typing import Any, NamedTuple

from django.db.models import Model, Q

from chancennetz.casework.constants import TimelineKind


class Words(NamedTuple):
    """What an entry says: its title, a text below it (may be empty), and who did it (may be empty)."""

    title: str
    text: str = ""
    who: str = ""


@dataclasses.dataclass(frozen=True, slots=True, eq=False)
class TimelineEvent:
    """A moment in the rows of a table that is an entry of the timeline.

    what: names the event; unique among all rooms.
    moment: the field with its day or moment; rows where it is null have no such entry.
    words: makes the entry from the row and the names of its persons (empty when names are closed to the reader).
    condition: which rows count. It is compiled once, so the present moment must be ``Now()`` of the database.
    day_only: only the day is known (the field is a date), so the entry shows no time.
    """

    what: str
    moment: str
    words: Callable[[Any, str], Words]
    condition: Q | None = None
    day_only: bool = False


@dataclasses.dataclass(frozen=True, slots=True, eq=False)
class TimelineSource:
    """A table whose rows appear in the timeline. The model carries `file`.

    kind: what the entries are about; it also says which facet of the file must be open (``TIMELINE_FACETS``).
    related: names for ``select_related``, whatever the words need.
    person: the foreign key to the person whom the entry names, if there is one.
    persons: instead of `person`, the path from a row to the ids of several persons; they are named by given names.
    url_name: address of a row's page, taking the file's id and the row's; empty for no link.
    """

    model: type[Model]
    kind: TimelineKind
    events: tuple[TimelineEvent, ...]
    related: tuple[str, ...] = ()
    person: str = ""
    persons: str = ""
    url_name: str = ""


_sources: dict[type[Model], TimelineSource] = {}


def register(source: TimelineSource) -> None:
    """Add a table; registering the same model again replaces it.

    Raises ValueError when another table has an event of the same name.
    """
    others = {event.what for one in _sources.values() if one.model is not source.model for event in one.events}
    for event in source.events:
        if event.what in others:
            raise ValueError(f"timeline event {event.what!r} exists already")
    _sources[source.model] = source


def unregister(model: type[Model]) -> None:
    """Take a table out again; for tests."""
    _sources.pop(model, None)


def sources(kinds: Collection[TimelineKind]) -> list[TimelineSource]:
    """Return the tables whose entries are of these kinds, in the order of the kinds."""
    order = list(TimelineKind)
    return sorted((one for one in _sources.values() if one.kind in kinds), key=lambda one: order.index(one.kind))


def kinds() -> list[TimelineKind]:
    """Return the kinds of which there can be entries at all."""
    present = {one.kind for one in _sources.values()}
    return [kind for kind in TimelineKind if kind in present]

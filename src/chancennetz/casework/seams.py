"""What rooms above casework tell it: rows that move the phase or keep a case open, days for the list, counts.

Participation, plans and contacts lie above, because they need the case and its versions. Casework needs a little of
them in turn, so they register at start-up (``AppConfig.ready`` -> ``hooks.py``)::

    seams.register_rows("referral", Fact.LINKED, Referral, Q(sent_on__isnull=False))
    seams.register_next_due(next_overdue)
    seams.register_counting(recounted)

Rows are looked for within the query of the phases (`EXISTS`), so they cost no query of their own.
"""

from __future__ import annotations

import contextlib
import dataclasses
import datetime as dt
import enum
import uuid
from collections.abc import Callable, Iterable, Mapping
from contextlib import AbstractContextManager

from django.db.models import Model, Q
from django.utils.functional import Promise

from chancennetz.core.actor import Actor

Text = str | Promise


class Fact(enum.Enum):
    """What a row says about its case: somebody takes or took part in a programme, a goal is agreed, the family is
    connected with somebody, work is unfinished.
    """

    ENROLLED = "enrolled"
    AGREED = "agreed"
    LINKED = "linked"
    UNFINISHED = "unfinished"


@dataclasses.dataclass(frozen=True, slots=True, eq=False)
class Rows:
    """Rows of a table (which carries `file`) that say something about their case; one of them is enough.

    `reason` says why a case with such a row cannot end; empty when it can.
    """

    fact: Fact
    model: type[Model]
    condition: Q
    reason: Text = ""


_rows: dict[str, Rows] = {}


def register_rows(name: str, fact: Fact, model: type[Model], condition: Q, *, reason: Text = "") -> None:
    """Add rows that say something about their case; the same name again replaces the first."""
    _rows[name] = Rows(fact, model, condition, reason)


def unregister_rows(name: str) -> None:
    """Take an entry out again; for tests."""
    _rows.pop(name, None)


def all_rows() -> tuple[Rows, ...]:
    """Return everything that was registered; what lies nearest above casework first (higher rooms start earlier)."""
    return tuple(reversed(_rows.values()))


# --- days for the list of families ---------------------------------------------------------------------------------

FindDays = Callable[[Iterable[uuid.UUID]], Mapping[uuid.UUID, dt.date]]
FindMoments = Callable[[Iterable[uuid.UUID]], Mapping[uuid.UUID, dt.datetime]]
_next_due: list[FindDays] = []
_last_contact: list[FindMoments] = []


def register_next_due(find: FindDays) -> None:
    """Name the function that returns the earliest day on which something is due, by file (one query)."""
    _next_due[:] = [find]


def register_last_contact(find: FindMoments) -> None:
    """Name the function that returns the moment of the latest contact, by file (one query)."""
    _last_contact[:] = [find]


def next_due(file_ids: Iterable[uuid.UUID]) -> Mapping[uuid.UUID, dt.date]:
    """Return the earliest day on which something is due, by file."""
    return _next_due[0](file_ids) if _next_due else {}


def last_contact(file_ids: Iterable[uuid.UUID]) -> Mapping[uuid.UUID, dt.datetime]:
    """Return the moment of the latest contact, by file."""
    return _last_contact[0](file_ids) if _last_contact else {}


# --- counts that depend on the case ----------------------------------------------------------------------------------

Recounted = Callable[[Actor, uuid.UUID], AbstractContextManager[None]]
_counting: list[Recounted] = []


def register_counting(recounted: Recounted) -> None:
    """Name the block that moves what a file has counted when something changes inside that all counts depend on."""
    _counting[:] = [recounted]


def recounted(by: Actor, file_id: uuid.UUID) -> AbstractContextManager[None]:
    """Return the block in which the case type of a file changes: what was counted before moves with it."""
    return _counting[0](by, file_id) if _counting else contextlib.nullcontext()

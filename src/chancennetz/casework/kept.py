"""Which records keep their earlier versions: each room names its own, `actions.records` writes them.

Rooms register at start-up (``AppConfig.ready`` -> ``hooks.py``)::

    kept.register(Goal, Kept("goal", Facet.PLAN, fields=("title", "state"), wording=("title",), labels={...}))
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.utils.functional import Promise

from chancennetz.access.constants import Facet
from chancennetz.access.models import FamilyFile

Text = str | Promise


def _title(row: Any) -> str:
    return str(row.title)


@dataclasses.dataclass(frozen=True, slots=True, eq=False)
class Kept:
    """What a version of a record keeps.

    name: what the record is called in log, version and address; unique among all rooms.
    fields: what a version holds.
    wording: what is brought back with an earlier version; states and days follow their own actions. A record without
        wording has no page of versions.
    labels, choices: how the fields are called on that page, and the words for their values.
    title: how one record is called there.
    listed: the records of a file that are named on the page of all versions; none for parts of another record.
    order: their place there.
    """

    name: str
    facet: Facet
    fields: tuple[str, ...]
    wording: tuple[str, ...] = ()
    labels: Mapping[str, Text] = dataclasses.field(default_factory=dict)
    choices: Mapping[str, Any] = dataclasses.field(default_factory=dict)
    title: Callable[[Any], str] = _title
    listed: Callable[[FamilyFile], Iterable[Any]] | None = None
    order: int = 50


_kept: dict[type[Any], Kept] = {}


def register(model: type[Any], kept: Kept) -> None:
    """Let the records of a table keep their versions; registering the same table again replaces it."""
    _kept[model] = kept


def of(row: Any) -> Kept:
    """Return what a version of this record keeps."""
    return _kept[type(row)]


def shown() -> dict[str, tuple[type[Any], Kept]]:
    """Return the tables whose records have a page of versions, by name, in their order."""
    ordered = sorted(_kept.items(), key=lambda one: one[1].order)
    return {kept.name: (model, kept) for model, kept in ordered if kept.wording}

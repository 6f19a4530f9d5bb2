"""What tables consist of: how a column is described, and what the page is given of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from chancennetz.core import text as texts
from chancennetz.core import time
from chancennetz.ui import formats

Text = str | Promise
Kind = Literal["text", "number", "percent", "date", "month", "moment", "minutes", "yesno"]
_RIGHT: frozenset[str] = frozenset({"number", "percent", "minutes"})


@dataclass(frozen=True, slots=True)
class Column:
    """One column.

    `key` is an attribute, mapping key or dotted path; `value` (a function of the row) replaces it. `kind` says how the
    value is written and aligned. `html` (a function of the row that returns safe text) replaces the text on the page
    only. `sort` is False, or True (by value), or for querysets the field to order by.
    """

    key: str
    label: Text
    kind: Kind = "text"
    digits: int | None = None
    sort: bool | str = True
    head: bool = False
    total: bool = False
    align: Literal["", "left", "right", "center"] = ""
    url: Callable[[Any], str] | None = None
    value: Callable[[Any], Any] | None = None
    html: Callable[[Any], SafeString] | None = None
    page: bool = True
    file: bool = True

    @property
    def side(self) -> str:
        """Where the text stands: figures to the right."""
        return self.align or ("right" if self.kind in _RIGHT else "left")

    def of(self, row: Any) -> Any:
        """Return the plain value of a row."""
        return self.value(row) if self.value else reach(row, self.key)

    def text(self, value: Any) -> str:
        """Write a value as the reader's language does; nothing for None."""
        return write(value, self.kind, self.digits)


@dataclass(frozen=True, slots=True)
class Filter:
    """Chips above the table: choose one value, or all. `field` filters a queryset, `of` reads a row of a list."""

    key: str
    label: Text
    choices: Sequence[tuple[str, Text]]
    field: str = ""
    of: Callable[[Any], Any] | None = None


@dataclass(frozen=True, slots=True)
class Head:
    """A column head as the page shows it."""

    label: str
    align: str
    direction: str
    sort_url: str


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell as the page shows it."""

    text: str | SafeString
    label: str
    align: str
    head: bool
    url: str


@dataclass(frozen=True, slots=True)
class Row:
    """A row as the page shows it."""

    cells: list[Cell]


@dataclass(frozen=True, slots=True)
class PageLink:
    """A link to another page of the table."""

    label: str
    name: str
    url: str = ""
    current: bool = False
    icon: str = ""


@dataclass(frozen=True, slots=True)
class Download:
    """A link to the same figures as a file."""

    label: str
    url: str
    icon: str


def reach(row: Any, path: str) -> Any:
    """Follow a dotted path through attributes and mapping keys; None where something on the way is None."""
    for step in path.split("."):
        if row is None:
            return None
        row = row[step] if isinstance(row, Mapping) else getattr(row, step)
    return row


def write(value: Any, kind: Kind, digits: int | None = None) -> str:
    """Write one value of a kind as text for people."""
    if value is None or value == "":
        return ""
    if isinstance(value, str) and kind != "text":  # "hidden" marks and other words instead of a figure
        return value
    writers: dict[str, Callable[[Any], str]] = {
        "number": lambda v: formats.number(v, digits),
        "percent": lambda v: formats.percent(v, digits or 0),
        "date": formats.short_date,
        "month": time.format_month,
        "moment": lambda v: f"{formats.short_date(v)}, {formats.clock(v)}",
        "minutes": time.format_minutes,
        "yesno": lambda v: _("yes") if v else _("no"),
    }
    return writers.get(kind, str)(value)


def sort_value(value: Any) -> tuple[int, Any]:
    """Sort key: empty values last, text as German dictionaries sort it."""
    if value is None or value == "":
        return (2, "")
    if isinstance(value, str | Promise):
        return (1, texts.sort_key(str(value)))
    if isinstance(value, dt.datetime):
        return (0, value.timestamp())
    return (0, value)

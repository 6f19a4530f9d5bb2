"""Tables: one description gives the page (sort, filter, pages), the CSV and the XLSX file.

::

    class PartnerTable(Table):
        caption = _("Hours by partner")
        columns = (
            Column("name", _("Partner"), head=True, url=lambda row: row["url"]),
            Column("hours", _("Hours"), kind="number", digits=1, total=True),
        )
        default_sort = "-hours"

    table = PartnerTable(rows, request)
    if file := table.download():
        return file
    return render(request, "room/page.html", {"table": table})     # {% table table %}

Rows are a list of objects or mappings, or a queryset; a queryset is sorted and cut by the database (two queries).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

from django.db.models import F, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from chancennetz.core import text as texts
from chancennetz.core import time
from chancennetz.ui import formats, table_files
from chancennetz.ui.parts import Action, Chip

Text = str | Promise
Kind = Literal["text", "number", "percent", "date", "month", "moment", "minutes", "yesno"]
_RIGHT: frozenset[str] = frozenset({"number", "percent", "minutes"})
_PAGES_AROUND = 2
_MOST_STACKED = 5


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


def _order(value: Any) -> tuple[int, Any]:
    """Sort key: empty values last, text as German dictionaries sort it."""
    if value is None or value == "":
        return (2, "")
    if isinstance(value, str | Promise):
        return (1, texts.sort_key(str(value)))
    if isinstance(value, dt.datetime):
        return (0, value.timestamp())
    return (0, value)


class Table:
    """Base of all tables; see the module's example."""

    caption: Text = ""
    columns: Sequence[Column] = ()
    filters: Sequence[Filter] = ()
    default_sort: str = ""
    page_size: int = 25
    filename: str = "table"
    dense: bool = False
    files: bool = True
    empty_title: Text = gettext_lazy("Nothing here yet")
    empty_text: Text = ""
    empty_icon: str = "inbox"
    empty_action: Action | None = None
    #: Lines for the file's second sheet and below the page's figures: definition, source, date.
    notes: Sequence[Text] = ()

    def __init__(self, rows: Iterable[Any], request: HttpRequest | None = None, *, prefix: str = "") -> None:
        self.request = request
        self.prefix = f"{prefix}-" if prefix else ""
        self._source: Any = rows if isinstance(rows, QuerySet) else list(rows)

    @property
    def id(self) -> str:
        """Anchor of the table on the page."""
        return f"table-{self.prefix}{self.filename}"

    # -- query string -------------------------------------------------------------------------------------------------

    def _asked(self, name: str) -> str:
        return self.request.GET.get(self.prefix + name, "") if self.request else ""

    def _url(self, **changes: str) -> str:
        """Return the page's address with changed table settings; an empty value removes one."""
        query = self.request.GET.copy() if self.request else None
        if query is None:
            return ""
        for name, value in changes.items():
            key = self.prefix + name
            if value:
                query[key] = value
            else:
                query.pop(key, None)
        return f"?{query.urlencode()}#{self.id}"

    @cached_property
    def sort(self) -> tuple[Column | None, bool]:
        """The column sorted by and whether downwards; an unknown name falls back to the default."""
        sortable = {column.key: column for column in self.columns if column.sort}
        for asked in (self._asked("sort"), self.default_sort):
            column = sortable.get(asked.lstrip("-"))
            if column:
                return column, asked.startswith("-")
        return None, False

    # -- rows ---------------------------------------------------------------------------------------------------------

    @cached_property
    def _filtered(self) -> Any:
        rows = self._source
        for chosen in self.filters:
            value = self._asked(chosen.key)
            if not value or value not in {key for key, _label in chosen.choices}:
                continue
            if isinstance(rows, QuerySet):
                rows = rows.filter(**{chosen.field or chosen.key: value})
            else:
                rows = [row for row in rows if str(self._filter_value(chosen, row)) == value]
        return rows

    @staticmethod
    def _filter_value(chosen: Filter, row: Any) -> Any:
        return chosen.of(row) if chosen.of else reach(row, chosen.field or chosen.key)

    @cached_property
    def _sorted(self) -> Any:
        column, down = self.sort
        rows = self._filtered
        if column is None:
            return rows
        if isinstance(rows, QuerySet):
            name = column.sort if isinstance(column.sort, str) else column.key.replace(".", "__")
            field = F(name).desc(nulls_last=True) if down else F(name).asc(nulls_last=True)
            return rows.order_by(field, "pk")
        ordered = sorted(rows, key=lambda row: _order(column.of(row)), reverse=down)
        if down:  # reversing put the empty ones first
            ordered.sort(key=lambda row: _order(column.of(row))[0] == 2)
        return ordered

    @cached_property
    def count(self) -> int:
        """How many rows there are after filtering."""
        return self._filtered.count() if isinstance(self._filtered, QuerySet) else len(self._filtered)

    @property
    def page_count(self) -> int:
        """How many pages the table has, at least one."""
        return max(1, -(-self.count // self.page_size))

    @cached_property
    def page_number(self) -> int:
        """The page shown; nonsense in the address leads to the first or last page."""
        asked = self._asked("page")
        number = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 10 else 1
        return min(max(number, 1), self.page_count)

    @cached_property
    def page_rows(self) -> list[Any]:
        """The raw rows of the page shown."""
        start = (self.page_number - 1) * self.page_size
        return list(self._sorted[start : start + self.page_size])

    @cached_property
    def rows(self) -> list[Row]:
        """The rows of the page shown, written."""
        shown = [column for column in self.columns if column.page]
        return [Row([self._cell(column, row) for column in shown]) for row in self.page_rows]

    @staticmethod
    def _cell(column: Column, row: Any) -> Cell:
        text: str | SafeString = column.html(row) if column.html else column.text(column.of(row))
        url = column.url(row) if column.url else ""
        return Cell(text, str(column.label), column.side, column.head, url)

    @property
    def heads(self) -> list[Head]:
        """The column heads with their sort links."""
        current, down = self.sort
        heads = []
        for column in (column for column in self.columns if column.page):
            here = current is not None and column.key == current.key
            direction = ("descending" if down else "ascending") if here else ""
            target = column.key if not here or down else f"-{column.key}"
            url = self._url(sort=target, page="") if column.sort and self.request else ""
            heads.append(Head(str(column.label), column.side, direction, url))
        return heads

    @property
    def wide(self) -> bool:
        """Tell whether the table has so many columns that the phone scrolls it sideways instead of stacking cells."""
        return sum(column.page for column in self.columns) > _MOST_STACKED

    @property
    def totals(self) -> list[Cell]:
        """The sums below a list (not for querysets: the database sums there); empty without a summed column."""
        if isinstance(self._source, QuerySet) or not any(column.total for column in self.columns):
            return []
        shown = [column for column in self.columns if column.page]
        return [self._total(column, index) for index, column in enumerate(shown)]

    def _total(self, column: Column, index: int) -> Cell:
        if column.total:
            values = [value for row in self._filtered if isinstance(value := column.of(row), int | float)]
            return Cell(column.text(sum(values)), str(column.label), column.side, False, "")
        return Cell(_("Total") if index == 0 else "", str(column.label), column.side, index == 0, "")

    # -- around -------------------------------------------------------------------------------------------------------

    @property
    def summary(self) -> str:
        """How many entries there are, in words."""
        words = ngettext("%(count)s entry", "%(count)s entries", self.count) % {"count": formats.number(self.count)}
        if self.page_count == 1:
            return words
        return _("%(entries)s, page %(page)s of %(pages)s") % {
            "entries": words,
            "page": self.page_number,
            "pages": self.page_count,
        }

    @property
    def pages(self) -> list[PageLink]:
        """Links to the pages around the current one; empty when one page holds all."""
        if self.page_count == 1 or self.request is None:
            return []
        here, last = self.page_number, self.page_count
        wanted = sorted({1, last, *range(max(1, here - _PAGES_AROUND), min(last, here + _PAGES_AROUND) + 1)})
        links = []
        if here > 1:
            links.append(PageLink("", _("Previous page"), self._url(page=str(here - 1)), icon="chevron-left"))
        before = 0
        for number in wanted:
            if number - before > 1:
                links.append(PageLink("…", ""))
            name = _("Page %(page)s") % {"page": number}
            links.append(PageLink(str(number), name, self._url(page=str(number)), number == here))
            before = number
        if here < last:
            links.append(PageLink("", _("Next page"), self._url(page=str(here + 1)), icon="chevron-right"))
        return links

    @property
    def filter_chips(self) -> list[tuple[str, list[Chip]]]:
        """The filters as rows of chips, each with "All" first."""
        found = []
        for chosen in self.filters:
            value = self._asked(chosen.key)
            chips = [Chip(_("All"), self._url(**{chosen.key: "", "page": ""}), current=not value)]
            chips += [
                Chip(label, self._url(**{chosen.key: key, "page": ""}), current=key == value)
                for key, label in chosen.choices
            ]
            found.append((str(chosen.label), chips))
        return found

    @property
    def downloads(self) -> list[Download]:
        """Links to the files."""
        if not self.files or self.request is None:
            return []
        return [
            Download("CSV", self._url(format="csv").partition("#")[0], "download"),
            Download("XLSX", self._url(format="xlsx").partition("#")[0], "table"),
        ]

    # -- files --------------------------------------------------------------------------------------------------------

    def _content(self) -> table_files.Content:
        columns = [column for column in self.columns if column.file]
        return table_files.Content(
            title=str(self.caption),
            heads=[str(column.label) for column in columns],
            kinds=[column.kind for column in columns],
            rows=[[column.of(row) for column in columns] for row in self._sorted],
            notes=[str(note) for note in self.notes],
        )

    def to_csv(self) -> bytes:
        """Return all rows (not only the page's) as CSV; see `table_files`."""
        return table_files.to_csv(self._content())

    def to_xlsx(self) -> bytes:
        """Return all rows (not only the page's) as a workbook; see `table_files`."""
        return table_files.to_xlsx(self._content())

    def download(self) -> HttpResponse | None:
        """Return the file the address asks for (`format=csv` or `xlsx`), None when it asks for the page."""
        asked = self._asked("format") if self.files else ""
        if asked == "csv":
            return table_files.response(self.to_csv(), "text/csv; charset=utf-8", f"{self.filename}.csv")
        if asked == "xlsx":
            return table_files.response(self.to_xlsx(), table_files.XLSX_TYPE, f"{self.filename}.xlsx")
        return None

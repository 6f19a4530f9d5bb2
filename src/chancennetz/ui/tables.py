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

from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import Any

from django.db.models import F, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from chancennetz.ui import formats, table_files
from chancennetz.ui.parts import Action, Chip
from chancennetz.ui.table_parts import (
    Cell,
    Column,
    Download,
    Filter,
    Head,
    PageLink,
    Row,
    Text,
    reach,
    sort_value,
)

__all__ = ["Column", "Filter", "Table"]

_PAGES_AROUND = 2
_MOST_STACKED = 5


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
        ordered = sorted(rows, key=lambda row: sort_value(column.of(row)), reverse=down)
        if down:  # reversing put the empty ones first
            ordered.sort(key=lambda row: sort_value(column.of(row))[0] == 2)
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

"""CSV and XLSX of a table. Text that a spreadsheet would run as a formula is made harmless; figures stay figures.

CSV is written as German spreadsheets read it: UTF-8 with byte-order mark, semicolons, decimal comma (English: commas
and points), ISO dates, CRLF.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import xlsxwriter
from django.http import HttpResponse
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from chancennetz.core import time

XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
#: Excel's own limit of characters in a cell.
_CELL_LIMIT = 32_767
#: What starts a formula: ASCII, full-width and small forms; tab and line ends, which spreadsheets skip.
_FORMULA_START = tuple("=+-@\t\r\n＝＋－＠﹢﹣﹦﹫−")
_PLAIN_FIGURE = re.compile(r"[+-]?\d+([.,]\d+)*\s?%?")
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
#: Blanks and marks that spreadsheets skip before they look for a formula.
_INVISIBLE = " \u00a0\u200b\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\ufeff"


@dataclass(frozen=True, slots=True)
class Content:
    """The plain content of a table: heads, kinds of the columns, raw values, notes."""

    title: str
    heads: Sequence[str]
    kinds: Sequence[str]
    rows: Sequence[Sequence[Any]]
    notes: Sequence[str] = field(default_factory=list)


def harmless(text: str) -> str:
    """Put an apostrophe before text that a spreadsheet would take for a formula; plain figures stay."""
    text = _UNPRINTABLE.sub("", text)
    start = text.lstrip(_INVISIBLE)
    if start.startswith(_FORMULA_START) and not _PLAIN_FIGURE.fullmatch(start):
        return f"'{text}"
    return text


def _csv_value(value: Any, kind: str, *, comma: bool) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, int | float | Decimal):
        text = str(value)
        return text.replace(".", ",") if comma else text
    if isinstance(value, dt.datetime):
        return value.astimezone(time.BERLIN).isoformat(sep=" ", timespec="minutes")[:16]
    if isinstance(value, dt.date):
        return value.isoformat()[:7] if kind == "month" else value.isoformat()
    return harmless(str(value))


def to_csv(content: Content) -> bytes:
    """Write the content as CSV."""
    comma = not (get_language() or "de").startswith("en")
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";" if comma else ",", lineterminator="\r\n")
    writer.writerow([harmless(head) for head in content.heads])
    for row in content.rows:
        writer.writerow([_csv_value(v, kind, comma=comma) for v, kind in zip(row, content.kinds, strict=True)])
    return out.getvalue().encode("utf-8-sig")


class _Sheet:
    """Writes typed cells into a worksheet."""

    def __init__(self, book: Any) -> None:
        self.book = book
        self.sheet = book.add_worksheet(_("Figures"))
        self.head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
        self.formats = {
            "date": book.add_format({"num_format": "dd.mm.yyyy"}),
            "month": book.add_format({"num_format": "mm.yyyy"}),
            "moment": book.add_format({"num_format": "dd.mm.yyyy hh:mm"}),
            "percent": book.add_format({"num_format": "0.0%"}),
        }

    def write(self, line: int, column: int, value: Any, kind: str) -> None:
        """Write one value with its type; text goes in as text, never as formula or link."""
        style = self.formats.get(kind)
        if value is None or value == "":
            return
        if isinstance(value, bool):
            self.sheet.write_string(line, column, _("yes") if value else _("no"))
        elif isinstance(value, Decimal):
            self.sheet.write_number(line, column, float(value), style)
        elif isinstance(value, int | float):
            self.sheet.write_number(line, column, value, style)
        elif isinstance(value, dt.datetime):
            local = value.astimezone(time.BERLIN).replace(tzinfo=None)
            self.sheet.write_datetime(line, column, local, self.formats["moment"])
        elif isinstance(value, dt.date) and value.year >= 1900:
            self.sheet.write_datetime(line, column, value, style or self.formats["date"])
        else:
            text = value.isoformat() if isinstance(value, dt.date) else str(value)
            self.sheet.write_string(line, column, harmless(text)[:_CELL_LIMIT])


def to_xlsx(content: Content) -> bytes:
    """Write the content as a workbook: figures on the first sheet, title, notes and date on the second."""
    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "nan_inf_to_errors": True}
    with xlsxwriter.Workbook(out, options) as book:
        sheet = _Sheet(book)
        for column, head in enumerate(content.heads):
            sheet.sheet.write_string(0, column, harmless(head)[:_CELL_LIMIT], sheet.head)
            longest = max([len(head), *(len(str(row[column])) for row in content.rows[:200])])
            sheet.sheet.set_column(column, column, min(max(longest + 2, 10), 48))
        for line, row in enumerate(content.rows, start=1):
            for column, (value, kind) in enumerate(zip(row, content.kinds, strict=True)):
                sheet.write(line, column, value, kind)
        sheet.sheet.freeze_panes(1, 0)
        if content.rows:
            sheet.sheet.autofilter(0, 0, len(content.rows), len(content.heads) - 1)
        about = book.add_worksheet(_("About"))
        about.set_column(0, 0, 90)
        lines = [
            content.title,
            *content.notes,
            pgettext("date of a file", "As of %(day)s") % {"day": time.format_date(time.today())},
        ]
        for line, text in enumerate(lines):
            about.write_string(line, 0, harmless(text)[:_CELL_LIMIT])
    return out.getvalue()


def response(content: bytes, content_type: str, filename: str) -> HttpResponse:
    """Wrap a file for the browser to save."""
    headers = {"Content-Disposition": f'attachment; filename="{filename}"', "X-Content-Type-Options": "nosniff"}
    return HttpResponse(content, content_type=content_type, headers=headers)

"""The file that brings organisations: CSV with a head row, separated by semicolons or commas, in UTF-8.

Columns (our name or the German one, in any order): name (Name) and kind (Art) are needed; short_name (Kurzname),
municipality_key (Gemeindeschlüssel), website (Internetseite), phone (Telefon), email (E-Mail), note (Notiz),
valid_from (seit) may be there. Reading is pure; every defect carries row and column.
"""

from __future__ import annotations

import csv
import dataclasses
import datetime as dt
import io
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator, validate_email
from django.utils import translation
from django.utils.translation import gettext as _

from chancennetz.core.errors import Defect, ImportDefects
from chancennetz.core.imports import decode
from chancennetz.core.text import clean_line, clean_text
from chancennetz.core.time import EARLIEST_DAY, LATEST_DAY
from chancennetz.organisations.constants import OrganisationKind

COLUMNS = {
    "name": "Name",
    "kind": "Art",
    "short_name": "Kurzname",
    "municipality_key": "Gemeindeschlüssel",
    "website": "Internetseite",
    "phone": "Telefon",
    "email": "E-Mail",
    "note": "Notiz",
    "valid_from": "seit",
}
NEEDED = ("name", "kind")
_LIMITS = {"name": 200, "short_name": 60, "website": 200, "phone": 40, "email": 254, "note": 2000}
_MOST_ROWS = 20_000


@dataclasses.dataclass(frozen=True, slots=True)
class OrganisationLine:
    """One organisation of the file; `values` holds the columns that the file has."""

    row: int
    name: str
    values: dict[str, Any]
    valid_from: dt.date | None


def kind_words() -> dict[str, OrganisationKind]:
    """Return what the column `kind` understands: our keys, and the labels in German and English."""
    words = {kind.value: kind for kind in OrganisationKind}
    for language in ("de", "en"):
        with translation.override(language):
            words |= {str(kind.label).casefold(): kind for kind in OrganisationKind}
    return words


def read(data: bytes) -> list[OrganisationLine]:
    """Return the organisations of a CSV file. Raises ImportDefects with all defects at once."""
    text = decode(data).replace("\0", "\ufffd")
    head = text.split("\n", 1)[0]
    delimiter = ";" if head.count(";") >= head.count(",") else ","
    try:
        table = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
    except csv.Error as error:
        message = _("This is not readable as CSV: %(reason)s.") % {"reason": error}
        raise ImportDefects([Defect(None, "", message, _("Check the quotation marks."))]) from error
    if not table or not any(cell.strip() for cell in table[0]):
        raise ImportDefects([Defect(1, "", _("The head row with the names of the columns is missing."))])
    if len(table) > _MOST_ROWS:
        raise ImportDefects([Defect(None, "", _("More than %(most)s rows.") % {"most": _MOST_ROWS})])
    columns, defects = _head(table[0])
    if defects:
        raise ImportDefects(defects)
    words = kind_words()
    lines: list[OrganisationLine] = []
    seen: dict[str, int] = {}
    for row, cells in enumerate(table[1:], 2):
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) != len(columns):
            values = {"found": len(cells), "wanted": len(columns)}
            defects.append(Defect(row, "", _("%(found)s columns instead of %(wanted)s.") % values))
            continue
        line = _line(row, dict(zip(columns, cells, strict=True)), words, defects)
        first = seen.setdefault(line.name.casefold(), row)
        if line.name and first != row:
            defects.append(Defect(row, "name", _("This name stands in row %(row)s already.") % {"row": first}))
        lines.append(line)
    if not lines and not defects:
        defects.append(Defect(None, "", _("There is no organisation in this file.")))
    if defects:
        raise ImportDefects(defects)
    return lines


def _head(cells: list[str]) -> tuple[list[str], list[Defect]]:
    known = {name.casefold(): key for key, name in COLUMNS.items()} | {key: key for key in COLUMNS}
    columns: list[str] = []
    defects: list[Defect] = []
    for cell in cells:
        name = cell.strip()
        key = known.get(name.casefold())
        if key is None:
            words = ", ".join(f"{key} ({german})" for key, german in COLUMNS.items())
            defects.append(Defect(1, name, _("Unknown column."), _("Known: %(columns)s.") % {"columns": words}))
        elif key in columns:
            defects.append(Defect(1, name, _("This column stands here twice.")))
        columns.append(key or name)
    defects += [Defect(1, key, _("This column is missing.")) for key in NEEDED if key not in columns]
    return columns, defects


def _line(
    row: int, cells: dict[str, str], words: dict[str, OrganisationKind], defects: list[Defect]
) -> OrganisationLine:
    values: dict[str, Any] = {
        key: clean_text(cell) if key == "note" else clean_line(cell) for key, cell in cells.items()
    }

    def fail(column: str, message: str, cure: str = "") -> None:
        defects.append(Defect(row, column, message, cure))

    for key, limit in _LIMITS.items():
        if len(values.get(key, "")) > limit:
            fail(key, _("At most %(limit)s characters fit here.") % {"limit": limit})
    if not values["name"]:
        fail("name", _("The name is missing."))
    kind = words.get(values["kind"].casefold())
    if kind is None:
        message = _("Unknown kind: %(kind)s.") % {"kind": values["kind"]}
        fail("kind", message, _("Known: %(columns)s.") % {"columns": ", ".join(OrganisationKind.values)})
    else:
        values["kind"] = kind.value
    _check_key(values.get("municipality_key", ""), fail)
    _check_with(
        URLValidator(schemes=["http", "https"]), "website", values, _("This is no address like https://…"), fail
    )
    _check_with(validate_email, "email", values, _("This is no e-mail address."), fail)
    valid_from = _day(values.pop("valid_from", ""), fail)
    return OrganisationLine(row, values["name"], values, valid_from)


def _check_key(key: str, fail: Any) -> None:
    if not key or (key.isascii() and key.isdigit() and len(key) == 8):
        return
    lost = key.isascii() and key.isdigit() and len(key) == 7
    cure = _("A leading zero seems to be lost: write 0%(key)s.") % {"key": key} if lost else ""
    fail("municipality_key", _("The municipality key has 8 digits."), cure)


def _check_with(validator: Any, column: str, values: dict[str, Any], message: str, fail: Any) -> None:
    if not values.get(column):
        return
    try:
        validator(values[column])
    except ValidationError:
        fail(column, message)


def _day(text: str, fail: Any) -> dt.date | None:
    if not text:
        return None
    for pattern in ("%Y-%m-%d", "%d.%m.%Y"):
        try:
            day = dt.datetime.strptime(text, pattern).date()  # noqa: DTZ007 - a day, no moment
        except ValueError:
            continue
        if EARLIEST_DAY <= day <= LATEST_DAY:
            return day
    fail("valid_from", _("%(value)s is no day like 31.01.2024.") % {"value": text})
    return None

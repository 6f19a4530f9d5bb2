"""Validates tables against HSDS 3.0 and the county profile: errors forbid an import, warnings ask for a look. Pure."""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
import uuid
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from chancennetz.hsds.nesting import Row, Tables
from chancennetz.hsds.schema import (
    ADDRESSES,
    DAYS,
    EMAILS,
    ENUMS,
    PREFIX,
    REFERENCES,
    TABLES,
    Field,
)
from chancennetz.openinghours import HoursError, parse
from chancennetz.supportmap.constants import TEXT
from chancennetz.supportmap.rules import lies_in_germany

_EMAIL = re.compile(r"[^@\s<>\"']+@[^@\s<>\"']+\.[^@\s<>\"']+")
_WEB = re.compile(r"https?://[^\s<>\"']+", re.IGNORECASE)
#: Fields that may be longer than a text: outlines.
_WIDE = {("service_area", "extent"): 200_000}


@dataclasses.dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong (`error`) or looks wrong (`warning`) in a record."""

    level: str
    table: str
    record_id: str
    field: str
    message: str

    def __str__(self) -> str:
        return f"{self.level}: {self.table} {self.record_id} {self.field}: {self.message}"


@dataclasses.dataclass(frozen=True, slots=True)
class Report:
    """All findings, and how many records each table has."""

    counts: dict[str, int]
    findings: tuple[Finding, ...]

    @property
    def errors(self) -> list[Finding]:
        """What forbids an import."""
        return [finding for finding in self.findings if finding.level == "error"]

    @property
    def warnings(self) -> list[Finding]:
        """What should be looked at."""
        return [finding for finding in self.findings if finding.level == "warning"]

    def as_dict(self) -> dict[str, Any]:
        """Return the report for JSON output."""
        return {
            "valid": not self.errors,
            "counts": self.counts,
            "findings": [dataclasses.asdict(finding) for finding in self.findings],
        }


def validate(tables: Tables, *, tabular: bool) -> Report:
    """Check every record: needed fields, kinds, listed values, addresses, references, plausibility."""
    check = _Check(tables, tabular=tabular)
    for table, rows in tables.items():
        for row in rows.values():
            check.row(table, row)
    counts = {table: len(rows) for table, rows in tables.items() if rows}
    return Report(counts, tuple(check.findings))


class _Check:
    """Collects findings."""

    def __init__(self, tables: Tables, *, tabular: bool) -> None:
        self.tables = tables
        self.tabular = tabular
        self.findings: list[Finding] = []

    def _add(self, level: str, table: str, row: Row, field: str, message: str) -> None:
        self.findings.append(Finding(level, table, str(row["id"])[:60], field, message))

    def row(self, table: str, row: Row) -> None:
        """Check one record."""
        fields = TABLES[table]
        try:
            uuid.UUID(str(row["id"]))
        except ValueError:
            self._add("warning", table, row, "id", _("This id is no UUID; a lasting one is made from it."))
        for name, field in fields.items():
            needed = field.tabular if self.tabular else field.json
            if needed and row.get(name) in (None, ""):
                self._add("error", table, row, name, _("This field is needed."))
        for name, value in row.items():
            if name in fields:
                self._field(table, row, fields[name], value)
            elif not name.startswith(PREFIX):
                self._add("warning", table, row, name, _("HSDS 3.0 does not know this field; it is passed on."))
        self._references(table, row)
        if table == "location":
            self._position(row)

    def _field(self, table: str, row: Row, field: Field, value: Any) -> None:
        key = (table, field.name)
        if value in (None, ""):
            return
        if isinstance(value, (dict, list)):
            self._add("error", table, row, field.name, _("This is not a single value."))
            return
        text = str(value)
        limit = _WIDE.get(key, TEXT)
        if len(text) > limit:
            self._add("error", table, row, field.name, _("At most %(limit)s characters fit here.") % {"limit": limit})
        elif field.kind == "number" and not _is_number(value):
            self._add("error", table, row, field.name, _("This is not a number."))
        elif key in ENUMS and text not in ENUMS[key]:
            known = ", ".join(sorted(ENUMS[key]))
            self._add("error", table, row, field.name, _("Known: %(columns)s.") % {"columns": known})
        elif key in EMAILS and not _EMAIL.fullmatch(text):
            self._add("error", table, row, field.name, _("This is no e-mail address."))
        elif key in ADDRESSES and not _WEB.fullmatch(text):
            self._add("error", table, row, field.name, _("This is no address like https://…"))
        elif key in DAYS and not _is_day(text):
            self._add("error", table, row, field.name, _("This is no day like 2026-11-21."))
        elif field.name == "de_opening_hours":
            self._hours(table, row, text)

    def _hours(self, table: str, row: Row, text: str) -> None:
        try:
            parse(text)
        except HoursError as error:
            self._add("error", table, row, "de_opening_hours", error.message(get_language() or "de"))

    def _references(self, table: str, row: Row) -> None:
        for field, target in REFERENCES.get(table, {}).items():
            value = row.get(field)
            if value and str(value) not in self.tables.get(target, {}):
                level = (
                    "error"
                    if TABLES[table][field].tabular and self.tabular and target != "taxonomy_term"
                    else "warning"
                )
                words = {"table": target, "id": str(value)[:60]}
                self._add(level, table, row, field, _("There is no %(table)s %(id)s in this file.") % words)

    def _position(self, row: Row) -> None:
        latitude, longitude = row.get("latitude"), row.get("longitude")
        if not (_is_number(latitude) and _is_number(longitude)):
            return
        lat, lon = float(str(latitude)), float(str(longitude))
        if not (-90 <= lat <= 90 and -180 <= lon <= 180):
            self._add("warning", "location", row, "latitude", _("This is no place on earth."))
        elif lies_in_germany(lon, lat):
            self._add("warning", "location", row, "latitude", _("Latitude and longitude seem to be swapped."))
        elif not lies_in_germany(lat, lon):
            self._add("warning", "location", row, "latitude", _("This place lies outside of Germany."))


def _is_number(value: Any) -> bool:
    if isinstance(value, bool) or value is None:
        return False
    try:
        number = float(str(value))
    except ValueError:
        return False
    return number == number and abs(number) != float("inf")


def _is_day(text: str) -> bool:
    try:
        dt.date.fromisoformat(text[:10])
    except ValueError:
        return False
    return True

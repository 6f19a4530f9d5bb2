"""Data protection: readings, the log, the record of processing."""

from __future__ import annotations

import dataclasses
import uuid
from typing import Any

from django.db import connection

from chancennetz.audit.models import AuditEntry
from chancennetz.audit.queries import entries_about
from chancennetz.core import catalogue
from chancennetz.core.catalogue import PURPOSES, LegalDomain, Protection, Retention
from chancennetz.people.models import FilePerson
from chancennetz.portal.constants import WHAT_TABLES_HOLD


def readings_of(file_id: uuid.UUID) -> Any:
    """Return the rows of the log that touch a family file or a person in it, newest first."""
    persons = FilePerson.objects.filter(file_id=file_id).values_list("person_id", flat=True)
    return entries_about([file_id, *persons])


def log_entries(*, text: str = "", kind: str = "") -> Any:
    """Return the log for the data protection officer: who, when, what; never content."""
    found = AuditEntry.objects.order_by("-created_at", "-id")
    if kind:
        found = found.filter(kind=kind)
    if text:
        found = found.filter(user_name__icontains=text) | found.filter(organisation_name__icontains=text)
    return found


@dataclasses.dataclass(frozen=True, slots=True)
class Processing:
    """One row of the record of processing activities: all that is done for one purpose."""

    purpose: Any
    basis: Any
    domains: list[Any]
    tables: list[dict[str, Any]]


def _table_row(model: str, entries: list[catalogue.FieldEntry]) -> dict[str, Any]:
    by_class = {
        protection.value: [entry.field for entry in entries if entry.protection is protection]
        for protection in Protection
    }
    return {
        "model": model,
        "holds": WHAT_TABLES_HOLD.get(model, model),
        "fields": {name: fields for name, fields in by_class.items() if fields},
        "retention": Retention(entries[0].retention).label,
        "sealed": sum(entry.sealed for entry in entries),
        "count": len(entries),
    }


def record_of_processing() -> list[Processing]:
    """Return the record of processing activities (Art. 30 DSGVO), generated from the field catalogue."""
    by_model: dict[str, list[catalogue.FieldEntry]] = {}
    for entry in catalogue.all_entries():
        by_model.setdefault(entry.model, []).append(entry)
    found = []
    for key, (text, basis) in PURPOSES.items():
        models = {model: entries for model, entries in by_model.items() if entries[0].purpose == key}
        if models:
            domains = sorted({entries[0].domain for entries in models.values()})
            rows = [_table_row(model, entries) for model, entries in sorted(models.items())]
            found.append(Processing(text, basis, [LegalDomain(domain).label for domain in domains], rows))
    return found


def personal_tables() -> set[str]:
    """Return the tables that hold anything but open fields."""
    return {entry.model for entry in catalogue.all_entries() if entry.protection is not Protection.OPEN}


def subject_of_number(number: str) -> uuid.UUID | None:
    """Return the file that has this number, as the log knows it (from the entry of its opening).

    The data protection officer sees no files; the database function gives the id and nothing else.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT access_file_for_control(%s)", [number])
        row = cursor.fetchone()
    return row[0] if row else None

"""Collecting everything a family file holds, entry by entry, in words (Art. 15 DSGVO).

Every table of a file is read in the same way, from `tables.TABLES`; what a value means is looked up in the model.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
import uuid
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from django.apps import apps
from django.db import models
from django.utils.translation import gettext as _

from chancennetz.access.constants import Facet
from chancennetz.access.models import FamilyFile, User
from chancennetz.contacts.models import ContactPerson
from chancennetz.core import crypto, time
from chancennetz.core.actor import Actor
from chancennetz.dossier import rules
from chancennetz.dossier.constants import Notice
from chancennetz.dossier.tables import TABLES, Table
from chancennetz.people.models import Person
from chancennetz.people.queries import people_in_file
from chancennetz.ui import formats


@dataclasses.dataclass(frozen=True, slots=True)
class Entry:
    """One row of a table: when it is from, its lines in words, whom it is about, what is to be looked at."""

    key: str
    at: dt.date | dt.datetime
    lines: tuple[tuple[str, str], ...]
    persons: frozenset[uuid.UUID]
    notice: Notice

    @property
    def text(self) -> str:
        """All lines as one text."""
        return "\n".join(f"{label}: {value}" for label, value in self.lines)


@dataclasses.dataclass(frozen=True, slots=True)
class Section:
    """A table with its entries, oldest first."""

    key: str
    title: str
    entries: tuple[Entry, ...]


def sections(actor: Actor, file: FamilyFile, asker: Person, facets: Iterable[Facet]) -> list[Section]:
    """Return what the file holds, as far as the reader may see it; one query for each table.

    Deleted entries and what is bound to another counsellor (s. 65 SGB VIII) are left out.
    """
    everybody = people_in_file(file, ever=True)
    crypto.preload_keys([file.pk, *(one.person.pk for one in everybody)])
    names = {one.person.pk: one.person.full_name for one in everybody}
    others = [one.person.full_name for one in everybody if one.person.pk != asker.pk]
    words = _Words(names, _staff_names(file))
    open_ = frozenset(facets)
    found = [_person_section(asker)]
    for label, table in TABLES.items():
        if table.facet in open_:
            rows = _rows(label, file, actor)
            entries = [_entry(label, table, row, words, asker, others) for row in rows]
            if entries:
                found.append(Section(label, str(table.title), tuple(sorted(entries, key=_when))))
    return found


def _rows(label: str, file: FamilyFile, actor: Actor) -> list[Any]:
    model = apps.get_model(label)
    rows = model._default_manager.filter(file=file)
    names = {field.name for field in model._meta.get_fields()}
    for deleted in ("deleted_at", "removed_at"):
        if deleted in names:
            rows = rows.filter(**{f"{deleted}__isnull": True})
    if "bound_to" in names:
        rows = rows.filter(bound_to=actor.user_id)
    found = list(rows)
    if label == "contacts.ContactEntry":
        _attach_present(found)
    return found


def _attach_present(contacts: list[Any]) -> None:
    """Note who took part in each contact (one query)."""
    present: dict[uuid.UUID, set[uuid.UUID]] = defaultdict(set)
    links = ContactPerson.objects.filter(contact__in=contacts)
    for contact, person in links.values_list("contact_id", "person_id"):
        present[contact].add(person)
    for contact in contacts:
        contact.took_part = present[contact.pk]


def _staff_names(file: FamilyFile) -> dict[uuid.UUID, str]:
    """Return the names of all staff; a file knows few of them, but their ids stand in many tables (one query)."""
    del file
    return dict(User.objects.values_list("pk", "display_name"))


def _when(entry: Entry) -> tuple[str, str]:
    day = entry.at.astimezone(time.BERLIN).date() if isinstance(entry.at, dt.datetime) else entry.at
    return day.isoformat(), str(entry.at)


class _Words:
    """Says values in words."""

    def __init__(self, names: dict[uuid.UUID, str], staff: dict[uuid.UUID, str]) -> None:
        self.names = names
        self.staff = staff

    def say(self, row: Any, field: str) -> str:
        """Return a value of a row in words, empty when there is nothing to say."""
        definition = row._meta.get_field(field)
        if definition.choices:
            return str(getattr(row, f"get_{field}_display")())
        if isinstance(definition, models.ForeignKey):
            return self._related(row, definition)
        return self._value(getattr(row, field))

    def _related(self, row: Any, definition: models.ForeignKey[Any, Any]) -> str:
        target = getattr(row, definition.attname)
        if target is None:
            return ""
        if target in self.names or target in self.staff:
            return self.names.get(target) or self.staff[target]
        found = getattr(row, definition.name)
        if hasattr(found, "get_kind_display"):
            return str(found.get_kind_display())
        return str(getattr(found, "label", "") or found) if type(found).__str__ is not models.Model.__str__ else ""

    def _value(self, value: Any) -> str:
        if value is None or value == "":
            return ""
        if isinstance(value, bool):
            return _("yes") if value else _("no")
        if isinstance(value, dt.datetime):
            return f"{time.format_date(value)}, {formats.clock(value)}"
        if isinstance(value, dt.date):
            return time.format_date(value)
        if isinstance(value, uuid.UUID):
            return self.names.get(value) or self.staff.get(value, "")
        if isinstance(value, list | tuple):
            return ", ".join(part for part in (self._value(one) for one in value) if part)
        text = str(value)
        return "; ".join(_leaves(json.loads(text))) if text[:1] in "{[" and _is_json(text) else text


def _is_json(text: str) -> bool:
    try:
        json.loads(text)
    except ValueError:
        return False
    return True


def _leaves(value: Any) -> Iterator[str]:
    """Return the texts inside a stored structure; codes and switches say nothing to a reader but their names do."""
    if isinstance(value, dict):
        for key, inner in value.items():
            texts = [text for text in _leaves(inner) if text]
            if texts:
                yield f"{key}: {', '.join(texts)}"
    elif isinstance(value, list):
        for inner in value:
            yield from _leaves(inner)
    elif value is not None and value != "":
        yield str(value)


def _persons(table: Table, row: Any) -> frozenset[uuid.UUID]:
    found: set[uuid.UUID] = set(getattr(row, "took_part", ()))
    for field in table.persons:
        definition = row._meta.get_field(field)
        value = getattr(row, definition.attname)
        found.update(value if isinstance(value, list | tuple) else [value] if value else [])
    return frozenset(found)


def _entry(label: str, table: Table, row: Any, words: _Words, asker: Person, others: list[str]) -> Entry:
    lines = tuple(
        (str(name), text) for field, name in table.fields.items() if (text := words.say(row, field)) and text.strip()
    )
    persons = _persons(table, row)
    at = getattr(row, table.moment, None) or row.created_at
    noticed = rules.notice(
        entrusted=table.facet is Facet.ENTRUSTED,
        persons=persons,
        asker=asker.pk,
        text="\n".join(text for _label, text in lines),
        other_names=others if persons != {asker.pk} or label == "contacts.ContactEntry" else (),
    )
    return Entry(f"{label}:{row.pk}", at, lines, persons, noticed)


#: What is kept about the person who asks.
_PERSON_FIELDS = (
    "given_name",
    "family_name",
    "birth_name",
    "birth_date",
    "gender",
    "language",
    "interpreter",
    "street",
    "postcode",
    "town",
    "phone",
    "email",
    "safe_contact",
    "preferred_contact",
    "must_not_know",
)


def _person_section(asker: Person) -> Section:
    labels = _person_labels()
    words = _Words({}, {})
    lines = tuple(
        (labels[field], text)
        for field in _PERSON_FIELDS
        if field in {one.name for one in asker._meta.get_fields()} and (text := words.say(asker, field))
    )
    entry = Entry(f"people.Person:{asker.pk}", asker.created_at, lines, frozenset({asker.pk}), Notice.NONE)
    return Section("people.Person", _("About you"), (entry,))


def _person_labels() -> dict[str, str]:
    return {
        "given_name": _("Given name"),
        "family_name": _("Family name"),
        "birth_name": _("Name at birth"),
        "birth_date": _("Birth date"),
        "gender": _("Gender"),
        "language": _("Language"),
        "interpreter": _("Interpreter"),
        "street": _("Street"),
        "postcode": _("Postcode"),
        "town": _("Town"),
        "phone": _("Phone"),
        "email": _("E-mail"),
        "safe_contact": _("How we may reach you"),
        "preferred_contact": _("How you like to be reached"),
        "must_not_know": _("Who must not know"),
    }

"""Entering and changing persons, and who belongs to which file."""

from __future__ import annotations

import dataclasses
import datetime as dt
import uuid
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext as _

from chancennetz.access.actions import require_in_file
from chancennetz.access.constants import Action, Facet
from chancennetz.access.models import FamilyFile
from chancennetz.audit.actions import record_many, record_write
from chancennetz.audit.constants import EntryKind
from chancennetz.core import crypto, time
from chancennetz.core.action import action
from chancennetz.core.actor import Actor
from chancennetz.core.errors import Conflict, NotAllowed
from chancennetz.core.text import clean_line
from chancennetz.people import queries, rules
from chancennetz.people.actions.common import BATCH, check_belongs, check_day, end_on, log_in_file, require_files
from chancennetz.people.constants import FileRole
from chancennetz.people.models import (
    FilePerson,
    Person,
    PersonKey,
)

_NAME_FIELDS = frozenset({"given_name", "family_name", "birth_name", "birth_date"})
PERSON_FIELDS = (
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
    "municipality_key",
    "phone",
    "email",
    "safe_contact",
    "preferred_contact",
    "no_contact_by",
    "must_not_know",
)
_LINES = frozenset(PERSON_FIELDS) - {
    "birth_date",
    "interpreter",
    "safe_contact",
    "language",
    "gender",
    "preferred_contact",
    "no_contact_by",
    "must_not_know",
}


@dataclasses.dataclass(frozen=True, slots=True)
class NewPerson:
    """What is known about a person when he or she is entered into a file."""

    file_id: uuid.UUID
    given_name: str
    family_name: str
    birth_date: dt.date | None = None
    role: FileRole = FileRole.ADULT
    is_main_contact: bool = False
    valid_from: dt.date | None = None
    valid_to: dt.date | None = None
    fields: Mapping[str, Any] = dataclasses.field(default_factory=dict)


def clean(values: Mapping[str, Any]) -> dict[str, Any]:
    """Tidy the fields of a person; raises ValidationError naming the field."""
    unknown = set(values) - set(PERSON_FIELDS)
    if unknown:
        raise TypeError(f"no such fields of a person: {sorted(unknown)}")
    cleaned: dict[str, Any] = {name: clean_line(value) if name in _LINES else value for name, value in values.items()}
    missing = [name for name in ("given_name", "family_name") if name in cleaned and not cleaned[name]]
    if missing:
        raise ValidationError({name: _("Please enter a name. Unknown? Write “unknown”.") for name in missing})
    rules.check_birth_date(cleaned.get("birth_date"), time.today())
    if cleaned.get("postcode") and not (cleaned["postcode"].isdigit() and len(cleaned["postcode"]) == 5):
        raise ValidationError({"postcode": _("A postcode has five digits.")})
    return cleaned


def _link_of(file: FamilyFile, person: Person) -> FilePerson:
    link: FilePerson | None = FilePerson.objects.filter(file=file, person=person, valid_to__isnull=True).first()
    if link is None:
        raise Conflict(_("This person does not belong to the file at the moment."))
    return link


def _keys_of(person: Person) -> list[PersonKey]:
    keys = rules.person_keys(person.given_name, person.family_name, person.birth_name, person.birth_date)
    return [PersonKey(person=person, kind=key[0].value, value=queries.key_value(key)) for key in sorted(keys)]


def rebuild_keys(person: Person, *, also: Iterable[Person] = ()) -> None:
    """Write the search keys of a person anew; `also` are merged records whose names keep leading here."""
    PersonKey.objects.filter(person=person).delete()
    keys = {(key.kind, key.value): key for record in (person, *also) for key in _keys_of(record)}
    PersonKey.objects.bulk_create(
        [PersonKey(person=person, kind=kind, value=value) for kind, value in sorted(keys)], batch_size=BATCH
    )


@action
def register_person(
    *,
    by: Actor,
    file: FamilyFile,
    given_name: str,
    family_name: str,
    birth_date: dt.date | None = None,
    role: FileRole = FileRole.ADULT,
    is_main_contact: bool = False,
    valid_from: dt.date | None = None,
    **fields: Any,
) -> Person:
    """Enter a new person into a file. `fields` are further fields of PERSON_FIELDS.

    Raises ValidationError with field names when something cannot be.
    """
    new = NewPerson(file.pk, given_name, family_name, birth_date, role, is_main_contact, valid_from, None, fields)
    return register_many(by=by, rows=[new])[0]


@action
def register_many(*, by: Actor, rows: Sequence[NewPerson]) -> list[Person]:
    """Enter many persons with few statements; each gets its own row in the log."""
    require_files(by, Action.CREATE, Facet.IDENTITY, (row.file_id for row in rows))
    today = time.today()
    people, links = [], []
    for row in rows:
        names = {"given_name": row.given_name, "family_name": row.family_name, "birth_date": row.birth_date}
        person = Person(**clean({**row.fields, **names}))
        valid_from = row.valid_from or today
        check_day(valid_from)
        people.append(person)
        links.append(
            FilePerson(
                file_id=row.file_id,
                person=person,
                role=FileRole(row.role).value,
                is_main_contact=row.is_main_contact,
                valid_from=valid_from,
                valid_to=row.valid_to,
            )
        )
    main = {link.file_id for link in links if link.is_main_contact and link.valid_to is None}
    FilePerson.objects.filter(file_id__in=main, is_main_contact=True, valid_to__isnull=True).update(
        is_main_contact=False
    )
    crypto.create_keys(person.pk for person in people)
    Person.objects.bulk_create(people, batch_size=BATCH)
    FilePerson.objects.bulk_create(links, batch_size=BATCH)
    # Keys come last: the database lets them in only for persons who belong to a visible file.
    PersonKey.objects.bulk_create([key for person in people for key in _keys_of(person)], batch_size=BATCH)
    record_many(
        {
            "kind": EntryKind.WRITE,
            "by": by,
            "action": "people.person.register",
            "object_type": "person",
            "object_id": person.pk,
            "subjects": [person.pk, link.file_id],
            "facet": Facet.IDENTITY,
        }
        for person, link in zip(people, links, strict=True)
    )
    return people


@action
def change_person(*, by: Actor, file: FamilyFile, person: Person, expected: int, **changes: Any) -> list[str]:
    """Change facts about a person who belongs to the file; returns the names of the fields that changed.

    Raises StaleVersion when somebody else saved since version `expected` was read.
    """
    require_in_file(by, Action.UPDATE, Facet.IDENTITY, file)
    check_belongs(file, person)
    cleaned = clean(changes)
    changed = [name for name, value in cleaned.items() if getattr(person, name) != value]
    for name in changed:
        setattr(person, name, cleaned[name])
    person.save_version(expected=expected, fields=changed)
    if _NAME_FIELDS & set(changed):
        rebuild_keys(person, also=queries.whole_chain(person))
    record_write(
        by=by,
        action="people.person.change",
        object_type="person",
        object_id=person.pk,
        subjects=[person.pk, file.pk],
        facet=Facet.IDENTITY,
        changed=changed,
    )
    return changed


# --- who belongs to the file -----------------------------------------------------------------------------------------


@action
def add_to_file(
    *, by: Actor, file: FamilyFile, person: Person, role: FileRole, valid_from: dt.date | None = None
) -> FilePerson:
    """Let a person whom one sees in another file belong to this one too (or again)."""
    require_in_file(by, Action.CREATE, Facet.IDENTITY, file)
    if not by.is_system and not Person.objects.visible_to(by, Facet.IDENTITY).filter(pk=person.pk).exists():
        raise NotAllowed("this person is not visible")
    person = queries.present_record(person)
    first = valid_from or time.today()
    check_day(first)
    overlapping = FilePerson.objects.filter(file=file, person=person).filter(
        Q(valid_to__isnull=True) | Q(valid_to__gte=first)
    )
    if overlapping.exists():
        raise Conflict(_("This person already belongs to the file on this day."))
    link = FilePerson(file=file, person=person, role=FileRole(role).value, valid_from=first)
    link.save(force_insert=True)
    log_in_file(by, "file.add", "file_person", link.pk, file.pk, person.pk)
    return link


@action
def leave_file(*, by: Actor, file: FamilyFile, person: Person, last_day: dt.date) -> FilePerson:
    """End that a person belongs to the file. The row stays, so that everybody can see who belonged when."""
    require_in_file(by, Action.UPDATE, Facet.IDENTITY, file)
    link = _link_of(file, person)
    if link.is_main_contact:
        raise Conflict(_("This person is the main contact. Please choose another main contact first."))
    end_on(link, last_day)
    log_in_file(by, "file.leave", "file_person", link.pk, file.pk, person.pk)
    return link


@action
def set_main_contact(*, by: Actor, file: FamilyFile, person: Person) -> FilePerson:
    """Name the person whom one calls first."""
    require_in_file(by, Action.UPDATE, Facet.IDENTITY, file)
    link = _link_of(file, person)
    FilePerson.objects.filter(file=file, is_main_contact=True, valid_to__isnull=True).update(is_main_contact=False)
    link.is_main_contact = True
    link.save(update_fields=["is_main_contact"])
    log_in_file(by, "file.main_contact", "file_person", link.pk, file.pk, person.pk)
    return link

"""Checks that the actions of this room share."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from chancennetz.access.actions import require_in_file
from chancennetz.access.constants import Action, Facet
from chancennetz.access.models import FamilyFile
from chancennetz.audit.actions import record_write
from chancennetz.core import time
from chancennetz.core.actor import Actor
from chancennetz.core.errors import Conflict, NotAllowed
from chancennetz.people.models import (
    FilePerson,
    GroupMember,
    Person,
    Relationship,
)

BATCH = 2000


def require_files(by: Actor, what: Action, facet: Facet, file_ids: Iterable[uuid.UUID]) -> None:
    """Raise NotAllowed unless the actor may do this in every one of the files (an unseen file counts as no)."""
    if by.is_system:
        return
    wanted = set(file_ids)
    files = list(FamilyFile.objects.filter(pk__in=wanted))
    if len(files) < len(wanted):
        raise NotAllowed("no such file")
    for file in files:
        require_in_file(by, what, facet, file)


def check_belongs(file: FamilyFile, *people: Person) -> None:
    belonging = set(FilePerson.objects.filter(file=file, person__in=people).values_list("person_id", flat=True))
    if any(person.pk not in belonging for person in people):
        raise Conflict(_("Only persons of this file can be chosen here."))


def check_day(day: dt.date, field: str = "valid_from") -> None:
    if not time.EARLIEST_DAY <= day <= time.LATEST_DAY:
        raise ValidationError({field: _("Please check the year of this date.")})


def end_on(row: FilePerson | GroupMember | Relationship, day: dt.date) -> None:
    check_day(day, "valid_to")
    if row.valid_to is not None:
        raise Conflict(_("This has already ended."))
    if day < row.valid_from:
        raise ValidationError({"valid_to": _("The last day lies before the first day.")})
    row.valid_to = day
    row.save(update_fields=["valid_to"])


def log_in_file(by: Actor, name: str, type_: str, row_id: uuid.UUID, file_id: uuid.UUID, *people: uuid.UUID) -> None:
    record_write(
        by=by,
        action=f"people.{name}",
        object_type=type_,
        object_id=row_id,
        subjects=[file_id, *people],
        facet=Facet.HOUSEHOLD,
    )

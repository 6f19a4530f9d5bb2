"""Reading letters, templates, requests for access, and what fills the places of a template."""

from __future__ import annotations

import dataclasses
import datetime as dt
import uuid

from django.db.models import F
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from chancennetz.access.constants import Facet, RelationKind
from chancennetz.access.models import FamilyFile, User
from chancennetz.access.queries import team_of
from chancennetz.casework.queries import visible_names
from chancennetz.core import crypto, time
from chancennetz.core.actor import Actor
from chancennetz.dossier.constants import MissingReason, MissingState
from chancennetz.dossier.models import AccessRequest, Letter, LetterTemplate, MissingDocument
from chancennetz.organisations.models import Organisation
from chancennetz.people.constants import Gender
from chancennetz.people.models import Person
from chancennetz.tasks.queries import next_appointments
from chancennetz.ui import formats


def letters_of(file: FamilyFile) -> list[Letter]:
    """Return the letters of a file, the newest first (two queries)."""
    crypto.preload_keys([file.pk])
    found = Letter.objects.filter(file=file).select_related("written_by", "template")
    return list(found.order_by("-created_at"))


def find_letter(file: FamilyFile, letter_id: uuid.UUID) -> Letter | None:
    """Return a letter of a file."""
    rows = Letter.objects.select_related("written_by", "template", "file")
    found: Letter | None = rows.filter(file=file, pk=letter_id).first()
    return found


def missing_of(file: FamilyFile) -> list[MissingDocument]:
    """Return the documents that are or were missing in a file: first those that still are, the next due first."""
    crypto.preload_keys([file.pk])
    found = list(MissingDocument.objects.filter(file=file).order_by(F("due_on").asc(nulls_last=True), "asked_on", "id"))
    return sorted(found, key=lambda one: one.state != MissingState.OPEN)


def find_missing(file: FamilyFile, missing_id: uuid.UUID) -> MissingDocument | None:
    """Return a missing document of a file."""
    found: MissingDocument | None = (
        MissingDocument.objects.select_related("file").filter(file=file, pk=missing_id).first()
    )
    return found


@dataclasses.dataclass(frozen=True, slots=True)
class MissingRow:
    """A missing document in the list over all files that are open to the reader."""

    file_id: uuid.UUID
    family: str
    what: str
    needed_for: str
    reason: MissingReason
    holds_up: bool
    asked_on: dt.date
    due_on: dt.date | None
    is_overdue: bool


def missing_everywhere(actor: Actor) -> list[MissingRow]:
    """Return what is missing in the files whose documents are open to the actor, the next due first (four queries).

    Families whose names are closed to the actor stand with the number of their file.
    """
    today = time.today()
    rows = list(
        MissingDocument.objects.all()
        .visible_to(actor, Facet.DOCUMENT)
        .filter(state=MissingState.OPEN)
        .select_related("file")
        .order_by(F("due_on").asc(nulls_last=True), "asked_on", "id")
    )
    crypto.preload_keys({one.file_id for one in rows})
    names = visible_names(actor, {one.file_id for one in rows})
    return [
        MissingRow(
            file_id=one.file_id,
            family=names.get(one.file_id) or one.file.number,
            what=one.what,
            needed_for=one.needed_for,
            reason=MissingReason(one.reason),
            holds_up=one.holds_up,
            asked_on=one.asked_on,
            due_on=one.due_on,
            is_overdue=one.due_on is not None and one.due_on < today,
        )
        for one in rows
    ]


def requests_of(file: FamilyFile) -> list[AccessRequest]:
    """Return the requests for access of a file, the newest first."""
    found = AccessRequest.objects.filter(file=file).select_related("person", "reviewed_by")
    return list(found.order_by("-asked_on", "-created_at"))


def find_request(file: FamilyFile, request_id: uuid.UUID) -> AccessRequest | None:
    """Return a request of a file with its person."""
    rows = AccessRequest.objects.select_related("person", "file")
    found: AccessRequest | None = rows.filter(file=file, pk=request_id).first()
    return found


def templates() -> list[LetterTemplate]:
    """Return the templates in use, by name (one query)."""
    return list(LetterTemplate.objects.filter(in_use=True).order_by("kind", "name"))


def find_template(template_id: uuid.UUID) -> LetterTemplate | None:
    """Return a template of any age."""
    return LetterTemplate.objects.filter(pk=template_id).first()


def template_history(key: str) -> list[LetterTemplate]:
    """Return all versions of a template, the newest first."""
    return list(LetterTemplate.objects.filter(key=key).order_by("-number"))


def address_of(person: Person) -> str:
    """Return name and address as they stand on an envelope."""
    town = f"{person.postcode} {person.town}".strip()
    return "\n".join(part for part in (person.full_name, person.street, town) if part)


def greeting(person: Person | None) -> str:
    """Return how a letter begins. Without a known gender the full name stands there."""
    if person is None:
        return _("Dear Sir or Madam,")
    if person.gender == Gender.FEMALE:
        return pgettext("letter, to a woman", "Dear Ms %(name)s,") % {"name": person.family_name}
    if person.gender == Gender.MALE:
        return pgettext("letter, to a man", "Dear Mr %(name)s,") % {"name": person.family_name}
    return pgettext("letter, gender not known", "Dear %(name)s,") % {"name": person.full_name}


def values_for(actor: Actor, file: FamilyFile, person: Person | None) -> dict[str, str]:
    """Return what fills the places of a template (at most five queries)."""
    writer = User.objects.filter(pk=actor.user_id).first() if actor.user_id else None
    organisation = Organisation.objects.filter(pk=file.organisation_id).first()
    coming = next_appointments(file.pk, 1)
    lead = next((one for one in team_of(file.pk) if one.kind == RelationKind.CASE_LEAD), None)
    appointment = coming[0] if coming else None
    return {
        "anrede": greeting(person),
        "name": person.full_name if person else "",
        "aktenzeichen": file.number,
        "datum": time.format_date(time.today(), weekday=False),
        "beraterin": writer.display_name if writer else "",
        "telefon": (writer.phone if writer else "") or (organisation.phone if organisation else ""),
        "organisation": organisation.name if organisation else "",
        "termin": f"{time.format_date(appointment.starts_at)}, {formats.clock(appointment.starts_at)}"
        if appointment
        else "",
        "ort": appointment.place if appointment else "",
        "neue_beraterin": str(lead.user) if lead else "",
    }

"""Everything that writes requests for access, letters and their templates."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Mapping

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from chancennetz.access.actions import require, require_in_file
from chancennetz.access.constants import Action, Facet, ObjectType
from chancennetz.access.models import FamilyFile
from chancennetz.audit.actions import record, record_write
from chancennetz.audit.constants import EntryKind
from chancennetz.core import time
from chancennetz.core.action import action
from chancennetz.core.actor import Actor
from chancennetz.core.errors import Conflict
from chancennetz.dossier import rules
from chancennetz.dossier.constants import LeaveOut, LetterKind, LetterState, MissingReason, MissingState, RequestState
from chancennetz.dossier.models import AccessRequest, Letter, LetterTemplate, MissingDocument
from chancennetz.dossier.places import PLACES
from chancennetz.people.models import Person


def _log(by: Actor, what: str, request: AccessRequest, changed: tuple[str, ...] = ()) -> None:
    record_write(
        by=by,
        action=f"dossier.access.{what}",
        object_type="access_request",
        object_id=request.pk,
        subjects=[request.file_id, request.person_id],
        facet=Facet.FRAME,
        changed=list(changed),
        basis="Art. 15 DSGVO",
    )


# --- right of access -----------------------------------------------------------------------------------------------


@action
def open_request(*, by: Actor, file: FamilyFile, person: Person, asked_on: dt.date) -> AccessRequest:
    """Note that somebody asks for his or her data. One open request for each person at a time."""
    require_in_file(by, Action.EXPORT, Facet.FRAME, file)
    if asked_on > time.today():
        raise ValidationError({"asked_on": _("This day lies in the future.")})
    waiting = AccessRequest.objects.filter(file=file, person=person).exclude(state=RequestState.HANDED_OUT)
    there: AccessRequest | None = waiting.first()
    if there is not None:
        return there
    request = AccessRequest(file=file, person=person, asked_on=asked_on)
    request.save(force_insert=True)
    _log(by, "open", request)
    return request


@action
def decide(
    *, by: Actor, request: AccessRequest, decisions: Mapping[str, str], expected: int, finish: bool
) -> AccessRequest:
    """Keep what is handed out and what is not; with `finish` the review is done.

    `decisions` has "" (handed out) or a reason of `LeaveOut` for each entry that was looked at. Raises StaleVersion.
    """
    require_in_file(by, Action.EXPORT, Facet.FRAME, request.file)
    if request.state == RequestState.HANDED_OUT:
        raise Conflict(_("This was handed out already. Begin a new request."))
    if any(reason not in {"", *LeaveOut.values} for reason in decisions.values()):
        raise ValidationError(_("Please choose one of the reasons."))
    request.decisions = dict(request.decisions) | dict(decisions)
    fields = ["decisions", "state", "reviewed_at", "reviewed_by"]
    request.state = RequestState.READY if finish else RequestState.REVIEW
    request.reviewed_at = time.now() if finish else None
    request.reviewed_by_id = by.user_id if finish else None
    request.save_version(expected=expected, fields=fields)
    _log(by, "review", request, (f"{len(decisions)} entries",))
    return request


@action
def note_export(*, by: Actor, request: AccessRequest, form: str) -> None:
    """Note that the data were printed or saved as a file. Only after the review."""
    require_in_file(by, Action.EXPORT, Facet.FRAME, request.file)
    if request.state == RequestState.REVIEW:
        raise Conflict(_("Please look through the entries first."))
    record(
        kind=EntryKind.EXPORT,
        by=by,
        action=f"dossier.access.{form}",
        object_type="access_request",
        object_id=request.pk,
        subjects=[request.file_id, request.person_id],
        facet=Facet.FRAME,
        basis="Art. 15 DSGVO",
    )


@action
def hand_out(*, by: Actor, request: AccessRequest, day: dt.date) -> AccessRequest:
    """Note that the person has received the data."""
    require_in_file(by, Action.EXPORT, Facet.FRAME, request.file)
    if request.state != RequestState.READY:
        raise Conflict(_("Please look through the entries first."))
    if not request.asked_on <= day <= time.today():
        raise ValidationError({"day": _("Please choose a day between the request and today.")})
    request.state = RequestState.HANDED_OUT
    request.handed_out_on = day
    request.save_version(expected=request.version, fields=["state", "handed_out_on"])
    _log(by, "hand_out", request)
    return request


# --- letters -------------------------------------------------------------------------------------------------------


@action
def write_letter(
    *,
    by: Actor,
    file: FamilyFile,
    address: str,
    subject: str,
    body: str,
    person: Person | None = None,
    template: LetterTemplate | None = None,
) -> Letter:
    """Begin a letter."""
    require_in_file(by, Action.CREATE, Facet.DOCUMENT, file)
    letter = Letter(
        file=file,
        template=template,
        person=person,
        address=address,
        subject=subject,
        body=body,
        written_by_id=by.user_id,
    )
    letter.save(force_insert=True)
    _log_letter(by, "write", letter)
    return letter


@action
def change_letter(*, by: Actor, letter: Letter, address: str, subject: str, body: str, expected: int) -> Letter:
    """Change a draft. A finished letter stays as it was sent. Raises StaleVersion."""
    require_in_file(by, Action.UPDATE, Facet.DOCUMENT, letter.file)
    if letter.state != LetterState.DRAFT:
        raise Conflict(_("This letter is finished. Write a new one."))
    letter.address, letter.subject, letter.body = address, subject, body
    letter.save_version(expected=expected, fields=["address", "subject", "body"])
    _log_letter(by, "change", letter, ("address", "subject", "body"))
    return letter


@action
def finish_letter(*, by: Actor, letter: Letter) -> Letter:
    """Finish a letter: from now on it is kept as it was sent."""
    require_in_file(by, Action.UPDATE, Facet.DOCUMENT, letter.file)
    if letter.state == LetterState.FINISHED:
        return letter
    letter.state = LetterState.FINISHED
    letter.finished_on = time.today()
    letter.save_version(expected=letter.version, fields=["state", "finished_on"])
    _log_letter(by, "finish", letter)
    return letter


@action
def drop_letter(*, by: Actor, letter: Letter) -> None:
    """Throw a draft away. A finished letter stays."""
    require_in_file(by, Action.END, Facet.DOCUMENT, letter.file)
    if letter.state != LetterState.DRAFT:
        raise Conflict(_("This letter is finished and belongs to the file."))
    _log_letter(by, "drop", letter)
    letter.delete()


@action
def note_print(*, by: Actor, letter: Letter) -> None:
    """Note that a letter was printed."""
    require_in_file(by, Action.EXPORT, Facet.DOCUMENT, letter.file)
    _log_letter(by, "print", letter, kind=EntryKind.EXPORT)


def _log_letter(
    by: Actor, what: str, letter: Letter, changed: tuple[str, ...] = (), kind: EntryKind = EntryKind.WRITE
) -> None:
    record(
        kind=kind,
        by=by,
        action=f"dossier.letter.{what}",
        object_type="letter",
        object_id=letter.pk,
        subjects=[letter.file_id, *([letter.person_id] if letter.person_id else [])],
        facet=Facet.DOCUMENT,
        changed=list(changed),
    )


# --- missing documents ---------------------------------------------------------------------------------------------


@dataclasses.dataclass(frozen=True, slots=True)
class MissingValues:
    """What is known about a document that is missing."""

    what: str
    asked_on: dt.date
    needed_for: str = ""
    reason: MissingReason = MissingReason.ASKED
    holds_up: bool = False
    due_on: dt.date | None = None


_MISSING_FIELDS = tuple(field.name for field in dataclasses.fields(MissingValues))


@action
def note_missing(*, by: Actor, file: FamilyFile, values: MissingValues) -> MissingDocument:
    """Note that an application waits for a document."""
    require_in_file(by, Action.CREATE, Facet.DOCUMENT, file)
    _check_missing(values)
    row = MissingDocument(file=file, noted_by_id=by.user_id, **_values_of(values))
    row.save(force_insert=True)
    _log_missing(by, "note", row)
    return row


@action
def change_missing(*, by: Actor, row: MissingDocument, values: MissingValues, expected: int) -> MissingDocument:
    """Change what is known about a missing document. Raises StaleVersion."""
    require_in_file(by, Action.UPDATE, Facet.DOCUMENT, row.file)
    _check_missing(values)
    for name, value in _values_of(values).items():
        setattr(row, name, value)
    row.save_version(expected=expected, fields=_MISSING_FIELDS)
    _log_missing(by, "change", row, _MISSING_FIELDS)
    return row


@action
def settle_missing(*, by: Actor, row: MissingDocument, state: MissingState) -> MissingDocument:
    """Note that a document has arrived or is not needed any more; or, with OPEN, that it is missing after all."""
    require_in_file(by, Action.UPDATE, Facet.DOCUMENT, row.file)
    if row.state == state:
        return row
    row.state = state
    row.settled_on = None if state == MissingState.OPEN else time.today()
    row.save_version(expected=row.version, fields=["state", "settled_on"])
    _log_missing(by, "settle", row, ("state", "settled_on"))
    return row


def _values_of(values: MissingValues) -> dict[str, object]:
    return {name: getattr(values, name) for name in _MISSING_FIELDS}


def _check_missing(values: MissingValues) -> None:
    if not values.what.strip():
        raise ValidationError({"what": _("Please say which document is missing.")})
    if values.asked_on > time.today():
        raise ValidationError({"asked_on": _("This day lies in the future.")})
    if values.due_on is not None and values.due_on < values.asked_on:
        raise ValidationError({"due_on": _("This day lies before the one on which it was asked for.")})


def _log_missing(by: Actor, what: str, row: MissingDocument, changed: tuple[str, ...] = ()) -> None:
    record_write(
        by=by,
        action=f"dossier.missing.{what}",
        object_type="missing_document",
        object_id=row.pk,
        subjects=[row.file_id],
        facet=Facet.DOCUMENT,
        changed=list(changed),
    )


# --- templates -----------------------------------------------------------------------------------------------------


@action
def save_template(
    *, by: Actor, key: str, name: str, kind: LetterKind, subject: str, body: str, expected: int = 0
) -> LetterTemplate:
    """Save a template: a new one, or the next version of one. `expected` is the number one has seen (0: none).

    Raises ValidationError for places that nobody can fill in, Conflict when somebody else was faster.
    """
    require(by, Action.CREATE, ObjectType.LETTER_TEMPLATE)
    for field, text in (("subject", subject), ("body", body)):
        if unknown := rules.unknown_places(text, PLACES):
            words = {"places": ", ".join(f"{{{{ {one} }}}}" for one in unknown)}
            raise ValidationError({field: _("These places are not known: %(places)s.") % words})
    newest = LetterTemplate.objects.filter(key=key).order_by("-number").first()
    if (newest.number if newest else 0) != expected:
        raise Conflict(_("Somebody else has changed this template meanwhile. Please look at it again."))
    if newest is not None and newest.in_use:
        newest.in_use = False
        newest.save_version(expected=newest.version, fields=["in_use"])
    template = LetterTemplate.objects.create(
        key=key, number=expected + 1, name=name, kind=kind, subject=subject, body=body
    )
    record_write(
        by=by,
        action="dossier.template.save",
        object_type="letter_template",
        object_id=template.pk,
        changed=[f"number {template.number}"],
    )
    return template


@action
def retire_template(*, by: Actor, template: LetterTemplate) -> None:
    """Take a template out of the choice. Letters written with it keep it."""
    require(by, Action.END, ObjectType.LETTER_TEMPLATE)
    template.in_use = False
    template.save_version(expected=template.version, fields=["in_use"])
    record_write(by=by, action="dossier.template.retire", object_type="letter_template", object_id=template.pk)

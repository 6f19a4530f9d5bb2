"""Notes of the team lead about a case. The counsellor does not see them (reference: features, demand 2)."""

from __future__ import annotations

import datetime as dt

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from chancennetz.access.actions import require_in_file
from chancennetz.access.constants import Action, Facet
from chancennetz.access.models import FamilyFile
from chancennetz.caseload.models import SupervisionNote
from chancennetz.casework.actions.records import check_day
from chancennetz.core import time
from chancennetz.core.action import action
from chancennetz.core.actor import Actor
from chancennetz.core.errors import NotAllowed
from chancennetz.core.text import clean_text
from chancennetz.handovers.actions.records import log


def _checked(text: str, look_again_on: dt.date | None) -> str:
    tidy = clean_text(text)
    if not tidy:
        raise ValidationError({"text": _("Please write something down.")})
    check_day(look_again_on, "look_again_on", past=False)
    return tidy


@action
def add_note(*, by: Actor, file: FamilyFile, text: str, look_again_on: dt.date | None = None) -> SupervisionNote:
    """Write a note about a case, with a day on which to look again."""
    require_in_file(by, Action.CREATE, Facet.SUPERVISION, file)
    note = SupervisionNote(
        file=file,
        organisation_id=file.organisation_id,
        author_id=by.account_id,
        text=_checked(text, look_again_on),
        look_again_on=look_again_on,
    )
    note.save(force_insert=True)
    log(note, by, "add", Facet.SUPERVISION)
    return note


@action
def change_note(
    *, by: Actor, note: SupervisionNote, text: str, look_again_on: dt.date | None, expected: int
) -> SupervisionNote:
    """Change one's own note. Raises StaleVersion when somebody was faster."""
    require_in_file(by, Action.UPDATE, Facet.SUPERVISION, note.file)
    if note.author_id != by.user_id:
        raise NotAllowed("somebody else wrote this note")
    note.text, note.look_again_on = _checked(text, look_again_on), look_again_on
    note.save_version(expected=expected, fields=["text", "look_again_on"])
    log(note, by, "change", Facet.SUPERVISION, changed=["text", "look_again_on"])
    return note


@action
def settle_note(*, by: Actor, note: SupervisionNote, settled: bool = True) -> SupervisionNote:
    """Say that a note is settled, or take that back."""
    require_in_file(by, Action.UPDATE, Facet.SUPERVISION, note.file)
    note.settled_at = time.now() if settled else None
    note.save_version(expected=note.version, fields=["settled_at"])
    log(note, by, "settle" if settled else "unsettle", Facet.SUPERVISION)
    return note


@action
def remove_note(*, by: Actor, note: SupervisionNote) -> None:
    """Delete one's own note."""
    require_in_file(by, Action.END, Facet.SUPERVISION, note.file)
    if note.author_id != by.user_id:
        raise NotAllowed("somebody else wrote this note")
    log(note, by, "remove", Facet.SUPERVISION)
    note.delete()

"""Notes of the team lead about cases."""

from __future__ import annotations

import datetime as dt
import uuid

from django.db.models import QuerySet

from chancennetz.access.constants import Facet
from chancennetz.access.models import FamilyFile
from chancennetz.caseload.models import SupervisionNote
from chancennetz.core.actor import Actor


def notes_of(file: FamilyFile) -> list[SupervisionNote]:
    """Return the notes of the team lead about a case, open ones first, then the newest."""
    found = SupervisionNote.objects.filter(file=file).select_related("file", "author").order_by("-created_at")
    return sorted(found, key=lambda note: note.settled_at is not None)


def find_note(file: FamilyFile, note_id: uuid.UUID) -> SupervisionNote | None:
    """Return one note of the team lead."""
    return next((note for note in notes_of(file) if note.pk == note_id), None)


def notes_to_look_at(actor: Actor, until: dt.date) -> QuerySet[SupervisionNote]:
    """Return the open notes of one's own organisation whose day has come; without their text."""
    found: QuerySet[SupervisionNote] = SupervisionNote.objects.all().visible_to(actor, Facet.SUPERVISION)
    return found.filter(settled_at__isnull=True, look_again_on__lte=until).order_by("look_again_on")

"""What actions on a conference share, here and in the room that leads it: who may write, states, rows in the log."""

from __future__ import annotations

from collections.abc import Collection

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from chancennetz.access.actions import require_in_file
from chancennetz.access.constants import Action, Facet
from chancennetz.access.models import FamilyFile
from chancennetz.audit.actions import record_write
from chancennetz.conferences import rules
from chancennetz.conferences.constants import CATEGORIES, ConferenceTaskState
from chancennetz.conferences.models import Conference, ConferenceItem, ConferenceParty, ConferenceTask
from chancennetz.core import time
from chancennetz.core.actor import Actor
from chancennetz.core.errors import NotAllowed

OWNER_CONFERENCE = "conferences.conference"
OWNER_TASK = "conferences.task"


def require_own(by: Actor, file: FamilyFile, what: Action) -> None:
    """Conferences are led by the organisation that keeps the file; offices with a release come in through the inbox."""
    require_in_file(by, what, Facet.CONFERENCE, file)
    if not by.is_system and by.organisation_id != file.organisation_id:
        raise NotAllowed("the organisation that keeps the file leads its conferences")


def check_category(facet: str, field: str = "facet") -> str:
    """Return a category; raises ValidationError when there is none such."""
    if facet not in {category.value for category in CATEGORIES}:
        raise ValidationError({field: _("Please choose what it is about.")})
    return facet


def check_text(text: str, field: str, message: str) -> str:
    """Return a text without white space around it; raises ValidationError when it is empty."""
    text = text.strip()
    if not text:
        raise ValidationError({field: message})
    return text


Row = Conference | ConferenceParty | ConferenceItem | ConferenceTask


def log(by: Actor, row: Row, verb: str, changed: Collection[str] = (), basis: str = "") -> None:
    """Write the row of the log for a change, never with content."""
    about = row.about if isinstance(row, Conference) else getattr(row, "persons", [])
    record_write(
        by=by,
        action=f"conferences.{type(row).__name__.removeprefix('Conference').lower() or 'conference'}.{verb}",
        object_type=type(row).__name__.lower(),
        object_id=row.pk,
        subjects=[row.file_id, *about],
        facet=Facet.CONFERENCE,
        changed=changed,
        basis=basis,
    )


def set_state(
    by: Actor, task: ConferenceTask, wanted: ConferenceTaskState, *, verb: str, **fields: object
) -> ConferenceTask:
    """Take a locked task to another state; raises Conflict when it cannot go there."""
    rules.check_task_transition(task.state, wanted)
    task.state = wanted
    task.done_at = time.now() if wanted is ConferenceTaskState.DONE else None
    for name, value in fields.items():
        setattr(task, name, value)
    task.save_version(expected=task.version, fields=["state", "done_at", *fields])
    log(by, task, verb, ["state"])
    return task

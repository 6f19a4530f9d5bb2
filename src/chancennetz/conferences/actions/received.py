"""What an invited office does from its inbox: read, answer, contribute, finish its own task."""

from __future__ import annotations

import uuid

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from chancennetz.access.actions import require
from chancennetz.access.constants import Action, ObjectType
from chancennetz.conferences import queries, rules
from chancennetz.conferences.actions.common import check_category, check_text, log, set_state
from chancennetz.conferences.constants import (
    TOOK_PLACE,
    Attendance,
    Audience,
    ConferenceState,
    ConferenceTaskState,
    ItemKind,
)
from chancennetz.conferences.models import ConferenceItem, ConferenceParty, ConferenceTask
from chancennetz.core import time
from chancennetz.core.action import action
from chancennetz.core.actor import Actor
from chancennetz.core.errors import Conflict, NotAllowed


def _place(by: Actor, party_id: uuid.UUID, what: Action = Action.UPDATE) -> ConferenceParty:
    """Return the place that the office holds at this moment; raises NotAllowed after a withdrawal or the last day."""
    require(by, what, ObjectType.RECEIVED)
    place = queries.place_of(by, party_id)
    if place is None:
        raise NotAllowed("no place at this table (any more)")
    return place


@action
def note_opened(*, by: Actor, party_id: uuid.UUID) -> ConferenceParty:
    """Note when the office has first opened what was passed on."""
    place = _place(by, party_id, Action.READ)
    if place.opened_at is None:
        place.opened_at = time.now()
        place.save_version(expected=place.version, fields=["opened_at"])
        log(by, place, "open")
    return place


@action
def answer(*, by: Actor, party_id: uuid.UUID, attendance: Attendance) -> ConferenceParty:
    """Say whether the office comes."""
    place = _place(by, party_id)
    if place.conference.state in TOOK_PLACE:
        raise Conflict(_("The conference has taken place already."))
    place.attendance = Attendance(attendance).value
    place.save_version(expected=place.version, fields=["attendance"])
    log(by, place, "answer", ["attendance"])
    return place


def _check(text: str, facet: str, audience: str) -> tuple[str, str, str]:
    if audience not in Audience.values:
        raise ValidationError({"audience": _("Please choose from the list.")})
    return check_text(text, "text", _("Please write something.")), check_category(facet), audience


def _open_for_texts(place: ConferenceParty) -> None:
    if place.conference.state == ConferenceState.CLOSED:
        raise Conflict(_("This conference is closed. What it says stays as it is."))


@action
def contribute(*, by: Actor, party_id: uuid.UUID, text: str, facet: str, audience: str) -> ConferenceItem:
    """Add the office's own view. Who reads it is decided by the office (`audience`) and by the family's releases."""
    place = _place(by, party_id)
    _open_for_texts(place)
    text, facet, audience = _check(text, facet, audience)
    item = ConferenceItem(
        file_id=place.file_id,
        conference_id=place.conference_id,
        kind=ItemKind.INFORMATION,
        author=place,
        text=text,
        facet=facet,
        audience=audience,
    )
    item.save(force_insert=True)
    log(by, item, "contribute")
    return item


def own_contribution(by: Actor, party_id: uuid.UUID, item_id: uuid.UUID) -> ConferenceItem:
    """Return a text that the office wrote; raises NotAllowed when there is none."""
    found: ConferenceItem | None = ConferenceItem.objects.filter(
        pk=item_id, author_id=_place(by, party_id).pk, removed_at__isnull=True
    ).first()
    if found is None:
        raise NotAllowed("no such text of one's own")
    return found


@action
def change_contribution(
    *, by: Actor, party_id: uuid.UUID, item_id: uuid.UUID, text: str, facet: str, audience: str, expected: int
) -> ConferenceItem:
    """Change the office's own text; in anonymised mode the case team looks at it again. Raises StaleVersion."""
    place = _place(by, party_id)
    _open_for_texts(place)
    item = own_contribution(by, party_id, item_id)
    item.text, item.facet, item.audience = _check(text, facet, audience)
    item.harmless = False
    item.save_version(expected=expected, fields=["text", "facet", "audience", "harmless"])
    log(by, item, "change", ["text", "facet", "audience"])
    return item


@action
def take_back_contribution(*, by: Actor, party_id: uuid.UUID, item_id: uuid.UUID) -> ConferenceItem:
    """Take the office's own text back."""
    _open_for_texts(_place(by, party_id))
    item = own_contribution(by, party_id, item_id)
    item.removed_at = time.now()
    item.save_version(expected=item.version, fields=["removed_at"])
    log(by, item, "remove")
    return item


@action
def set_own_task(*, by: Actor, party_id: uuid.UUID, task_id: uuid.UUID, done: bool) -> ConferenceTask:
    """Tick the office's own task, or take the tick back; raises NotAllowed when it is not its own or not to be known.

    What the office may know is asked anew: a task whose part was withdrawn is not there for it.
    """
    place = _place(by, party_id)
    seen = queries.packet_for_guest(by, place)
    if seen is None or not any(one.id == task_id and one.is_own for one in seen.tasks):
        raise NotAllowed("no such task of one's own")
    task: ConferenceTask = ConferenceTask.objects.select_for_update(no_key=True).get(pk=task_id, owner=place)
    wanted = ConferenceTaskState.DONE if done else ConferenceTaskState.OPEN
    if task.state != wanted:
        rules.check_task_transition(task.state, wanted)
        set_state(by, task, wanted, verb="finish" if done else "reopen")
    return task

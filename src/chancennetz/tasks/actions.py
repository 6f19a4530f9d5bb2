"""The only way to change tasks, appointments and drafts."""

from __future__ import annotations

import datetime as dt
import json
import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from chancennetz.access.actions import require_in_file
from chancennetz.access.constants import Action, Facet
from chancennetz.access.models import FamilyFile
from chancennetz.audit.actions import record_write
from chancennetz.core import time
from chancennetz.core.action import action
from chancennetz.core.actor import Actor
from chancennetz.core.errors import NotAllowed
from chancennetz.places.queries import municipalities
from chancennetz.tasks import hooks, rules
from chancennetz.tasks.constants import AppointmentState, TaskKind
from chancennetz.tasks.models import Appointment, Draft, Task

#: Drafts that nobody came back to are forgotten after this time.
DRAFT_LIFE = dt.timedelta(days=30)


def _require(by: Actor, what: Action, file: FamilyFile | None, user_id: uuid.UUID) -> None:
    """Tasks in a file follow the file; tasks without file are one's own business."""
    if file is not None:
        require_in_file(by, what, Facet.TASK, file)
    elif not by.is_system and by.user_id != user_id:
        raise NotAllowed("a task without file belongs to its user")


def _log(by: Actor, what: str, row: Task | Appointment, changed: Sequence[str] = ()) -> None:
    record_write(
        by=by,
        action=what,
        object_type=type(row).__name__.lower(),
        object_id=row.id,
        subjects=[row.file_id],
        facet=Facet.TASK,
        changed=changed,
    )


def _check_title(title: str) -> str:
    if not title.strip():
        raise ValidationError({"title": _("Please say in a few words what is to be done.")})
    return title


@action
def add_task(
    *,
    by: Actor,
    user_id: uuid.UUID,
    title: str,
    file: FamilyFile | None = None,
    due_on: dt.date | None = None,
    remind_on: dt.date | None = None,
    note: str = "",
    kind: TaskKind = TaskKind.OWN,
    owner: str = "",
) -> Task:
    """Give somebody a task, in a family file or without one. It reminds the day before unless told otherwise."""
    _require(by, Action.CREATE, file, user_id)
    return _add_task(by, user_id, title, file, due_on, remind_on, note, kind, owner)


def _add_task(
    by: Actor,
    user_id: uuid.UUID,
    title: str,
    file: FamilyFile | None,
    due_on: dt.date | None,
    remind_on: dt.date | None,
    note: str,
    kind: TaskKind,
    owner: str,
) -> Task:
    task = Task(
        user_id=user_id,
        file=file,
        created_by=by.user_id,
        title=_check_title(title),
        note=note,
        kind=kind,
        owner=owner,
        due_on=due_on,
        remind_on=remind_on or rules.default_reminder(due_on, time.today()),
    )
    task.save(force_insert=True)
    _log(by, "tasks.task.add", task)
    return task


@action
def change_task(
    *, by: Actor, task: Task, title: str, due_on: dt.date | None, note: str = "", expected: int | None = None
) -> Task:
    """Change wording or day of a task. Raises StaleVersion when somebody was faster."""
    _require(by, Action.UPDATE, task.file, task.user_id)
    task.title, task.due_on, task.note = _check_title(title), due_on, note
    task.remind_on = rules.default_reminder(due_on, time.today())
    task.reminded_at = None
    fields = ["title", "due_on", "note", "remind_on", "reminded_at"]
    task.save_version(expected=expected or task.version, fields=fields)
    _log(by, "tasks.task.change", task, ["title", "due_on", "note"])
    return task


def _set_done(by: Actor, task: Task, done_at: dt.datetime | None, verb: str) -> Task:
    # A task of one's own is ticked by whoever may read there: a team lead gets tasks in files that others write.
    own = by.user_id is not None and task.user_id == by.user_id
    _require(by, Action.READ if own else Action.UPDATE, task.file, task.user_id)
    task.done_at, task.done_by = done_at, by.user_id if done_at else None
    task.save_version(expected=task.version, fields=["done_at", "done_by"])
    _log(by, f"tasks.task.{verb}", task)
    hooks.tell_done(by, task.owner, task.pk, done=done_at is not None)
    return task


@action
def finish_task(*, by: Actor, task: Task) -> Task:
    """Mark a task as done; doing it twice changes nothing."""
    return task if task.done_at else _set_done(by, task, time.now(), "finish")


@action
def reopen_task(*, by: Actor, task: Task) -> Task:
    """Take back that a task is done."""
    return _set_done(by, task, None, "reopen") if task.done_at else task


def _towns() -> list[str]:
    return [area.name for area in municipalities()]


@action
def add_appointment(
    *,
    by: Actor,
    user_id: uuid.UUID,
    title: str,
    starts_at: dt.datetime,
    minutes: int = 60,
    file: FamilyFile | None = None,
    place: str = "",
    note: str = "",
    owner: str = "",
) -> Appointment:
    """Enter an appointment. `minutes` is its planned length, five minutes to a day."""
    _require(by, Action.CREATE, file, user_id)
    if not 5 <= minutes <= 24 * 60:
        raise ValidationError({"minutes": _("Please choose a length between 5 minutes and 24 hours.")})
    appointment = Appointment(
        user_id=user_id,
        file=file,
        created_by=by.user_id,
        title=_check_title(title),
        note=note,
        place=place,
        town=rules.town_of(place, _towns()) if place else "",
        owner=owner,
        starts_at=starts_at,
        ends_at=starts_at + dt.timedelta(minutes=minutes),
    )
    appointment.save(force_insert=True)
    _log(by, "tasks.appointment.add", appointment)
    return appointment


@action
def set_appointment_state(*, by: Actor, appointment: Appointment, state: AppointmentState) -> Appointment:
    """Say whether an appointment took place, was missed, or is cancelled."""
    _require(by, Action.UPDATE, appointment.file, appointment.user_id)
    appointment.state = state.value
    appointment.save_version(expected=appointment.version, fields=["state"])
    _log(by, "tasks.appointment.state", appointment, [state.value])
    return appointment


@action
def hand_over(*, by: Actor, file: FamilyFile, former_id: uuid.UUID, user_id: uuid.UUID) -> tuple[int, int]:
    """Give the open tasks and planned appointments of one person in a file to another, as part of a handover.

    Returns how many tasks and how many appointments. Raises NotAllowed for those who may not change the lead.
    """
    require_in_file(by, Action.END, Facet.TEAM, file)
    held = {"file": file, "user_id": former_id}
    tasks = list(Task.objects.filter(done_at__isnull=True, **held))
    appointments = list(Appointment.objects.filter(state=AppointmentState.PLANNED, **held))
    for row in (*tasks, *appointments):
        row.user_id = user_id
        row.save_version(expected=row.version, fields=["user"])
        _log(by, f"tasks.{type(row).__name__.lower()}.hand_over", row, ["user"])
    return len(tasks), len(appointments)


@action
def add_for_handover(
    *,
    by: Actor,
    file: FamilyFile,
    user_id: uuid.UUID,
    title: str,
    due_on: dt.date,
    kind: TaskKind = TaskKind.REVIEW,
    owner: str = "",
) -> Task:
    """Give the next lead of a file a task: part of the handover, so a team lead may, without working on the case."""
    require_in_file(by, Action.END, Facet.TEAM, file)
    return _add_task(by, user_id, title, file, due_on, None, "", kind, owner)


@action
def settle_file(*, by: Actor, file: FamilyFile) -> tuple[int, int]:
    """Finish all open tasks in a file and cancel its planned appointments: the file is being closed.

    Returns how many tasks and how many appointments.
    """
    require_in_file(by, Action.END, Facet.FRAME, file)
    tasks = list(Task.objects.filter(file=file, done_at__isnull=True))
    appointments = list(Appointment.objects.filter(file=file, state=AppointmentState.PLANNED))
    for task in tasks:
        finish_task(by=by, task=task)
    for appointment in appointments:
        set_appointment_state(by=by, appointment=appointment, state=AppointmentState.CANCELLED)
    return len(tasks), len(appointments)


@action
def save_draft(*, by: Actor, key: str, fields: Mapping[str, Any]) -> None:
    """Keep what somebody is typing; empty fields forget the draft. Not logged: it is nothing yet."""
    if by.user_id is None:
        raise NotAllowed("drafts need an account")
    if not fields:
        Draft.objects.filter(user_id=by.user_id, key=key).delete()
        return
    # Two tabs may keep the same draft at the same moment: the second waits for the first, and the last one counts.
    content = json.dumps(fields, ensure_ascii=False)
    Draft.objects.update_or_create(user_id=by.user_id, key=key, defaults={"content": content, "saved_at": time.now()})


@action
def forget_drafts(*, by: Actor, key: str) -> None:
    """Forget a draft after its form was saved."""
    Draft.objects.filter(user_id=by.account_id, key=key).delete()


@action
def forget_old_drafts(*, by: Actor) -> int:
    """Forget drafts that nobody came back to for thirty days. Returns how many."""
    del by  # the night job; nothing of anybody's file changes
    return Draft.objects.filter(saved_at__lt=time.now() - DRAFT_LIFE).delete()[0]


@action
def remind_due(*, by: Actor, day: dt.date) -> int:
    """Mark the tasks whose reminder is due, so that they appear on top of My day. Returns how many."""
    due = Task.objects.filter(done_at__isnull=True, reminded_at__isnull=True, remind_on__lte=day)
    count = int(due.update(reminded_at=time.now()))
    if count:
        record_write(by=by, action="tasks.remind", object_type="task", changed=[str(count)])
    return count

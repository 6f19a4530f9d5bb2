"""Tasks of a conference: given, done, dropped with a reason, moved to the next one. None is ever lost."""

from __future__ import annotations

import dataclasses
import datetime as dt
import uuid
from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from chancennetz.access.constants import Action, Facet
from chancennetz.casework.actions.records import check_day
from chancennetz.conferences import queries, rules
from chancennetz.conferences.actions.common import (
    OWNER_TASK,
    check_category,
    check_text,
    log,
    require_own,
    set_state,
)
from chancennetz.conferences.constants import ConferenceTaskState, PartyKind
from chancennetz.conferences.models import Conference, ConferenceParty, ConferenceTask
from chancennetz.core import time
from chancennetz.core.action import action
from chancennetz.core.actor import Actor
from chancennetz.core.errors import Conflict
from chancennetz.moderation.actions.common import check_harmless, check_persons, writable
from chancennetz.tasks import actions as tasks
from chancennetz.tasks.constants import TaskKind
from chancennetz.tasks.hooks import owner_reference
from chancennetz.tasks.models import Task


@dataclasses.dataclass(frozen=True, slots=True)
class TaskValues:
    """What is to be done, by which party, until when, what and whom it is about."""

    title: str
    owner_id: uuid.UUID
    due_on: dt.date | None
    facet: str = Facet.CONFERENCE.value
    persons: Sequence[uuid.UUID] = ()
    seen: str = ""


def _owner(conference: Conference, owner_id: uuid.UUID) -> ConferenceParty:
    owner = conference.parties.select_related("user", "organisation").filter(pk=owner_id).first()
    if owner is None:
        raise ValidationError({"owner": _("Please choose who does it.")})
    return owner


def _check_owner(conference: Conference, task: ConferenceTask) -> None:
    """Whoever gets a task must be allowed to know it."""
    fact = queries.fact_of(task.owner, queries.circle_of(conference.file))
    if not rules.may_know(queries.piece_of(task), fact, queries.table_of(conference)):
        raise ValidationError(
            {
                "owner": _(
                    "The family has not released this part to the one who should do it. "
                    "Ask for a release first, or say it so that it belongs to another part."
                )
            }
        )


def _fill(conference: Conference, task: ConferenceTask, values: TaskValues) -> None:
    task.title = check_text(values.title, "title", _("Please say in a few words what is to be done."))
    if values.due_on is None:
        raise ValidationError({"due_on": _("Please say until when.")})
    check_day(values.due_on, "due_on", past=False)
    task.due_on = values.due_on
    task.facet = check_category(values.facet)
    task.persons = check_persons(conference.file, values.persons)
    task.harmless = check_harmless(conference, "title", task.title, values.seen)
    _check_owner(conference, task)


@action
def give_task(*, by: Actor, conference: Conference, values: TaskValues) -> ConferenceTask:
    """Give a task to a party. A colleague finds it among the own tasks, an office in its inbox."""
    current = writable(by, conference)
    owner = _owner(current, values.owner_id)
    task = ConferenceTask(file=current.file, conference=current, owner=owner)
    _fill(current, task, values)
    task.task_id = _twin(by, task)
    task.save(force_insert=True)
    _keep_readable(task)
    log(by, task, "give")
    return task


def _twin(by: Actor, task: ConferenceTask) -> uuid.UUID | None:
    """Enter the same task among the colleague's own; others have none."""
    if task.owner.kind != PartyKind.TEAM or task.owner.user_id is None:
        return None
    made = tasks.add_task(
        by=by,
        user_id=task.owner.user_id,
        title=task.title,
        file=task.file,
        due_on=task.due_on,
        kind=TaskKind.FOLLOW_UP,
        owner=owner_reference(OWNER_TASK, task.pk),
    )
    return made.pk


def _keep_readable(task: ConferenceTask) -> None:
    """An office reads its task until some time after it is due."""
    owner = task.owner
    if owner.access_until is not None and task.due_on is not None:
        until = rules.readable_until(max(task.conference.starts_at, time.now()), task.due_on)
        if until > owner.access_until:
            owner.access_until = until
            owner.save_version(expected=owner.version, fields=["access_until"])


@action
def change_task(*, by: Actor, task: ConferenceTask, values: TaskValues, expected: int) -> ConferenceTask:
    """Change wording, day or category of an open task. Raises StaleVersion when somebody was faster.

    Another owner is another task: drop this one, and give a new one.
    """
    current = writable(by, task.conference)
    if task.state != ConferenceTaskState.OPEN:
        raise Conflict(_("Only an open task can be changed."))
    if values.owner_id != task.owner_id:
        raise ValidationError({"owner": _("For somebody else, drop this task and give a new one.")})
    _fill(current, task, values)
    task.save_version(expected=expected, fields=["title", "due_on", "facet", "persons", "harmless"])
    _keep_readable(task)
    twin = _twin_of(task)
    if twin is not None and twin.done_at is None:
        tasks.change_task(by=by, task=twin, title=task.title, due_on=task.due_on, note=twin.note)
    log(by, task, "change", ["title", "due_on", "facet", "persons"])
    return task


def _twin_of(task: ConferenceTask) -> Task | None:
    if task.task_id is None:
        return None
    found: Task | None = Task.objects.select_related("file").filter(pk=task.task_id).first()
    return found


def _locked(task: ConferenceTask) -> ConferenceTask:
    rows = ConferenceTask.objects.select_for_update(no_key=True, of=("self",))
    found: ConferenceTask = rows.select_related("file", "conference__file", "owner").get(pk=task.pk)
    return found


@action
def finish_task(*, by: Actor, task: ConferenceTask) -> ConferenceTask:
    """Mark a task as done, here and among the colleague's own tasks; doing it twice changes nothing."""
    require_own(by, task.file, Action.UPDATE)
    current = _locked(task)
    if current.state != ConferenceTaskState.DONE:
        set_state(by, current, ConferenceTaskState.DONE, verb="finish")
        _finish_twin(by, current)
    return current


@action
def reopen_task(*, by: Actor, task: ConferenceTask) -> ConferenceTask:
    """Take back that a task is done."""
    require_own(by, task.file, Action.UPDATE)
    current = _locked(task)
    if current.state != ConferenceTaskState.OPEN:
        set_state(by, current, ConferenceTaskState.OPEN, verb="reopen")
        twin = _twin_of(current)
        if twin is not None:
            tasks.reopen_task(by=by, task=twin)
    return current


def _finish_twin(by: Actor, task: ConferenceTask) -> None:
    twin = _twin_of(task)
    if twin is not None:
        tasks.finish_task(by=by, task=twin)


@action
def drop_task(*, by: Actor, task: ConferenceTask, reason: str, seen: str = "") -> ConferenceTask:
    """Drop a task, with the reason, which everybody reads who may read the task."""
    require_own(by, task.file, Action.UPDATE)
    current = _locked(task)
    reason = check_text(reason, "reason", _("Please say in a few words why."))
    check_harmless(current.conference, "reason", reason, seen)
    set_state(by, current, ConferenceTaskState.CANCELLED, verb="drop", reason=reason)
    _finish_twin(by, current)
    return current


@action
def move_task(*, by: Actor, task: ConferenceTask, to: Conference, due_on: dt.date | None) -> ConferenceTask:
    """Let an open task go on in another, later conference; returns the new one. The same party does it there."""
    check_day(due_on, "due_on", past=False)
    target = writable(by, to)
    current = _locked(task)
    if target.pk == current.conference_id or target.file_id != current.file_id:
        raise Conflict(_("Please choose a later conference of this family."))
    if target.anonymised and not current.harmless:
        check_harmless(target, "title", current.title)
    successor = ConferenceTask(
        file=current.file,
        conference=target,
        owner=_same_party(target, current.owner),
        title=current.title,
        facet=current.facet,
        persons=current.persons,
        harmless=current.harmless or target.anonymised,
        due_on=due_on or current.due_on,
        task_id=current.task_id,
    )
    rules.check_task_transition(current.state, ConferenceTaskState.MOVED)
    successor.save(force_insert=True)
    set_state(by, current, ConferenceTaskState.MOVED, verb="move", moved_to=successor)
    _keep_readable(successor)
    twin = _twin_of(successor)
    if twin is not None and twin.done_at is None and successor.due_on != twin.due_on:
        tasks.change_task(by=by, task=twin, title=twin.title, due_on=successor.due_on, note=twin.note)
    log(by, successor, "give")
    return successor


def _same_party(conference: Conference, owner: ConferenceParty) -> ConferenceParty:
    """Return the same party at another table; it gets a place there when it has none."""
    same = {name: getattr(owner, name) for name in ("user_id", "person_id", "organisation_id", "role")}
    found = conference.parties.filter(**same).first()
    if found is not None:
        return found
    party = ConferenceParty(file=conference.file, conference=conference, kind=owner.kind, **same)
    party.contact, party.function = owner.contact, owner.function
    party.save(force_insert=True)
    return party


def twin_done(*, by: Actor, task_id: uuid.UUID, done: bool) -> None:
    """Follow when a colleague ticks the task among the own ones (`tasks.hooks.register_on_done`).

    Runs inside the action of the room of tasks, which has decided that the colleague may do it.
    """
    rows = ConferenceTask.objects.filter(task_id=task_id).exclude(state=ConferenceTaskState.MOVED)
    task = rows.select_related("file", "conference", "owner").first()
    if task is None or task.state == ConferenceTaskState.CANCELLED:
        return
    wanted = ConferenceTaskState.DONE if done else ConferenceTaskState.OPEN
    if task.state != wanted:
        set_state(by, task, wanted, verb="finish" if done else "reopen")

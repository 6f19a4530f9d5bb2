"""Tasks of a conference: give, change, done, open again, drop, move to the next one."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from chancennetz.access import declare, file_pages
from chancennetz.access.constants import Action, Facet
from chancennetz.access.http import FileRequest
from chancennetz.conferences import queries, rules
from chancennetz.conferences.constants import TOOK_PLACE, WRITABLE
from chancennetz.conferences.models import Conference, ConferenceTask
from chancennetz.core import time
from chancennetz.moderation import actions
from chancennetz.moderation.forms import ConferenceTaskForm, DropForm, MoveForm
from chancennetz.moderation.views import common
from chancennetz.ui import parts
from chancennetz.ui.answering import way_back


def _back(request: FileRequest, found: Conference) -> str:
    step = "minutes" if found.state in TOOK_PLACE else "hold"
    return way_back(request, f"{common.address(found, step)}#tasks")


def _form(request: FileRequest, whole: queries.Whole, initial: dict[str, Any]) -> tuple[ConferenceTaskForm, str]:
    anonymised = whole.conference.anonymised
    data, seen = common.posted(request, ConferenceTaskForm.texts, whole.circle if anonymised else None)
    people = common.people(whole.circle, names=not anonymised)
    parties = [(view.party.pk, view.label) for view in whole.parties if view.party.cut_at is None]
    return ConferenceTaskForm(data, people=people, parties=parties, initial=initial), seen


@declare.in_file(Facet.CONFERENCE, read=Action.UPDATE)
def new(request: FileRequest, file_id: uuid.UUID, conference_id: uuid.UUID) -> HttpResponse:
    """Give a task to somebody at the table."""
    found = common.find(request, conference_id)
    form, seen = _form(request, queries.whole(found), {})

    def save() -> str:
        actions.give_task(by=request.actor, conference=found, values=form.values(seen))
        return _back(request, found)

    title = _("Give a task")
    context = {
        "title": title,
        "lead": _("One thing, one who does it, one day."),
        "submit": _("Give the task"),
        "cancel": _back(request, found),
        "breadcrumb": common.way(request, parts.Crumb(title)),
    }
    key = f"conference-task:{conference_id}"
    return common.handle(request, form, save=save, done=_("The task is given."), context=context, draft_key=key)


@declare.in_file(Facet.CONFERENCE, read=Action.UPDATE)
def edit(request: FileRequest, file_id: uuid.UUID, conference_task_id: uuid.UUID) -> HttpResponse:
    """Change an open task."""
    task = common.find_task(request, conference_task_id)
    initial = {
        "title": task.title,
        "owner": str(task.owner_id),
        "due_on": task.due_on,
        "facet": task.facet,
        "persons": [str(one) for one in task.persons],
        "version": task.version,
    }
    form, seen = _form(request, queries.whole(task.conference), initial)

    def save() -> str:
        actions.change_task(by=request.actor, task=task, values=form.values(seen), expected=form.expected)
        return _back(request, task.conference)

    def stale() -> HttpResponse:
        stored = common.find_task(request, conference_task_id)
        day = {day: time.format_date(day) if day else "" for day in (form.cleaned_data["due_on"], stored.due_on)}
        return file_pages.two_versions(
            request,
            file_pages.Unsigned(stored.version),
            title=_("Task"),
            mine=[
                (form.fields["title"].label, form.cleaned_data["title"], stored.title),
                (form.fields["due_on"].label, day[form.cleaned_data["due_on"]], day[stored.due_on]),
            ],
            discard_url=_back(request, stored.conference),
        )

    context = {
        "title": _("Change the task"),
        "lead": rules.day_title(task.conference.starts_at),
        "more_links": [
            parts.Action(_("Move on"), reverse("moderation:task_move", args=[file_id, task.pk]), "arrow-right"),
            parts.Action(_("Drop"), reverse("moderation:task_drop", args=[file_id, task.pk]), "x"),
        ],
        "submit": _("Save"),
        "cancel": _back(request, task.conference),
        "breadcrumb": common.way(request, parts.Crumb(_("Change the task"))),
    }
    key = f"conference-task:{conference_task_id}"
    return common.handle(request, form, save=save, done=_("Saved."), context=context, draft_key=key, on_stale=stale)


@declare.in_file(Facet.CONFERENCE)
@require_POST
def finish(request: FileRequest, file_id: uuid.UUID, conference_task_id: uuid.UUID) -> HttpResponse:
    """Mark as done, with undo."""
    task = common.find_task(request, conference_task_id)
    undo = reverse("moderation:task_reopen", args=[file_id, conference_task_id])

    def save() -> None:
        actions.finish_task(by=request.actor, task=task)

    return file_pages.tap(request, save, _("Done."), _back(request, task.conference), undo_url=undo)


@declare.in_file(Facet.CONFERENCE)
@require_POST
def reopen(request: FileRequest, file_id: uuid.UUID, conference_task_id: uuid.UUID) -> HttpResponse:
    """Take back that it is done."""
    task = common.find_task(request, conference_task_id)

    def save() -> None:
        actions.reopen_task(by=request.actor, task=task)

    return file_pages.tap(request, save, _("The task is open again."), _back(request, task.conference))


@declare.in_file(Facet.CONFERENCE, read=Action.UPDATE)
def drop(request: FileRequest, file_id: uuid.UUID, conference_task_id: uuid.UUID) -> HttpResponse:
    """Drop a task, with the reason."""
    task = common.find_task(request, conference_task_id)
    circle = queries.circle_of(request.file) if task.conference.anonymised else None
    data, seen = common.posted(request, DropForm.texts, circle)
    form = DropForm(data)

    def save() -> str:
        actions.drop_task(by=request.actor, task=task, reason=form.cleaned_data["reason"], seen=seen)
        return _back(request, task.conference)

    context = {
        "title": _("Drop this task?"),
        "lead": task.title,
        "consequences": [_("The task stays in the list with the reason. Who has it reads that it is dropped.")],
        "submit": _("Drop the task"),
        "dangerous": True,
        "cancel": _back(request, task.conference),
        "breadcrumb": common.way(request, parts.Crumb(_("Drop"))),
    }
    return common.handle(request, form, save=save, done=_("The task is dropped."), context=context)


@declare.in_file(Facet.CONFERENCE, read=Action.UPDATE)
def move(request: FileRequest, file_id: uuid.UUID, conference_task_id: uuid.UUID) -> HttpResponse:
    """Let a task go on in a later conference."""
    task = common.find_task(request, conference_task_id)
    later = _later(request, task)
    data = request.POST if request.method == "POST" else None
    form = MoveForm(data, conferences=[(one.pk, time.format_date(one.starts_at)) for one in later])

    def save() -> str:
        target = next(one for one in later if str(one.pk) == form.cleaned_data["to"])
        actions.move_task(by=request.actor, task=task, to=target, due_on=form.cleaned_data["due_on"])
        return _back(request, target)

    context = {
        "title": _("Move the task on"),
        "lead": task.title,
        "submit": _("Move it on"),
        "cancel": _back(request, task.conference),
        "nothing_left": not later,
        "nothing_text": _("There is no later conference yet. Plan one first: open tasks stand there on top."),
        "breadcrumb": common.way(request, parts.Crumb(_("Move the task on"))),
    }
    return common.handle(request, form, save=save, done=_("The task goes on there."), context=context)


def _later(request: FileRequest, task: ConferenceTask) -> list[Conference]:
    return [
        one
        for one in queries.conferences_in(request.file)
        if one.pk != task.conference_id and one.starts_at >= task.conference.starts_at and one.state in WRITABLE
    ]

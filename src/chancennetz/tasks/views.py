"""Pages of tasks and appointments, and the address where drafts are kept."""

from __future__ import annotations

import datetime as dt
import json
import uuid
from typing import Any

from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from chancennetz.access import declare, file_names, idempotency
from chancennetz.access.constants import Action, ObjectType
from chancennetz.access.http import Request
from chancennetz.core import time
from chancennetz.core.errors import StaleVersion
from chancennetz.core.text import clean_line
from chancennetz.tasks import actions, hooks, queries, rules
from chancennetz.tasks.constants import AppointmentState
from chancennetz.tasks.forms import AppointmentForm, TaskForm
from chancennetz.tasks.models import Appointment, Task
from chancennetz.ui import feedback, pages, parts

#: A draft larger than this is not a form of ours (characters of JSON).
LONGEST_DRAFT = 1_100_000
LONGEST_KEY = 200
_WEEK = 7


def _rows(tasks: list[Task]) -> list[dict[str, Any]]:
    names = file_names.names_of(task.file_id for task in tasks if task.file_id)
    today = time.today()
    return [
        {
            "task": task,
            "urgency": rules.urgency(task.due_on, task.done_at is not None, today),
            "family": names.get(task.file_id, ("", "")) if task.file_id else ("", ""),
            "address": hooks.address_of(task.owner, task.file_id),
        }
        for task in tasks
    ]


@declare.on(ObjectType.OWN_DAY, Action.LIST)
def task_list(request: Request) -> HttpResponse:
    """Own tasks by urgency, finished ones below."""
    actor = request.actor
    rows = _rows(queries.shown(queries.open_tasks(actor)[:200]))
    sections = [
        (_("Overdue"), rules.Urgency.OVERDUE),
        (_("Today"), rules.Urgency.TODAY),
        (_("In the next seven days"), rules.Urgency.SOON),
        (_("Later"), rules.Urgency.LATER),
    ]
    return render(
        request,
        "tasks/list.html",
        {
            "sections": [
                (label, found) for label, kind in sections if (found := [r for r in rows if r["urgency"] == kind])
            ],
            "done": _rows(queries.shown(queries.done_tasks(actor)[:20])),
        },
    )


def _task_of(request: Request, task_id: uuid.UUID) -> Task:
    task = queries.find_task(request.actor, task_id)
    if task is None:
        raise Http404
    return task


@declare.on(ObjectType.OWN_DAY, Action.READ, write=Action.CREATE)
def task_new(request: Request) -> HttpResponse:
    """A new task of one's own."""
    form = TaskForm(request.POST or None)
    if request.method == "POST":
        if earlier := idempotency.claim(request):
            return redirect(earlier)
        if form.is_valid():
            actions.add_task(by=request.actor, user_id=request.actor.account_id, **form.cleaned_data)
            actions.forget_drafts(by=request.actor, key="task:new")
            address = reverse("tasks:list")
            idempotency.remember(request, address)
            feedback.confirm(request, _("Task saved."), clears_draft="task:new")
            return redirect(address)
    context = {"form": form, "title": _("New task"), "draft_key": "task:new", "breadcrumb": _crumbs(_("New task"))}
    return render(request, "tasks/form.html", context, status=422 if form.errors else 200)


def _crumbs(last: str) -> list[parts.Crumb]:
    return [parts.Crumb(_("Tasks"), reverse("tasks:list")), parts.Crumb(last)]


@declare.on(ObjectType.OWN_DAY, Action.READ)
def task_edit(request: Request, task_id: uuid.UUID) -> HttpResponse:
    """Change a task; two tabs see both versions."""
    task = _task_of(request, task_id)
    initial = {"title": task.title, "due_on": task.due_on, "note": task.note}
    form = TaskForm(request.POST or None, initial=initial)
    given = request.POST.get("version", "")
    version = int(given) if given.isdecimal() and len(given) < 9 else task.version
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_task(by=request.actor, task=task, expected=version, **form.cleaned_data)
        except StaleVersion:
            return _conflict(request, task, form)
        actions.forget_drafts(by=request.actor, key=f"task:{task_id}")
        feedback.confirm(request, _("Task saved."), clears_draft=f"task:{task_id}")
        return redirect("tasks:list")
    context = {
        "form": form,
        "title": _("Change task"),
        "version": version,
        "draft_key": f"task:{task_id}",
        "breadcrumb": _crumbs(_("Change task")),
    }
    return render(request, "tasks/form.html", context, status=422 if form.errors else 200)


def _conflict(request: Request, task: Task, form: TaskForm) -> HttpResponse:
    stored = Task.objects.get(pk=task.pk)
    differences = [
        parts.Difference(form.fields[name].label or name, str(form.cleaned_data[name] or ""), str(value or ""))
        for name, value in (("title", stored.title), ("due_on", stored.due_on), ("note", stored.note))
    ]
    return pages.conflict(
        request,
        title=_("Somebody changed this task meanwhile"),
        differences=differences,
        changed_by="",
        changed_at=time.now(),
        version=stored.version,
        discard_url=reverse("tasks:edit", args=[stored.pk]),
        posted=dict(request.POST.lists()),
    )


def _back(request: Request, fallback: str) -> HttpResponse:
    """Go back to where the button stood, never to another site."""
    address = request.POST.get("next") or request.headers.get("Referer") or fallback
    safe = url_has_allowed_host_and_scheme(address, allowed_hosts={request.get_host()}, require_https=False)
    return redirect(address if safe else fallback)


@declare.on(ObjectType.OWN_DAY, Action.READ)
@require_POST
def task_finish(request: Request, task_id: uuid.UUID) -> HttpResponse:
    """Mark as done, with undo."""
    task = actions.finish_task(by=request.actor, task=_task_of(request, task_id))
    feedback.confirm(request, _("Done."), undo_url=reverse("tasks:reopen", args=[task.id]))
    return _back(request, reverse("tasks:list"))


@declare.on(ObjectType.OWN_DAY, Action.READ)
@require_POST
def task_reopen(request: Request, task_id: uuid.UUID) -> HttpResponse:
    """Take back that it is done."""
    actions.reopen_task(by=request.actor, task=_task_of(request, task_id))
    feedback.confirm(request, _("The task is open again."))
    return _back(request, reverse("tasks:list"))


@declare.on(ObjectType.OWN_DAY, Action.LIST)
def calendar(request: Request) -> HttpResponse:
    """Own appointments of one week."""
    first = _week_of(request.GET.get("week", ""))
    appointments = queries.appointments_between(request.actor, first, first + dt.timedelta(days=_WEEK - 1))
    names = file_names.names_of(one.file_id for one in appointments if one.file_id)
    days = []
    for offset in range(_WEEK):
        day = first + dt.timedelta(days=offset)
        held = [a for a in appointments if a.starts_at.astimezone(time.BERLIN).date() == day]
        days.append((day, [(a, names.get(a.file_id, ("", "")) if a.file_id else ("", "")) for a in held]))
    context = {
        "days": days,
        "first": first,
        "last": first + dt.timedelta(days=_WEEK - 1),
        "today": time.today(),
        "before": (first - dt.timedelta(days=_WEEK)).isoformat(),
        "after": (first + dt.timedelta(days=_WEEK)).isoformat(),
        "empty": not appointments,
    }
    return render(request, "tasks/calendar.html", context)


def _week_of(text: str) -> dt.date:
    """Return the Monday of the week of a typed day, of this week when it is none."""
    try:
        day = dt.date.fromisoformat(text)
    except ValueError:
        day = time.today()
    if not time.EARLIEST_DAY <= day <= time.LATEST_DAY:
        day = time.today()
    return day - dt.timedelta(days=day.weekday())


@declare.on(ObjectType.OWN_DAY, Action.READ, write=Action.CREATE)
def appointment_new(request: Request) -> HttpResponse:
    """A new appointment of one's own."""
    form = AppointmentForm(request.POST or None, initial={"day": time.today()})
    if request.method == "POST":
        if earlier := idempotency.claim(request):
            return redirect(earlier)
        if form.is_valid():
            data = form.cleaned_data
            made = actions.add_appointment(
                by=request.actor,
                user_id=request.actor.account_id,
                title=data["title"],
                starts_at=form.starts_at(),
                minutes=data["minutes"],
                place=data["place"],
                note=data["note"],
            )
            address = f"{reverse('tasks:calendar')}?week={made.starts_at:%Y-%m-%d}"
            idempotency.remember(request, address)
            feedback.confirm(request, _("Appointment saved."), clears_draft="appointment:new")
            return redirect(address)
    context = {
        "form": form,
        "title": _("New appointment"),
        "draft_key": "appointment:new",
        "breadcrumb": [parts.Crumb(_("Appointments"), reverse("tasks:calendar")), parts.Crumb(_("New appointment"))],
        "cancel": reverse("tasks:calendar"),
    }
    return render(request, "tasks/form.html", context, status=422 if form.errors else 200)


@declare.on(ObjectType.OWN_DAY, Action.READ)
@require_POST
def appointment_state(request: Request, appointment_id: uuid.UUID) -> HttpResponse:
    """Say whether an appointment took place."""
    appointment: Appointment | None = queries.find_appointment(request.actor, appointment_id)
    state = request.POST.get("state", "")
    if appointment is None or state not in AppointmentState.values:
        raise Http404
    actions.set_appointment_state(by=request.actor, appointment=appointment, state=AppointmentState(state))
    feedback.confirm(request, _("Appointment saved."))
    return _back(request, reverse("tasks:calendar"))


def _draft_content(request: Request) -> tuple[str, dict[str, Any]]:
    try:
        content = json.loads(request.body)
        key, fields = str(content["key"]), content["fields"]
        json.dumps(fields, ensure_ascii=False).encode()  # half characters cannot be kept
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise ValidationError(_("This draft could not be read.")) from error
    if not key.isprintable():
        raise ValidationError(_("This draft could not be read."))
    if not isinstance(fields, dict) or len(request.body) > LONGEST_DRAFT or not 0 < len(key) <= LONGEST_KEY:
        raise ValidationError(_("This draft is too long."))
    return key, fields


@declare.public("answers 401 without account; a draft is never shown to anybody else")
def draft(request: Request) -> HttpResponseBase:
    """Keep and give back what somebody is typing (contract: ui/README.md, drafts)."""
    if request.actor.user_id is None:
        return HttpResponse(status=401)
    if request.method == "POST":
        try:
            key, fields = _draft_content(request)
        except ValidationError as error:
            return JsonResponse({"error": " ".join(error.messages)}, status=400)
        actions.save_draft(by=request.actor, key=key, fields=fields)
        return HttpResponse(status=204)
    found = queries.draft(request.actor, clean_line(request.GET.get("key", ""))[:LONGEST_KEY])
    response = HttpResponse(status=204) if found is None else JsonResponse(found)
    response["Cache-Control"] = "no-store"
    return response

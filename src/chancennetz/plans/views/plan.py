"""Goals with parts and steps."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from chancennetz.access import declare, file_pages
from chancennetz.access.constants import Action, Facet
from chancennetz.access.http import FileRequest
from chancennetz.access.models import FamilyFile
from chancennetz.access.queries import team_of
from chancennetz.casework.constants import LifeArea
from chancennetz.casework.queries import stored_version
from chancennetz.core import time
from chancennetz.core.errors import StaleVersion
from chancennetz.people.queries import people_choices
from chancennetz.plans import actions, queries, seams
from chancennetz.plans.constants import Hurdle, StepOwner
from chancennetz.plans.forms.plan import GoalForm, StepForm, SubGoalForm
from chancennetz.plans.models import Goal, Step
from chancennetz.ui import answering
from chancennetz.ui.parts import Crumb


def _goals_url(file_id: uuid.UUID, anchor: uuid.UUID | None = None) -> str:
    address = reverse("plans:goals", args=[file_id])
    return f"{address}#goal-{anchor}" if anchor else address


def _crumbs(request: FileRequest, last: str) -> list[Crumb]:
    file: FamilyFile = request.file
    return file_pages.crumbs(request, Crumb(_("Goals"), _goals_url(file.pk)), last)


@declare.in_file(Facet.PLAN)
def goals(request: FileRequest, file_id: uuid.UUID) -> HttpResponse:
    """All goals of a family with their steps as checklists."""
    file: FamilyFile = request.file
    views = queries.goals_of(file, names=file_pages.opens(request, Facet.IDENTITY))
    context = {
        "breadcrumb": file_pages.crumbs(request, _("Goals")),
        "file": file,
        "open": [view for view in views if view.is_open],
        "closed": [view for view in views if not view.is_open],
        "may_write": file_pages.opens(request, Facet.PLAN, Action.UPDATE),
        "doors": seams.doors(request),
        "new_url": reverse("plans:goal_new", args=[file_id]),
    }
    return render(request, "plans/goals.html", context)


@declare.in_file(Facet.PLAN, read=Action.CREATE, write=Action.CREATE)
def goal_new(request: FileRequest, file_id: uuid.UUID) -> HttpResponse:
    """A new goal in the family's words."""
    file: FamilyFile = request.file
    again = file_pages.already_done(request) if request.method == "POST" else None
    if again is not None:
        return again
    key = f"goal:{file_id}"
    form = GoalForm(request.POST) if request.method == "POST" else GoalForm()
    if form.is_bound and form.is_valid():
        data = {name: value for name, value in form.cleaned_data.items() if name != "version"}
        ok, goal = file_pages.saved(request, form, lambda: actions.add_goal(by=request.actor, file=file, **data))
        if ok and goal is not None:
            return file_pages.finish(request, _("Goal saved."), _goals_url(file_id, goal.id), draft_key=key)
    return file_pages.form_page(
        request,
        form,
        title=_("New goal"),
        submit=_("Save goal"),
        cancel=_goals_url(file_id),
        draft_key=key,
        breadcrumb=_crumbs(request, _("New goal")),
    )


@declare.in_file(Facet.PLAN, read=Action.UPDATE)
def goal(request: FileRequest, file_id: uuid.UUID, goal_id: uuid.UUID) -> HttpResponse:
    """Change a goal; two tabs that save the same goal see both versions."""
    file: FamilyFile = request.file
    row = answering.or_404(queries.find_goal(file, goal_id))
    key = f"goal:{goal_id}"
    form = GoalForm(request.POST) if request.method == "POST" else GoalForm(initial=_goal_values(row))
    if form.is_bound and form.is_valid():
        data = {name: form.cleaned_data[name] for name in ("title", "why", "life_area", "due_on", "hurdles")}
        try:
            ok, _changed = file_pages.saved(
                request,
                form,
                lambda: actions.change_goal(by=request.actor, goal=row, expected=form.expected, **data),
            )
        except StaleVersion:
            stored = answering.or_404(queries.find_goal(file, goal_id))
            return file_pages.two_versions(
                request,
                stored_version(request.file, goal_id),
                title=_("Goal"),
                mine=[(form[name].label, _words(data[name]), _words(getattr(stored, name))) for name in data],
                discard_url=reverse("plans:goal", args=[file_id, goal_id]),
            )
        if ok:
            return file_pages.finish(request, _("Goal changed."), _goals_url(file_id, goal_id), draft_key=key)
    return file_pages.form_page(
        request,
        form,
        title=_("Change goal"),
        submit=_("Save goal"),
        cancel=_goals_url(file_id, goal_id),
        draft_key=key,
        breadcrumb=_crumbs(request, _("Change goal")),
    )


def _goal_values(row: Goal) -> dict[str, Any]:
    return {name: getattr(row, name) for name in ("title", "why", "life_area", "due_on", "hurdles", "version")}


def _words(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(str(Hurdle(one).label) for one in value)
    if value in LifeArea.values:
        return str(LifeArea(value).label)
    return time.format_date(value) if hasattr(value, "weekday") else str(value or "")


@declare.in_file(Facet.PLAN, read=Action.CREATE, write=Action.CREATE)
def sub_goal_new(request: FileRequest, file_id: uuid.UUID, goal_id: uuid.UUID) -> HttpResponse:
    """A new part of a goal."""
    row = answering.or_404(queries.find_goal(request.file, goal_id))
    again = file_pages.already_done(request) if request.method == "POST" else None
    if again is not None:
        return again
    form = SubGoalForm(request.POST) if request.method == "POST" else SubGoalForm()
    if form.is_bound and form.is_valid():
        title = form.cleaned_data["title"]
        ok, _part = file_pages.saved(
            request, form, lambda: actions.add_sub_goal(by=request.actor, goal=row, title=title)
        )
        if ok:
            return file_pages.finish(request, _("Saved."), _goals_url(file_id, goal_id))
    return file_pages.form_page(
        request,
        form,
        title=_("Part of the goal"),
        lead=row.title,
        submit=_("Save"),
        cancel=_goals_url(file_id, goal_id),
        breadcrumb=_crumbs(request, _("Part of the goal")),
    )


@declare.in_file(Facet.PLAN, read=Action.UPDATE)
def sub_goal(request: FileRequest, file_id: uuid.UUID, sub_goal_id: uuid.UUID) -> HttpResponse:
    """Change the wording of a part."""
    file: FamilyFile = request.file
    row = answering.or_404(queries.find_sub_goal(file, sub_goal_id))
    values = {"title": row.title, "version": row.version}
    form = SubGoalForm(request.POST) if request.method == "POST" else SubGoalForm(initial=values)
    if form.is_bound and form.is_valid():
        title = form.cleaned_data["title"]
        try:
            ok, _changed = file_pages.saved(
                request,
                form,
                lambda: actions.change_sub_goal(by=request.actor, sub_goal=row, title=title, expected=form.expected),
            )
        except StaleVersion:
            stored = answering.or_404(queries.find_sub_goal(file, sub_goal_id))
            here = reverse("plans:sub_goal", args=[file_id, sub_goal_id])
            mine = [(form["title"].label, title, stored.title)]
            return file_pages.two_versions(
                request,
                stored_version(request.file, sub_goal_id),
                title=_("Part of the goal"),
                mine=mine,
                discard_url=here,
            )
        if ok:
            return file_pages.finish(request, _("Saved."), _goals_url(file_id, row.goal_id))
    return file_pages.form_page(
        request,
        form,
        title=_("Part of the goal"),
        submit=_("Save"),
        cancel=_goals_url(file_id, row.goal_id),
        breadcrumb=_crumbs(request, _("Part of the goal")),
    )


def _step_choices(request: FileRequest, goal_id: uuid.UUID | None = None) -> dict[str, Any]:
    """Return who may do a step, and the parts of the goal."""
    file: FamilyFile = request.file
    actor = request.actor
    team = [
        (relation.user_id, _("Me") if relation.user_id == actor.user_id else str(relation.user))
        for relation in team_of(file.pk)
    ]
    found = next((view for view in queries.goals_of(file) if view.goal.id == goal_id), None)
    parts = [(part.sub_goal.id, part.sub_goal.title) for part in found.sub_goals] if found else []
    return {"people": people_choices(file), "team": team, "parts": parts}


@declare.in_file(Facet.PLAN, read=Action.CREATE, write=Action.CREATE)
def step_new(request: FileRequest, file_id: uuid.UUID, goal_id: uuid.UUID) -> HttpResponse:
    """A new small step: what, who, until when."""
    file: FamilyFile = request.file
    row = answering.or_404(queries.find_goal(file, goal_id))
    again = file_pages.already_done(request) if request.method == "POST" else None
    if again is not None:
        return again
    more = _step_choices(request, goal_id)
    key = f"step:{goal_id}"
    initial = {"owner": "family:", "sub_goal": request.GET.get("part", "")}
    form = StepForm(request.POST, **more) if request.method == "POST" else StepForm(initial=initial, **more)
    if form.is_bound and form.is_valid():
        ok, _step = file_pages.saved(
            request, form, lambda: _add_step(request, row, form), fields={"owner_user": "owner"}
        )
        if ok:
            return file_pages.finish(request, _("Step saved."), _goals_url(file_id, goal_id), draft_key=key)
    return file_pages.form_page(
        request,
        form,
        title=_("New step"),
        lead=row.title,
        submit=_("Save step"),
        cancel=_goals_url(file_id, goal_id),
        draft_key=key,
        breadcrumb=_crumbs(request, _("New step")),
    )


def _add_step(request: FileRequest, row: Goal, form: StepForm) -> Step:
    part = form.cleaned_data.get("sub_goal")
    return actions.add_step(
        by=request.actor,
        goal=row,
        title=form.cleaned_data["title"],
        due_on=form.cleaned_data["due_on"],
        remind_on=form.cleaned_data["remind_on"],
        sub_goal=queries.find_sub_goal(request.file, uuid.UUID(part)) if part else None,
        **form.owner_values,
    )


@declare.in_file(Facet.PLAN, read=Action.UPDATE)
def step(request: FileRequest, file_id: uuid.UUID, step_id: uuid.UUID) -> HttpResponse:
    """Change a step."""
    file: FamilyFile = request.file
    row = answering.or_404(queries.find_step(file, step_id))
    more = _step_choices(request)
    form = StepForm(request.POST, **more) if request.method == "POST" else StepForm(initial=_step_values(row), **more)
    if form.is_bound and form.is_valid():
        data = {name: form.cleaned_data[name] for name in ("title", "due_on", "remind_on")} | form.owner_values
        try:
            ok, _changed = file_pages.saved(
                request,
                form,
                lambda: actions.change_step(by=request.actor, step=row, expected=form.expected, **data),
                fields={"owner_user": "owner"},
            )
        except StaleVersion:
            stored = answering.or_404(queries.find_step(file, step_id))
            owners = dict(form.owners)
            old = _step_values(stored)
            mine = [
                (form["title"].label, data["title"], stored.title),
                (form["owner"].label, owners[form.cleaned_data["owner"]], str(owners.get(old["owner"], ""))),
                (form["owner_name"].label, data["owner_name"], stored.owner_name),
                (form["due_on"].label, _words(data["due_on"]), _words(stored.due_on)),
                (form["remind_on"].label, _words(data["remind_on"]), _words(stored.remind_on)),
            ]
            here = reverse("plans:step", args=[file_id, step_id])
            return file_pages.two_versions(
                request, stored_version(request.file, step_id), title=_("Step"), mine=mine, discard_url=here
            )
        if ok:
            return file_pages.finish(request, _("Step changed."), _goals_url(file_id, row.goal_id))
    context = {
        "row": row,
        "file": file,
        "cancel": _goals_url(file_id, row.goal_id),
        "breadcrumb": _crumbs(request, _("Change step")),
    }
    return answering.show(request, "plans/step.html", context, form)


def _step_values(row: Step) -> dict[str, Any]:
    owner = {
        StepOwner.FAMILY: row.owner_person_id or "",
        StepOwner.COUNSELLOR: row.owner_user_id or "",
        StepOwner.PARTNER: "",
    }[StepOwner(row.owner_kind)]
    return {
        "title": row.title,
        "owner": f"{row.owner_kind}:{owner}",
        "owner_name": row.owner_name,
        "due_on": row.due_on,
        "remind_on": row.remind_on,
        "version": row.version,
    }

"""One tap: finish a step, move it, take a goal to its next state."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from chancennetz.access import declare, file_pages
from chancennetz.access.constants import Action, Facet
from chancennetz.access.http import FileRequest
from chancennetz.plans import actions, queries
from chancennetz.plans.constants import GoalState
from chancennetz.plans.models import Step
from chancennetz.ui import answering


def _back(request: FileRequest, file_id: uuid.UUID, goal_id: uuid.UUID) -> str:
    return answering.way_back(request, f"{reverse('plans:goals', args=[file_id])}#goal-{goal_id}")


def _tapped(
    request: FileRequest, save: Callable[[], Any], text: str, address: str, *, undo_url: str = ""
) -> HttpResponse:
    """Do something without a form and go back, with a word about it."""
    ok, _result = file_pages.saved(request, None, save)
    return file_pages.finish(request, text, address, undo_url=undo_url) if ok else redirect(address)


@declare.in_file(Facet.PLAN)
@require_POST
def goal_state(request: FileRequest, file_id: uuid.UUID, goal_id: uuid.UUID) -> HttpResponse:
    """Take a goal to another state; only the allowed ones are offered, all others are refused."""
    goal = answering.or_404(queries.find_goal(request.file, goal_id))
    state = request.POST.get("state", "")
    address = _back(request, file_id, goal_id)
    if state not in GoalState.values:
        return redirect(address)
    return _tapped(
        request,
        lambda: actions.set_goal_state(by=request.actor, goal=goal, state=GoalState(state)),
        _("The goal is now: %(state)s.") % {"state": GoalState(state).label},
        address,
    )


@declare.in_file(Facet.PLAN)
@require_POST
def goal_move(request: FileRequest, file_id: uuid.UUID, goal_id: uuid.UUID) -> HttpResponse:
    """Move a goal up or down by one place."""
    goal = answering.or_404(queries.find_goal(request.file, goal_id))
    up = request.POST.get("to") == "up"
    return _tapped(
        request,
        lambda: actions.move_goal(by=request.actor, goal=goal, up=up),
        _("Order changed."),
        _back(request, file_id, goal_id),
    )


@declare.in_file(Facet.PLAN)
@require_POST
def sub_goal_state(request: FileRequest, file_id: uuid.UUID, sub_goal_id: uuid.UUID) -> HttpResponse:
    """Take a part of a goal to another state."""
    part = answering.or_404(queries.find_sub_goal(request.file, sub_goal_id))
    state = request.POST.get("state", "")
    address = _back(request, file_id, part.goal_id)
    if state not in GoalState.values:
        return redirect(address)
    return _tapped(
        request,
        lambda: actions.set_sub_goal_state(by=request.actor, sub_goal=part, state=GoalState(state)),
        _("The part is now: %(state)s.") % {"state": GoalState(state).label},
        address,
    )


def _step(request: FileRequest, step_id: uuid.UUID) -> Step:
    return answering.or_404(queries.find_step(request.file, step_id))


def _row(request: FileRequest, file_id: uuid.UUID, step: Step) -> HttpResponse:
    """Answer htmx with the step's goal as it is now (progress included)."""
    found = next(
        view
        for view in queries.goals_of(request.file, names=file_pages.opens(request, Facet.IDENTITY))
        if view.goal.id == step.goal_id
    )
    context = {
        "view": found,
        "file": request.file,
        "may_write": file_pages.opens(request, Facet.PLAN, Action.UPDATE),
    }
    return render(request, "plans/_goal.html", context)


def _is_partial(request: FileRequest) -> bool:
    return request.headers.get("HX-Request") == "true" and (request.headers.get("HX-Target") or "").startswith("goal-")


@declare.in_file(Facet.PLAN)
@require_POST
def step_finish(request: FileRequest, file_id: uuid.UUID, step_id: uuid.UUID) -> HttpResponse:
    """A step is done: one tap."""
    step = _step(request, step_id)
    if _is_partial(request):
        ok, _result = file_pages.saved(request, None, lambda: actions.finish_step(by=request.actor, step=step))
        return _row(request, file_id, step) if ok else _reload(request, file_id)
    return _tapped(
        request,
        lambda: actions.finish_step(by=request.actor, step=step),
        _("Done: %(step)s") % {"step": step.title},
        _back(request, file_id, step.goal_id),
        undo_url=reverse("plans:step_reopen", args=[file_id, step_id]),
    )


@declare.in_file(Facet.PLAN)
@require_POST
def step_reopen(request: FileRequest, file_id: uuid.UUID, step_id: uuid.UUID) -> HttpResponse:
    """Take back that a step is done."""
    step = _step(request, step_id)
    if _is_partial(request):
        ok, _result = file_pages.saved(request, None, lambda: actions.reopen_step(by=request.actor, step=step))
        return _row(request, file_id, step) if ok else _reload(request, file_id)
    return _tapped(
        request,
        lambda: actions.reopen_step(by=request.actor, step=step),
        _("The step is open again."),
        _back(request, file_id, step.goal_id),
    )


def _reload(request: FileRequest, file_id: uuid.UUID) -> HttpResponse:
    """Let htmx load the whole page, which says what happened."""
    del request
    response = HttpResponse(status=204)
    response["HX-Redirect"] = reverse("plans:goals", args=[file_id])
    return response


@declare.in_file(Facet.PLAN)
@require_POST
def step_move(request: FileRequest, file_id: uuid.UUID, step_id: uuid.UUID) -> HttpResponse:
    """Move a step up or down by one place."""
    step = _step(request, step_id)
    up = request.POST.get("to") == "up"
    return _tapped(
        request,
        lambda: actions.move_step(by=request.actor, step=step, up=up),
        _("Order changed."),
        _back(request, file_id, step.goal_id),
    )


@declare.in_file(Facet.PLAN)
@require_POST
def step_remove(request: FileRequest, file_id: uuid.UUID, step_id: uuid.UUID) -> HttpResponse:
    """Take a step off the list that was written by mistake."""
    step = _step(request, step_id)
    return _tapped(
        request,
        lambda: actions.remove_step(by=request.actor, step=step),
        _("Step removed."),
        _back(request, file_id, step.goal_id),
    )

"""The life of a goal: agree it with five questions, note how it comes along, end it."""

from __future__ import annotations

import uuid

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from chancennetz.access import declare, file_pages
from chancennetz.access.constants import Action, Facet
from chancennetz.access.http import FileRequest
from chancennetz.core.errors import StaleVersion
from chancennetz.plans import queries, rules
from chancennetz.plans.actions import goals as actions
from chancennetz.plans.constants import Attainment, GoalState, Hurdle, SmartQuestion
from chancennetz.plans.forms.goals import EndGoalForm, GoalNoteForm, SmartForm
from chancennetz.plans.models import GoalNote
from chancennetz.ui import answering, feedback
from chancennetz.ui.parts import Crumb


def _back(file_id: uuid.UUID, goal_id: uuid.UUID) -> str:
    return f"{reverse('plans:goals', args=[file_id])}#goal-{goal_id}"


def _crumbs(request: FileRequest, last: str) -> list[Crumb]:
    return file_pages.crumbs(request, Crumb(_("Goals"), reverse("plans:goals", args=[request.file.pk])), last)


@declare.in_file(Facet.PLAN, read=Action.UPDATE)
def agree(request: FileRequest, file_id: uuid.UUID, goal_id: uuid.UUID) -> HttpResponse:
    """Five short questions, then the goal is agreed."""
    goal = answering.or_404(queries.find_goal(request.file, goal_id))
    key = f"agree:{goal_id}"
    answers = rules.read_smart(goal.smart)
    why = answers.get(SmartQuestion.ACCEPTED.value) or goal.why  # said once already, with the goal
    initial = answers | {SmartQuestion.ACCEPTED.value: why, "version": goal.version}
    if request.method == "POST":
        form = SmartForm(request.POST, due_on=goal.due_on)
        if form.is_valid():
            try:
                ok, _goal = file_pages.saved(
                    request,
                    form,
                    lambda: actions.agree_goal(
                        by=request.actor, goal=goal, answers=form.answers, expected=form.expected or goal.version
                    ),
                )
            except StaleVersion:
                text = _("Somebody changed this goal meanwhile. Please look at it again.")
                feedback.confirm(request, text, tone="warning")
                form, ok = SmartForm(request.POST.dict() | {"version": goal.version}, due_on=goal.due_on), False
                form.add_error(None, text)
            if ok:
                return file_pages.finish(request, _("The goal is agreed."), _back(file_id, goal_id), draft_key=key)
    else:
        form = SmartForm(initial=initial, due_on=goal.due_on)
    return file_pages.form_page(
        request,
        form,
        title=_("Agree the goal"),
        lead=goal.title,
        submit=_("Agree"),
        icon="check",
        cancel=_back(file_id, goal_id),
        draft_key=key,
        breadcrumb=_crumbs(request, _("Agree the goal")),
    )


@declare.in_file(Facet.PLAN, read=Action.UPDATE)
def end(request: FileRequest, file_id: uuid.UUID, goal_id: uuid.UUID) -> HttpResponse:
    """How a goal ends, and how far it was reached."""
    goal = answering.or_404(queries.find_goal(request.file, goal_id))
    form = EndGoalForm(request.POST) if request.method == "POST" else EndGoalForm(initial={"state": "reached"})
    if form.is_bound and form.is_valid():
        data = form.cleaned_data
        degree = Attainment(data["attainment"]) if data["attainment"] is not None else None
        ok, _goal = file_pages.saved(
            request,
            form,
            lambda: actions.end_goal(
                by=request.actor, goal=goal, state=GoalState(data["state"]), attainment=degree, note=data["note"]
            ),
        )
        if ok:
            return file_pages.finish(request, _("Saved."), _back(file_id, goal_id))
    return file_pages.form_page(
        request,
        form,
        title=_("End the goal"),
        lead=goal.title,
        submit=_("Save"),
        cancel=_back(file_id, goal_id),
        breadcrumb=_crumbs(request, _("End the goal")),
    )


@declare.in_file(Facet.PLAN)
def notes(request: FileRequest, file_id: uuid.UUID, goal_id: uuid.UUID) -> HttpResponse:
    """How a goal is coming along: what was answered, what stands in the way, notes, newest first."""
    goal = answering.or_404(queries.find_goal(request.file, goal_id))
    may_write = file_pages.opens(request, Facet.PLAN, Action.UPDATE)
    key = f"goal-note:{goal_id}"
    form = GoalNoteForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        again = file_pages.already_done(request)
        if again is not None:
            return again
        if form.is_valid():
            text = form.cleaned_data["text"]
            ok, _note = file_pages.saved(
                request, form, lambda: actions.add_goal_note(by=request.actor, goal=goal, text=text)
            )
            if ok:
                return file_pages.finish(
                    request, _("Note saved."), reverse("plans:goal_notes", args=[file_id, goal_id]), draft_key=key
                )
    answers = rules.read_smart(goal.smart)
    context = {
        "breadcrumb": _crumbs(request, _("How it is coming along")),
        "goal": goal,
        "file": request.file,
        "may_write": may_write,
        "answers": [(one.label, answers[one]) for one in SmartQuestion if answers.get(one)],
        "hurdles": [Hurdle(one).label for one in goal.hurdles],
        "notes": list(GoalNote.objects.filter(goal=goal).select_related("written_by").order_by("-created_at", "-id")),
        "cancel": _back(file_id, goal_id),
        **file_pages.draft(key),
    }
    return answering.show(request, "plans/goal_notes.html", context, form)

"""Versions of the plan: how it stands, what is different, propose, approve, agree; the plan to hand over."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from chancennetz.access import declare, file_pages
from chancennetz.access.constants import Action, Facet, ObjectType
from chancennetz.access.http import FileRequest, Request
from chancennetz.access.models import FamilyFile
from chancennetz.casework.constants import LifeArea
from chancennetz.casework.queries import names_of
from chancennetz.core import time
from chancennetz.plans.constants import GoalState
from chancennetz.planversions import actions, exports, plan_content, queries
from chancennetz.planversions.constants import PlanAgreement, PlanState
from chancennetz.planversions.forms import ApproveForm, InForceForm, SendBackForm
from chancennetz.planversions.models import PlanVersion
from chancennetz.planversions.plan_content import Change
from chancennetz.ui import answering
from chancennetz.ui.constants import Tone
from chancennetz.ui.parts import Crumb

TONES: dict[PlanState, Tone] = {
    PlanState.DRAFT: "neutral",
    PlanState.PROPOSED: "info",
    PlanState.APPROVED: "info",
    PlanState.ACTIVE: "success",
    PlanState.REVISED: "neutral",
}


def _list_url(file: FamilyFile) -> str:
    return reverse("planversions:versions", args=[file.pk])


def _crumbs(request: FileRequest, *last: Crumb | str) -> list[Crumb]:
    goals = Crumb(_("Goals"), reverse("plans:goals", args=[request.file.pk]))
    return file_pages.crumbs(request, goals, *last)


def _row(request: FileRequest, version_id: uuid.UUID) -> PlanVersion:
    return answering.or_404(queries.find_plan_version(request.file, version_id))


@declare.in_file(Facet.PLAN)
def versions(request: FileRequest, file_id: uuid.UUID) -> HttpResponse:
    """How the plan stands, what can be done now, and all versions."""
    return _show(request)


def _show(request: FileRequest, failed: forms.Form | None = None) -> HttpResponse:
    file: FamilyFile = request.file
    standing = queries.standing_of(file)
    coming = standing.coming
    may_write = file_pages.opens(request, Facet.PLAN, Action.UPDATE)
    may_approve = file_pages.opens(request, Facet.PLAN, Action.APPROVE)
    state = coming.state if coming is not None else ""
    own = coming is not None and coming.written_by_id == request.actor.user_id
    ask_approval = may_approve and state == PlanState.PROPOSED and not own
    in_force = InForceForm(initial={"agreed_on": time.today()})
    context: dict[str, Any] = {
        "breadcrumb": _crumbs(request, _("Versions of the plan")),
        "file": file,
        "standing": standing,
        "coming": coming,
        "coming_tone": TONES[PlanState(state)] if state else "neutral",
        "rows": [(one, TONES[PlanState(one.state)]) for one in queries.plan_versions(file)],
        "may_propose": may_write and state in {"", PlanState.DRAFT} and (standing.has_changed or not standing.current),
        "may_take_back": may_write and state in {PlanState.PROPOSED, PlanState.APPROVED},
        "approve_form": _given(failed, ApproveForm()) if ask_approval else None,
        "send_back_form": _given(failed, SendBackForm()) if ask_approval else None,
        "in_force_form": _given(failed, in_force) if may_write and state == PlanState.APPROVED else None,
        **_more_to_approve(request, may_approve=may_approve),
    }
    return render(request, "planversions/versions.html", context, status=422 if failed is not None else 200)


def _more_to_approve(request: FileRequest, *, may_approve: bool) -> dict[str, Any]:
    """Return the way to the next plan of another family that waits, and how many do."""
    waiting = queries.plans_to_approve(request.actor) if may_approve else []
    others = [one for one in waiting if one.file_id != request.file.pk]
    return {"may_approve": may_approve, "waiting": len(others), "next_url": _list_url(others[0].file) if others else ""}


def _given(failed: forms.Form | None, fresh: forms.Form) -> forms.Form:
    return failed if failed is not None and type(failed) is type(fresh) else fresh


@declare.in_file(Facet.PLAN)
def version(request: FileRequest, file_id: uuid.UUID, version_id: uuid.UUID) -> HttpResponse:
    """One version, and what is different from the one before (or from another one that is named)."""
    row = _row(request, version_id)
    others = [one for one in queries.plan_versions(request.file) if one.content and one.pk != row.pk]
    wanted = request.GET.get("with", "")
    before = next((one for one in others if str(one.pk) == wanted), None)
    before = before or next((one for one in others if one.number < row.number), None)
    changes = []
    if before is not None and row.content:
        old, new = plan_content.from_text(before.content), plan_content.from_text(row.content)
        changes = [_words(change) for change in plan_content.compare(old, new)]
    title = _("Version %(number)d of the plan") % {"number": row.number}
    context = {
        "breadcrumb": _crumbs(request, Crumb(_("Versions of the plan"), _list_url(request.file)), title),
        "title": title,
        "file": request.file,
        "row": row,
        "tone": TONES[PlanState(row.state)],
        "plan": [_shown(goal) for goal in plan_content.from_text(row.content)],
        "before": before,
        "others": others,
        "changes": changes,
        "may_print": file_pages.opens(request, Facet.PLAN, Action.EXPORT) and bool(row.content),
    }
    return render(request, "planversions/version.html", context)


_FIELD_WORDS: dict[str, Callable[[], str]] = {
    "title": lambda: _("Wording"),
    "why": lambda: _("Why it matters"),
    "life_area": lambda: _("Area of life"),
    "state": lambda: _("State"),
    "due_on": lambda: _("Until when"),
    "owner": lambda: _("Who"),
    "done_on": lambda: _("Done on"),
    "part": lambda: _("Part"),
}


def _value(field: str, value: str) -> str:
    if not value:
        return "–"
    if field == "life_area":
        return str(LifeArea(value).label)
    if field == "state":
        return str(GoalState(value).label)
    return time.format_date(dt.date.fromisoformat(value), weekday=False) if field.endswith("_on") else value


def _words(change: Change) -> dict[str, str]:
    """Return a difference as a page shows it."""
    kinds = {
        ("added", "goal"): _("New goal"),
        ("removed", "goal"): _("Goal dropped"),
        ("added", "step"): _("New step"),
        ("removed", "step"): _("Step removed"),
    }
    if change.kind != "changed":
        return {
            "goal": change.goal,
            "what": kinds[(change.kind, change.what)],
            "before": change.before,
            "after": change.after,
        }
    what = _FIELD_WORDS[change.field]()
    if change.what == "step":
        what = f"{change.title}: {what}"
    values = {"before": _value(change.field, change.before), "after": _value(change.field, change.after)}
    return {"goal": change.goal, "what": what, **values}


def _shown(goal: dict[str, Any]) -> dict[str, Any]:
    facts = [_value("life_area", goal["life_area"]), _value("state", goal["state"])]
    if goal["due_on"]:
        facts.append(_value("due_on", goal["due_on"]))
    return goal | {"facts": " · ".join(facts)}


def _go(request: FileRequest, save: Callable[[], Any], text: str) -> HttpResponse:
    """Do something without a form and come back to the versions."""
    address = _list_url(request.file)
    ok, _row = file_pages.saved(request, None, save)
    return file_pages.finish(request, text, address) if ok else redirect(address)


@declare.in_file(Facet.PLAN)
@require_POST
def propose(request: FileRequest, file_id: uuid.UUID) -> HttpResponse:
    """Freeze the plan as it stands and ask the team lead."""
    again = file_pages.already_done(request)
    if again is not None:
        return again
    return _go(
        request,
        lambda: actions.propose_plan(by=request.actor, file=request.file),
        _("Proposed. The team lead has a task now."),
    )


@declare.in_file(Facet.PLAN)
@require_POST
def take_back(request: FileRequest, file_id: uuid.UUID, version_id: uuid.UUID) -> HttpResponse:
    """Take the version that is on its way back."""
    row = _row(request, version_id)
    return _go(
        request, lambda: actions.take_plan_back(by=request.actor, version=row), _("Taken back. You can change it.")
    )


def _with_form(
    request: FileRequest, form: forms.Form, save: Callable[[dict[str, Any]], Any], text: str
) -> HttpResponse:
    if form.is_valid():
        ok, _row = file_pages.saved(request, form, lambda: save(form.cleaned_data))
        if ok:
            return file_pages.finish(request, text, _list_url(request.file))
    return _show(request, form)


@declare.in_file(Facet.PLAN, write=Action.APPROVE)
@require_POST
def approve(request: FileRequest, file_id: uuid.UUID, version_id: uuid.UUID) -> HttpResponse:
    """Approve a proposal."""
    row = _row(request, version_id)
    return _with_form(
        request,
        ApproveForm(request.POST),
        lambda data: actions.approve_plan(by=request.actor, version=row, comment=data["comment"]),
        _("Approved."),
    )


@declare.in_file(Facet.PLAN, write=Action.APPROVE)
@require_POST
def send_back(request: FileRequest, file_id: uuid.UUID, version_id: uuid.UUID) -> HttpResponse:
    """Send a proposal back with a word."""
    row = _row(request, version_id)
    return _with_form(
        request,
        SendBackForm(request.POST),
        lambda data: actions.send_plan_back(by=request.actor, version=row, comment=data["comment"]),
        _("Sent back."),
    )


@declare.in_file(Facet.PLAN)
@require_POST
def in_force(request: FileRequest, file_id: uuid.UUID, version_id: uuid.UUID) -> HttpResponse:
    """Note the family's agreement: the version is in force."""
    row = _row(request, version_id)
    return _with_form(
        request,
        InForceForm(request.POST),
        lambda data: actions.put_plan_in_force(
            by=request.actor, version=row, agreed_on=data["agreed_on"], agreement=PlanAgreement(data["agreement"])
        ),
        _("The plan is in force."),
    )


@declare.in_file(Facet.PLAN, read=Action.EXPORT)
def version_pdf(request: FileRequest, file_id: uuid.UUID, version_id: uuid.UUID) -> HttpResponse:
    """A version as it was, as a PDF; logged as an export."""
    row = _row(request, version_id)
    large = request.GET.get("large") == "1"
    actions.record_plan_printed(by=request.actor, file=request.file, large_print=large)
    content = exports.plan_pdf(request.file, version=row if row.content else None, large_print=large)
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="Plan-{request.file.number}-{row.number}.pdf"'
    return response


@declare.in_file(Facet.PLAN, read=Action.EXPORT)
def pdf(request: FileRequest, file_id: uuid.UUID) -> HttpResponse:
    """The plan to hand over, tagged, on request in large print; logged as an export."""
    file: FamilyFile = request.file
    large = request.GET.get("large") == "1"
    actions.record_plan_printed(by=request.actor, file=file, large_print=large)
    content = exports.plan_pdf(file, large_print=large)
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="Plan-{file.number}.pdf"'
    return response


@declare.on(ObjectType.CASELOAD, Action.LIST)
def approvals(request: Request) -> HttpResponse:
    """Plans that wait for the approval of the team lead."""
    found = queries.plans_to_approve(request.actor)
    names = names_of([one.file_id for one in found])
    context = {
        "breadcrumb": [Crumb(_("Families"), reverse("casework:list")), Crumb(_("Plans to approve"))],
        "rows": [(one, names.get(one.file_id, one.file.number), _list_url(one.file)) for one in found],
    }
    return render(request, "planversions/approvals.html", context)

"""The case itself: intake, assessment, history, end."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from chancennetz.access import declare, file_pages
from chancennetz.access.constants import Action, Facet
from chancennetz.access.http import FileRequest
from chancennetz.access.models import FamilyFile
from chancennetz.casework import actions, kept, queries
from chancennetz.casework.constants import CaseType, Channel, ExitReason
from chancennetz.casework.forms import IntakeForm
from chancennetz.casework.models import Case
from chancennetz.casework.queries import stored_version
from chancennetz.casework.rules import phase_line
from chancennetz.casework.views import versions
from chancennetz.core import time
from chancennetz.core.errors import StaleVersion
from chancennetz.ui import answering, parts
from chancennetz.ui.parts import Crumb

_INTAKE = ("channel", "channel_place", "first_contact_on", "concern", "case_type")


def _case(request: FileRequest) -> Case:
    return answering.or_404(queries.case_of(request.file))


def _words(value: Any) -> str:
    for choices in (Channel, CaseType):
        if value in choices.values:
            return str(choices(value).label)
    return time.format_date(value) if isinstance(value, dt.date) else str(value or "")


def _edit(request: FileRequest, form_class: type[IntakeForm], names: tuple[str, ...], **texts: str) -> HttpResponse:
    """Show and save one form about the case; both versions when two tabs save."""
    file: FamilyFile = request.file
    row = _case(request)
    here = request.path
    values = {name: getattr(row, name) for name in (*names, "version")}
    key = f"{texts['name']}:{file.pk}"
    form = form_class(request.POST) if request.method == "POST" else form_class(initial=values)
    if form.is_bound and form.is_valid():
        data = {name: form.cleaned_data[name] for name in names}
        try:
            ok, _changed = file_pages.saved(
                request,
                form,
                lambda: actions.change_case(by=request.actor, case=row, expected=form.expected, **data),
            )
        except StaleVersion:
            stored = _case(request)
            mine = [(form[name].label, _words(data[name]), _words(getattr(stored, name))) for name in names]
            return file_pages.two_versions(
                request, stored_version(request.file, row.id), title=texts["title"], mine=mine, discard_url=here
            )
        if ok:
            return file_pages.finish(request, _("Saved."), file_pages.family_url(file), draft_key=key)
    return file_pages.form_page(
        request,
        form,
        title=texts["title"],
        submit=_("Save"),
        cancel=file_pages.family_url(file),
        draft_key=key,
        breadcrumb=file_pages.crumbs(request, texts["title"]),
    )


@declare.in_file(Facet.FRAME)
def overview(request: FileRequest, file_id: uuid.UUID) -> HttpResponse:
    """The case at a glance: how it began, the assessment, and the way to everything else about it."""
    file = request.file
    row = queries.case_of(file)
    sees_intake = file_pages.opens(request, Facet.INTAKE) and row is not None
    links = [
        (_("Participation and hours"), "participation:overview", "clock", file_pages.opens(request, Facet.CONTACT)),
        (_("Team"), "casework:team", "users", file_pages.opens(request, Facet.TEAM)),
        (_("Entrusted notes"), "casework:notes", "lock", file_pages.opens(request, Facet.ENTRUSTED)),
        (_("Earlier versions"), "casework:history", "history", file_pages.opens(request, Facet.PLAN)),
        (
            _("Handover and end"),
            "handovers:overview",
            "flag",
            row is not None and file_pages.opens(request, Facet.TEAM),
        ),
    ]
    context = {
        "breadcrumb": file_pages.crumbs(request, _("Case")),
        "file": file,
        "phases": [parts.Step(one.label, state) for one, state in phase_line(queries.phase_of(file))],
        "case": row if sees_intake else None,
        "intake": _intake_pairs(row) if sees_intake and row is not None else [],
        "may_write": row is not None and file_pages.opens(request, Facet.INTAKE, Action.UPDATE),
        "links": [(label, reverse(name, args=[file_id]), icon) for label, name, icon, may in links if may],
    }
    return render(request, "casework/case.html", context)


def _intake_pairs(row: Case) -> list[tuple[str, str]]:
    began = " · ".join(part for part in (_words(row.channel), row.channel_place) if part)
    reason = str(ExitReason(row.exit_reason).label) if row.exit_reason in ExitReason.values else row.exit_reason
    ended = f"{_words(row.exit_on)} · {reason}".strip(" ·")
    found = [
        (_("How did contact come about?"), began),
        (_("First contact on"), _words(row.first_contact_on)),
        (_("Concern"), row.concern),
        (_("Mainly about"), _words(row.case_type)),
    ]
    return [*found, (_("Last day"), ended)] if row.exit_on else found


@declare.in_file(Facet.INTAKE, read=Action.UPDATE)
def intake(request: FileRequest, file_id: uuid.UUID) -> HttpResponse:
    """How contact came about, and what the family came with."""
    del file_id
    return _edit(request, IntakeForm, _INTAKE, name="intake", title=_("Intake"))


@declare.in_file(Facet.INTAKE, read=Action.UPDATE)
def assessment(request: FileRequest, file_id: uuid.UUID) -> HttpResponse:
    """The old address of the assessment: it is asked by forms now, earlier texts can be read there."""
    del request
    return redirect("assessments:list", file_id)


@declare.in_file(Facet.FRAME, read=Action.END, write=Action.END)
def close(request: FileRequest, file_id: uuid.UUID) -> HttpResponse:
    """The end of the work has its own page, with discharge card and aftercare."""
    del request
    return redirect("closure:end", file_id=file_id)


@declare.in_file(Facet.PLAN)
def history_index(request: FileRequest, file_id: uuid.UUID) -> HttpResponse:
    """What has versions: the intake, and each goal."""
    file: FamilyFile = request.file
    rows = [
        (own.title(row), versions.address(file_id, own.name, row.id), row.version)
        for _model, own in kept.shown().values()
        if own.listed is not None and file_pages.opens(request, own.facet)
        for row in own.listed(file)
    ]
    context = {"breadcrumb": file_pages.crumbs(request, _("Earlier versions")), "rows": rows}
    return render(request, "casework/history_index.html", context)


@declare.in_file(Facet.PLAN)
def history(request: FileRequest, file_id: uuid.UUID, kind: str, object_id: uuid.UUID) -> HttpResponse:
    """The versions of one record, and how it looked at a moment (`?at=2026-11-20`)."""
    file: FamilyFile = request.file
    row = versions.find(request, kind, object_id)
    found = queries.versions_of(file, object_id)
    day = versions.chosen_day(request.GET.get("at", ""))
    end = dt.datetime.combine(day + dt.timedelta(days=1), dt.time(), time.BERLIN) if day else None
    then = queries.as_of(row, end) if end else None
    context = {
        "breadcrumb": file_pages.crumbs(
            request, Crumb(_("Earlier versions"), reverse("casework:history", args=[file_id])), _("Versions")
        ),
        "title": versions.kept_as(kind).title(row),
        "versions": [versions.shown(view) for view in found],
        "day": day,
        "then": versions.pairs(kind, then) if then else [],
        "asked": bool(request.GET.get("at")),
        "restore_url": reverse("casework:restore", args=[file_id, kind, object_id]),
        "may_write": file_pages.opens(request, versions.kept_as(kind).facet, Action.UPDATE),
        "newest": found[0].number if found else 0,
    }
    return render(request, "casework/history.html", context)


@declare.in_file(Facet.PLAN)
@require_POST
def restore(request: FileRequest, file_id: uuid.UUID, kind: str, object_id: uuid.UUID) -> HttpResponse:
    """Bring the wording of an earlier version back."""
    row = versions.find(request, kind, object_id)
    number = request.POST.get("number", "")
    if not number.isdigit() or len(number) > 9:
        raise Http404
    ok, _changed = file_pages.saved(
        request,
        None,
        lambda: actions.restore_version(by=request.actor, row=row, number=int(number)),
    )
    address = versions.address(file_id, kind, object_id)
    return file_pages.finish(request, _("The earlier version is back."), address) if ok else redirect(address)

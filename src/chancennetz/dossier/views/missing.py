"""Missing documents: noted in the file, and listed over all files that are open to the reader."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from chancennetz.access import declare, file_pages
from chancennetz.access.constants import Action, Facet, ObjectType
from chancennetz.access.http import FileRequest, Request
from chancennetz.core import time
from chancennetz.core.errors import StaleVersion
from chancennetz.dossier import actions, queries
from chancennetz.dossier.constants import MissingReason, MissingState
from chancennetz.dossier.forms import MissingForm
from chancennetz.dossier.models import MissingDocument
from chancennetz.ui import answering
from chancennetz.ui.parts import Crumb
from chancennetz.ui.tables import Column, Filter, Table

_YES = "yes"


def _yes(holds: bool) -> str:
    return _YES if holds else ""


def _what(row: queries.MissingRow) -> str:
    return " · ".join(part for part in (row.what, row.needed_for) if part)


def _why(row: queries.MissingRow) -> str:
    words = [str(row.reason.label)]
    if row.holds_up:
        words.append(_("decision held up"))
    return " · ".join(words)


class MissingTable(Table):
    """What is missing, over all files that are open to the reader."""

    caption = gettext_lazy("Missing documents")
    columns = (
        Column("family", gettext_lazy("Family"), head=True, url=lambda row: _letters(row.file_id)),
        Column("what", gettext_lazy("What is missing"), value=_what),
        Column("reason", gettext_lazy("Why"), value=_why),
        Column("asked_on", gettext_lazy("Asked for on"), kind="date"),
        Column("due_on", gettext_lazy("Until"), kind="date"),
    )
    filename = "missing"
    files = False
    empty_title = gettext_lazy("Nothing is missing")
    empty_text = gettext_lazy("When an application waits for a document, note it in the family file under Letters.")
    empty_icon = "file-check"

    def __init__(self, rows: Sequence[queries.MissingRow], request: Request) -> None:
        super().__init__(rows, request)
        self.filters = _filters(rows)


def _filters(rows: Sequence[queries.MissingRow]) -> list[Filter]:
    """Offer only what divides the list: on a phone every chip takes room."""
    found = [
        Filter("late", _("Until"), [(_YES, _("Day has passed"))], of=lambda row: _yes(row.is_overdue)),
        Filter("held", _("Decision"), [(_YES, _("Held up"))], of=lambda row: _yes(row.holds_up)),
    ]
    there = {row.reason for row in rows}
    reasons = [(one.value, one.label) for one in MissingReason if one in there]
    if len(reasons) > 1:
        found.append(Filter("why", _("Why"), reasons, of=lambda row: row.reason.value))
    return [one for one in found if {_filter_value(one, row) for row in rows} & {key for key, _label in one.choices}]


def _filter_value(one: Filter, row: queries.MissingRow) -> str:
    return str(one.of(row)) if one.of else ""


@declare.on(ObjectType.CASELOAD, Action.LIST)
def overview(request: Request) -> HttpResponse:
    """All cases in which a document is missing, and why."""
    rows = queries.missing_everywhere(request.actor)
    families = {row.file_id for row in rows}
    context = {"table": MissingTable(rows, request), "families": len(families), "number": len(rows)}
    return render(request, "dossier/missing.html", context)


def _letters(file_id: uuid.UUID) -> str:
    return reverse("dossier:letters", args=[file_id])


def _page(request: FileRequest, form: MissingForm, title: str) -> HttpResponse:
    return file_pages.form_page(
        request,
        form,
        title=title,
        submit=_("Save"),
        cancel=_letters(request.file.pk),
        breadcrumb=file_pages.crumbs(request, Crumb(_("Letters"), _letters(request.file.pk)), title),
    )


def _values(form: MissingForm) -> actions.MissingValues:
    data: dict[str, Any] = {name: value for name, value in form.cleaned_data.items() if name != "version"}
    return actions.MissingValues(**data | {"reason": MissingReason(data["reason"])})


@declare.in_file(Facet.DOCUMENT, read=Action.CREATE, write=Action.CREATE)
def new(request: FileRequest, file_id: uuid.UUID) -> HttpResponse:
    """Note that a document is missing."""
    if request.method == "POST" and (again := file_pages.already_done(request)):
        return again
    form = MissingForm(request.POST or None, initial={"asked_on": time.today(), "reason": MissingReason.ASKED})
    if form.is_bound and form.is_valid():
        ok, _row = file_pages.saved(
            request, form, lambda: actions.note_missing(by=request.actor, file=request.file, values=_values(form))
        )
        if ok:
            return file_pages.finish(request, _("Noted."), _letters(file_id))
    return _page(request, form, _("A document is missing"))


def _find(request: FileRequest, missing_id: uuid.UUID) -> MissingDocument:
    return answering.or_404(queries.find_missing(request.file, missing_id))


@declare.in_file(Facet.DOCUMENT, read=Action.UPDATE, write=Action.UPDATE)
def change(request: FileRequest, file_id: uuid.UUID, missing_id: uuid.UUID) -> HttpResponse:
    """Change what is known about a missing document."""
    row = _find(request, missing_id)
    names = ("what", "needed_for", "reason", "holds_up", "asked_on", "due_on", "version")
    form = MissingForm(request.POST or None, initial={name: getattr(row, name) for name in names})
    if form.is_bound and form.is_valid():
        expected = form.cleaned_data["version"] or 0
        try:
            ok, _row = file_pages.saved(
                request,
                form,
                lambda: actions.change_missing(by=request.actor, row=row, values=_values(form), expected=expected),
            )
        except StaleVersion:
            form.add_error(None, _("Somebody has changed this meanwhile. Please open it again."))
            ok = False
        if ok:
            return file_pages.finish(request, _("Saved."), _letters(file_id))
    return _page(request, form, _("A document is missing"))


@declare.in_file(Facet.DOCUMENT, write=Action.UPDATE)
@require_POST
def settle(request: FileRequest, file_id: uuid.UUID, missing_id: uuid.UUID) -> HttpResponse:
    """It has arrived, it is not needed any more, or it is missing after all (`state`)."""
    row, wanted = _find(request, missing_id), request.POST.get("state", "")
    if wanted not in MissingState.values:
        raise Http404
    actions.settle_missing(by=request.actor, row=row, state=MissingState(wanted))
    return file_pages.finish(request, _("Saved."), _letters(file_id))

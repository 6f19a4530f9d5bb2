"""The end of a case, closing after aftercare, and beginning again."""

from __future__ import annotations

import uuid

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from chancennetz.access import declare, file_pages
from chancennetz.access.constants import Action, Facet, FileState
from chancennetz.access.http import FileRequest
from chancennetz.access.models import FamilyFile
from chancennetz.casework import queries as casework
from chancennetz.casework.constants import ExitReason
from chancennetz.casework.models import Case
from chancennetz.closure import actions, queries
from chancennetz.closure.forms import EndForm, FinishForm, ReopenForm
from chancennetz.core import time
from chancennetz.handovers import file_pages as pages
from chancennetz.handovers.queries.work import open_work
from chancennetz.participation import queries as participation
from chancennetz.ui import answering


def _case(request: FileRequest) -> Case:
    return answering.or_404(casework.case_of(request.file))


def _overview(file: FamilyFile) -> str:
    return reverse("handovers:overview", args=[file.pk])


@declare.in_file(Facet.FRAME, read=Action.END, write=Action.END)
def end(request: FileRequest, file_id: uuid.UUID) -> HttpResponse:
    """End the work with a family: what is still open, the last day, aftercare."""
    file: FamilyFile = request.file
    row = _case(request)
    if row.exit_on is not None:
        return redirect("closure:aftercare", file_id=file_id)
    work = open_work(file)
    form = EndForm(request.POST or None, to_settle=_to_settle(work.to_settle), initial=_initial(file, row))
    if form.is_bound and form.is_valid():
        data = form.cleaned_data
        start = (data["aftercare_from"] or data["exit_on"]) if data["aftercare"] else None
        ok, _row = pages.saved(
            request,
            form,
            lambda: actions.end_case(
                by=request.actor,
                case=row,
                exit_on=data["exit_on"],
                reason=ExitReason(data["reason"]),
                aftercare_from=start,
                settle=data.get("settle", False),
                expected=form.expected or None,
            ),
        )
        if ok:
            text = _("The counselling has ended. The contacts afterwards are planned.")
            closed = _("The case is closed. It can still be read.")
            return file_pages.finish(request, closed if start is None else text, _overview(file))
    context = {
        "breadcrumb": pages.crumbs(request, _("End the case")),
        "file": file,
        "form": form,
        "work": work,
        "card": queries.card_of(file),
        "wants_aftercare": queries.wants_aftercare(file),
    }
    return answering.show(request, "closure/end.html", context, form)


def _initial(file: FamilyFile, row: Case) -> dict[str, object]:
    last_day = queries.last_day_of_taking_part(file) or time.today()  # said once already, with the participation
    return {"exit_on": last_day, "version": row.version, "aftercare": queries.wants_aftercare(file)}


def _to_settle(number: int) -> str:
    if not number:
        return ""
    text = ngettext(
        "Finish the %(number)d open task or appointment with it",
        "Finish the %(number)d open tasks and appointments with it",
        number,
    )
    return text % {"number": number}


@declare.in_file(Facet.FRAME, read=Action.END, write=Action.END)
def finish(request: FileRequest, file_id: uuid.UUID) -> HttpResponse:
    """Close the file after aftercare."""
    row = _case(request)
    if row.exit_on is None:
        return redirect("closure:end", file_id=file_id)
    form = FinishForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        ok, _row = pages.saved(
            request,
            form,
            lambda: actions.finish_aftercare(by=request.actor, case=row, settle=form.cleaned_data["settle"]),
        )
        if ok:
            return file_pages.finish(request, _("The case is closed. It can still be read."), _overview(request.file))
    return file_pages.form_page(
        request,
        form,
        title=_("Close the file"),
        lead=_("Afterwards the file can be read, but nothing can be changed. You can open it again."),
        submit=_("Close the file"),
        icon="check",
        cancel=reverse("closure:aftercare", args=[file_id]),
        breadcrumb=pages.crumbs(request, _("Close the file")),
    )


@declare.in_file(Facet.FRAME, read=Action.APPROVE, write=Action.APPROVE)
def reopen(request: FileRequest, file_id: uuid.UUID) -> HttpResponse:
    """Begin again with a family."""
    del file_id
    file: FamilyFile = request.file
    row = _case(request)
    works = file_pages.opens(request, Facet.FRAME, Action.EXPORT)  # leads the case, also while the file is closed
    left = [one for one in participation.participants_of(file) if one.exit_on is not None] if works else []
    posted = request.POST if request.method == "POST" else None
    form = ReopenForm(posted, participants=[(one.pk, one.person.full_name) for one in left])
    if request.method == "POST" and form.is_valid():
        chosen = [one for one in left if str(one.pk) in form.cleaned_data.get("participants", [])]
        row.file = file
        ok, _row = pages.saved(request, form, lambda: actions.reopen(by=request.actor, case=row, participants=chosen))
        if ok:
            return file_pages.finish(request, _("The file is open again."), _overview(file))
    again = file.state == FileState.CLOSED
    return file_pages.form_page(
        request,
        form,
        title=_("Begin again"),
        lead=_("The file is opened again and the end is taken back.")
        if again
        else _("The end is taken back. Planned contacts afterwards fall away."),
        submit=_("Begin again"),
        icon="rotate-ccw",
        cancel=_overview(file),
        breadcrumb=pages.crumbs(request, _("Begin again")),
    )

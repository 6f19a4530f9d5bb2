"""Aftercare: the contacts after the end, what came of them, another day."""

from __future__ import annotations

import uuid

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from chancennetz.access import declare, file_pages
from chancennetz.access.constants import Action, Facet, FileState
from chancennetz.access.http import FileRequest
from chancennetz.access.models import FamilyFile
from chancennetz.casework import queries as casework
from chancennetz.closure import actions, queries
from chancennetz.closure.forms import AftercareForm, DayForm
from chancennetz.closure.models import AftercareContact
from chancennetz.core import time
from chancennetz.handovers import file_pages as pages
from chancennetz.ui import answering
from chancennetz.ui.parts import Crumb


def _address(file: FamilyFile) -> str:
    return reverse("closure:aftercare", args=[file.pk])


def _trail(request: FileRequest, last: str) -> list[Crumb]:
    return pages.crumbs(request, Crumb(_("Aftercare"), _address(request.file)), last)


@declare.in_file(Facet.CONTACT)
def overview(request: FileRequest, file_id: uuid.UUID) -> HttpResponse:
    """All contacts after the end, planned and held."""
    del file_id
    file: FamilyFile = request.file
    row = casework.case_of(file)
    found = queries.aftercare_of(file)
    planned = [one for one in found if one.held_on is None]
    ended = row is not None and row.exit_on is not None
    context = {
        "breadcrumb": pages.crumbs(request, _("Aftercare")),
        "file": file,
        "case": row,
        "planned": planned,
        "held": [one for one in found if one.held_on is not None],
        "today": time.today(),
        "may_write": file_pages.opens(request, Facet.CONTACT, Action.UPDATE) and file.state == FileState.OPEN,
        "may_finish": ended and not planned and file_pages.opens(request, Facet.FRAME, Action.END),
        "ended": ended,
    }
    return render(request, "closure/aftercare.html", context)


@declare.in_file(Facet.CONTACT, read=Action.CREATE, write=Action.CREATE)
def new(request: FileRequest, file_id: uuid.UUID) -> HttpResponse:
    """Plan one more contact."""
    del file_id
    file: FamilyFile = request.file
    form = DayForm(request.POST or None)
    if form.is_bound and form.is_valid():
        if again := file_pages.already_done(request):
            return again
        day = form.cleaned_data["due_on"]
        ok, _row = pages.saved(request, form, lambda: actions.add_aftercare(by=request.actor, file=file, due_on=day))
        if ok:
            return file_pages.finish(request, _("Planned."), _address(file))
    return file_pages.form_page(
        request,
        form,
        title=_("Plan a contact"),
        lead=_("The leading counsellor gets a task on that day."),
        submit=_("Plan"),
        icon="calendar-plus",
        cancel=_address(file),
        breadcrumb=_trail(request, _("Plan a contact")),
    )


def _find(request: FileRequest, aftercare_id: uuid.UUID) -> AftercareContact:
    return answering.or_404(queries.find_aftercare(request.file, aftercare_id))


@declare.in_file(Facet.CONTACT, read=Action.UPDATE)
def contact(request: FileRequest, file_id: uuid.UUID, aftercare_id: uuid.UUID) -> HttpResponse:
    """Write down what came of a contact."""
    del file_id
    file: FamilyFile = request.file
    row = _find(request, aftercare_id)
    initial = {
        "version": row.version,
        "held_on": row.held_on or time.today(),
        "reached": "no" if row.reached is False else "yes",
        "still_working": row.still_working,
        "note": row.note,
    }
    form = AftercareForm(request.POST or None, initial=initial)
    key = f"aftercare:{row.pk}"
    if form.is_bound and form.is_valid():
        data = form.cleaned_data
        result = actions.AftercareResult(data["held_on"], data["reached"] == "yes", data["still_working"], data["note"])
        ok, _row = pages.saved(
            request,
            form,
            lambda: actions.record_aftercare(
                by=request.actor, contact=row, result=result, expected=form.expected, again_on=data["again_on"]
            ),
            fields={"due_on": "again_on"},
        )
        if ok:
            return file_pages.finish(request, _("Saved."), _address(file), draft_key=key)
    title = capfirst(str(row.get_slot_display()))
    return file_pages.form_page(
        request,
        form,
        title=title,
        lead=_("Planned for %(day)s") % {"day": time.format_date(row.due_on)},
        submit=_("Save"),
        cancel=_address(file),
        draft_key=key,
        breadcrumb=_trail(request, title),
    )


@declare.in_file(Facet.CONTACT, read=Action.UPDATE)
def day(request: FileRequest, file_id: uuid.UUID, aftercare_id: uuid.UUID) -> HttpResponse:
    """Move a contact to another day."""
    del file_id
    row = _find(request, aftercare_id)
    if row.held_on is not None:
        return redirect(_address(request.file))
    form = DayForm(request.POST or None, initial={"due_on": row.due_on, "version": row.version})
    if form.is_bound and form.is_valid():
        ok, _row = pages.saved(
            request,
            form,
            lambda: actions.reschedule_aftercare(
                by=request.actor, contact=row, due_on=form.cleaned_data["due_on"], expected=form.expected
            ),
        )
        if ok:
            return file_pages.finish(request, _("The new day is noted."), _address(request.file))
    return file_pages.form_page(
        request,
        form,
        title=_("Another day"),
        submit=_("Save"),
        cancel=_address(request.file),
        breadcrumb=_trail(request, _("Another day")),
    )

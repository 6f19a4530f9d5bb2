"""Persons in programmes, and hours used against planned."""

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
from chancennetz.core import time
from chancennetz.monitoring import queries as monitoring
from chancennetz.monitoring.constants import BASIC_MODULE
from chancennetz.monitoring.models import Module, Partner
from chancennetz.participation import actions, queries
from chancennetz.participation.forms import EnrolForm, LeaveForm, ModuleForm
from chancennetz.participation.models import Participant
from chancennetz.people.queries import people_choices
from chancennetz.ui import answering
from chancennetz.ui.parts import Crumb


def _here(file_id: uuid.UUID) -> str:
    return reverse("participation:overview", args=[file_id])


def own_partner(file: FamilyFile) -> Partner | None:
    """Return the file's organisation as partner of the running programme, None when it takes part in none."""
    programme = monitoring.current_programme()
    return monitoring.partner_of(programme, file.organisation_id) if programme is not None else None


@declare.in_file(Facet.CONTACT)
def overview(request: FileRequest, file_id: uuid.UUID) -> HttpResponse:
    """Who takes part, and one bar per module."""
    file: FamilyFile = request.file
    participants = queries.participants_of(file)
    partners = queries.present_partners(participants)
    context = {
        "breadcrumb": file_pages.crumbs(request, _("Participation and hours")),
        "file": file,
        "hours": queries.hours_of(file),
        "participants": [(row, partners[row.pk]) for row in participants],
        "labels": dict(Module.objects.values_list("key", "label")),
        "names_open": file_pages.opens(request, Facet.IDENTITY),
        "may_write": file_pages.opens(request, Facet.CONTACT, Action.UPDATE),
        "enrol_url": reverse("participation:enrol", args=[file_id]),
    }
    return render(request, "participation/overview.html", context)


@declare.in_file(Facet.CONTACT, read=Action.CREATE, write=Action.CREATE)
def enrol(request: FileRequest, file_id: uuid.UUID) -> HttpResponse:
    """A person begins in the programme."""
    file: FamilyFile = request.file
    again = file_pages.already_done(request) if request.method == "POST" else None
    if again is not None:
        return again
    partner = own_partner(file)
    if partner is None:
        context = {"breadcrumb": file_pages.crumbs(request, _("Participation and hours")), "back": _here(file_id)}
        return render(request, "participation/no_programme.html", context)
    taking = {row.person_id for row in queries.participants_of(file)}
    people = [(one, name) for one, name in people_choices(file) if one not in taking]
    more: dict[str, Any] = {"people": people, "modules": queries.module_choices(partner)}
    initial = {"entry_on": time.today(), "modules": [BASIC_MODULE]}
    form = EnrolForm(request.POST, **more) if request.method == "POST" else EnrolForm(initial=initial, **more)
    if form.is_bound and form.is_valid():
        data = form.cleaned_data
        ok, _row = file_pages.saved(
            request,
            form,
            lambda: actions.enrol(
                by=request.actor,
                file=file,
                person_id=uuid.UUID(data["person"]),
                partner=partner,
                entry_on=data["entry_on"],
                modules=data["modules"] or [BASIC_MODULE],
            ),
        )
        if ok:
            return file_pages.finish(request, _("Saved. The hours count from the first day."), _here(file_id))
    return _page(request, form, _("Begin in the programme"), _("Save"))


def _page(request: FileRequest, form: Any, title: str, submit: str) -> HttpResponse:
    file: FamilyFile = request.file
    middle = Crumb(_("Participation and hours"), _here(file.pk))
    return file_pages.form_page(
        request,
        form,
        title=title,
        submit=submit,
        cancel=_here(file.pk),
        breadcrumb=file_pages.crumbs(request, middle, title),
    )


def _participant(request: FileRequest, participant_id: uuid.UUID) -> Participant:
    rows = queries.participants_of(request.file)
    return answering.or_404(next((row for row in rows if row.id == participant_id), None))


@declare.in_file(Facet.CONTACT, read=Action.UPDATE)
def module(request: FileRequest, file_id: uuid.UUID, participant_id: uuid.UUID) -> HttpResponse:
    """A participant begins another module."""
    row = _participant(request, participant_id)
    more = {"modules": [one for one in queries.module_choices(row.partner) if one[0] not in row.modules]}
    form = (
        ModuleForm(request.POST, **more)
        if request.method == "POST"
        else ModuleForm(initial={"start": time.today()}, **more)
    )
    if form.is_bound and form.is_valid():
        data = form.cleaned_data
        ok, _row = file_pages.saved(
            request,
            form,
            lambda: actions.add_module(by=request.actor, participant=row, module=data["module"], start=data["start"]),
        )
        if ok:
            return file_pages.finish(request, _("Saved."), _here(file_id))
    return _page(request, form, _("Begin another module"), _("Save"))


@declare.in_file(Facet.CONTACT, read=Action.UPDATE)
def leave(request: FileRequest, file_id: uuid.UUID, participant_id: uuid.UUID) -> HttpResponse:
    """A participant leaves the programme."""
    row = _participant(request, participant_id)
    form = LeaveForm(request.POST) if request.method == "POST" else LeaveForm(initial={"exit_on": time.today()})
    if form.is_bound and form.is_valid():
        day = form.cleaned_data["exit_on"]
        ok, _row = file_pages.saved(
            request,
            form,
            lambda: actions.leave_programme(by=request.actor, participant=row, exit_on=day),
        )
        if ok:
            return file_pages.finish(request, _("Saved."), _here(file_id))
    return _page(request, form, _("Leave the programme"), _("Save the last day"))

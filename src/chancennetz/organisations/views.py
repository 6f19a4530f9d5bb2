"""Pages of organisations: list, one organisation with its units, create, change, end, import."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from chancennetz.audit.actions import record
from chancennetz.audit.constants import EntryKind
from chancennetz.core import gate, time
from chancennetz.core.actor import Actor
from chancennetz.core.errors import StaleVersion
from chancennetz.core.http import Request
from chancennetz.organisations import actions, queries
from chancennetz.organisations.actions_import import import_organisations
from chancennetz.organisations.conflicts import conflict_page
from chancennetz.organisations.constants import OrganisationKind
from chancennetz.organisations.forms import EndForm, OrganisationForm, SearchForm, UnitForm
from chancennetz.organisations.models import Organisation, Unit
from chancennetz.organisations.tables import EditableUnitTable, OrganisationTable, UnitTable
from chancennetz.ui import feedback, parts
from chancennetz.ui.parts import Crumb
from chancennetz.ui.upload import ImportPage, import_page

_TYPE = "organisation"


def _actor(request: Request) -> Actor:
    return request.actor


def _organisation(organisation_id: uuid.UUID) -> Organisation:
    organisation = queries.by_id(organisation_id)
    if organisation is None:
        raise Http404
    return organisation


def _unit(unit_id: uuid.UUID) -> Unit:
    unit = queries.unit_by_id(unit_id)
    if unit is None:
        raise Http404
    return unit


def _trail(*crumbs: Crumb) -> list[Crumb]:
    return [Crumb(_("Organisations"), reverse("organisations:list")), *crumbs]


def _page(organisation: Organisation) -> str:
    return reverse("organisations:detail", args=[organisation.pk])


@require_GET
@gate.needs(_TYPE, "list")
def organisation_list(request: Request) -> HttpResponse:
    """All organisations: search, filter, sort, files for those who may export."""
    form = SearchForm(request.GET)
    asked = form.cleaned_data if form.is_valid() else {}
    table = OrganisationTable(queries.listed(asked.get("search", ""), with_ended=asked.get("ended", False)), request)
    if not gate.allows(_actor(request), "export", _TYPE):
        table.files = False
        if "format" in request.GET:
            raise Http404
    elif file := table.download():
        record(kind=EntryKind.EXPORT, by=_actor(request), action="organisations.export", object_type=_TYPE)
        return file
    may_change = gate.allows(_actor(request), "create", _TYPE)
    if may_change:
        table.empty_action = parts.Action(_("New organisation"), reverse("organisations:new"), "plus")
    context = {"table": table, "form": form, "may_change": may_change, "searched": bool(asked.get("search"))}
    return render(request, "organisations/list.html", context)


@require_GET
@gate.needs(_TYPE, "read")
def organisation_detail(request: Request, organisation_id: uuid.UUID) -> HttpResponse:
    """One organisation with its contact points and teams."""
    organisation = _organisation(organisation_id)
    may_change = gate.allows(_actor(request), "update", _TYPE)
    period = _("since %(first)s") % {"first": time.format_date(organisation.valid_from)}
    if organisation.valid_to:
        words = {"first": time.format_date(organisation.valid_from), "last": time.format_date(organisation.valid_to)}
        period = _("%(first)s to %(last)s") % words
    context = {
        "organisation": organisation,
        "facts": [
            (_("Short name"), organisation.short_name),
            (_("Municipality key"), organisation.municipality_key),
            (_("Website"), organisation.website),
            (_("Phone"), organisation.phone),
            (_("E-mail address"), organisation.email),
            (_("Exists"), period),
            (_("Note"), organisation.note),
        ],
        "kind": OrganisationKind(organisation.kind).label,
        "units": (EditableUnitTable if may_change else UnitTable)(queries.units(organisation.pk), request),
        "may_change": may_change,
        "ended": organisation.valid_to is not None and organisation.valid_to < time.today(),
        "breadcrumb": _trail(Crumb(organisation.name)),
    }
    return render(request, "organisations/detail.html", context)


def _form_page(
    request: Request,
    form: forms.Form,
    save: Callable[[], str],
    *,
    conflict: Callable[[], HttpResponse] | None = None,
    **context: Any,
) -> HttpResponse:
    """Show a form; on POST save and go where `save` says. Errors keep the input, a conflict shows both versions."""
    if request.method == "POST" and form.is_valid():
        try:
            return redirect(save())
        except ValidationError as error:
            form.add_error(None, error)
        except StaleVersion:
            if conflict is None:
                raise
            return conflict()
    return render(request, "organisations/form.html", {"form": form, **context}, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@gate.needs(_TYPE, "create", write="create")
def organisation_new(request: Request) -> HttpResponse:
    """Create an organisation."""
    form = OrganisationForm(request.POST if request.method == "POST" else None)

    def save() -> str:
        organisation = actions.create_organisation(by=_actor(request), **form.values())
        feedback.confirm(request, _("%(name)s is here now.") % {"name": organisation.name})
        return _page(organisation)

    return _form_page(
        request,
        form,
        save,
        title=_("New organisation"),
        submit=_("Create organisation"),
        cancel=reverse("organisations:list"),
        breadcrumb=_trail(Crumb(_("New organisation"))),
    )


@require_http_methods(["GET", "POST"])
@gate.needs(_TYPE, "update", write="update")
def organisation_change(request: Request, organisation_id: uuid.UUID) -> HttpResponse:
    """Change an organisation. Whoever saves second sees both versions; nothing is lost."""
    organisation = _organisation(organisation_id)
    form = OrganisationForm(request.POST) if request.method == "POST" else OrganisationForm.of(organisation)
    address = _page(organisation)

    def save() -> str:
        expected = form.cleaned_data["version"] or organisation.version
        actions.change_organisation(by=_actor(request), organisation=organisation, expected=expected, **form.values())
        feedback.confirm(request, _("Saved."))
        return address

    def conflict() -> HttpResponse:
        return conflict_page(request, form, _organisation(organisation_id), title=organisation.name, url=address)

    return _form_page(
        request,
        form,
        save,
        conflict=conflict,
        title=_("Change %(name)s") % {"name": organisation.name},
        submit=_("Save"),
        cancel=address,
        breadcrumb=_trail(Crumb(organisation.name, address), Crumb(_("Change"))),
    )


@require_http_methods(["GET", "POST"])
@gate.needs(_TYPE, "end", write="end")
def organisation_end(request: Request, organisation_id: uuid.UUID) -> HttpResponse:
    """End an organisation with a last day."""
    organisation = _organisation(organisation_id)
    form = EndForm(request.POST if request.method == "POST" else None)
    address = _page(organisation)

    def save() -> str:
        actions.end_organisation(by=_actor(request), organisation=organisation, last_day=form.cleaned_data["last_day"])
        feedback.confirm(request, _("%(name)s has a last day now.") % {"name": organisation.name})
        return address

    return _form_page(
        request,
        form,
        save,
        title=_("End %(name)s") % {"name": organisation.name},
        lead=_("Its contact points end with it. In everything that was, it stays."),
        submit=_("End organisation"),
        cancel=address,
        breadcrumb=_trail(Crumb(organisation.name, address), Crumb(_("End"))),
    )


@require_http_methods(["GET", "POST"])
@gate.needs(_TYPE, "create", write="create")
def unit_new(request: Request, organisation_id: uuid.UUID) -> HttpResponse:
    """Add a contact point, team or outpost."""
    organisation = _organisation(organisation_id)
    form = UnitForm(request.POST if request.method == "POST" else None)
    address = _page(organisation)

    def save() -> str:
        unit = actions.add_unit(by=_actor(request), organisation=organisation, **form.values())
        feedback.confirm(request, _("%(name)s is here now.") % {"name": unit.name})
        return address

    return _form_page(
        request,
        form,
        save,
        title=_("New contact point of %(name)s") % {"name": organisation.name},
        submit=_("Add contact point"),
        cancel=address,
        breadcrumb=_trail(Crumb(organisation.name, address), Crumb(_("New contact point"))),
    )


@require_http_methods(["GET", "POST"])
@gate.needs(_TYPE, "update", write="update")
def unit_change(request: Request, unit_id: uuid.UUID) -> HttpResponse:
    """Change a contact point, team or outpost."""
    unit = _unit(unit_id)
    form = UnitForm(request.POST) if request.method == "POST" else UnitForm.of(unit)
    address = _page(unit.organisation)

    def save() -> str:
        expected = form.cleaned_data["version"] or unit.version
        actions.change_unit(by=_actor(request), unit=unit, expected=expected, **form.values())
        feedback.confirm(request, _("Saved."))
        return address

    def conflict() -> HttpResponse:
        return conflict_page(request, form, _unit(unit_id), title=unit.name, url=address)

    return _form_page(
        request,
        form,
        save,
        conflict=conflict,
        title=_("Change %(name)s") % {"name": unit.name},
        submit=_("Save"),
        cancel=address,
        breadcrumb=_trail(Crumb(unit.organisation.name, address), Crumb(unit.name)),
    )


@require_http_methods(["GET", "POST"])
@gate.needs(_TYPE, "end", write="end")
def unit_end(request: Request, unit_id: uuid.UUID) -> HttpResponse:
    """End a contact point, team or outpost with a last day."""
    unit = _unit(unit_id)
    form = EndForm(request.POST if request.method == "POST" else None)
    address = _page(unit.organisation)

    def save() -> str:
        actions.end_unit(by=_actor(request), unit=unit, last_day=form.cleaned_data["last_day"])
        feedback.confirm(request, _("%(name)s has a last day now.") % {"name": unit.name})
        return address

    return _form_page(
        request,
        form,
        save,
        title=_("End %(name)s") % {"name": unit.name},
        submit=_("End contact point"),
        cancel=address,
        breadcrumb=_trail(Crumb(unit.organisation.name, address), Crumb(unit.name)),
    )


@require_http_methods(["GET", "POST"])
@gate.needs(_TYPE, "create", write="create")
def import_view(request: Request) -> HttpResponse:
    """Import organisations from a CSV file: check, see what would happen, confirm."""
    by = _actor(request)
    page = ImportPage(
        title=_("Import organisations"),
        lead=_("Many organisations at once from a file. First you see what would happen."),
        run=lambda data, dry_run: import_organisations(by=by, data=data, dry_run=dry_run),
        done_url=reverse("organisations:list"),
        accept=".csv,text/csv",
        rules=(
            _("CSV in UTF-8 with a head row; the columns name (Name) and kind (Art) are needed."),
            _("Also: Kurzname, Gemeindeschlüssel, Internetseite, Telefon, E-Mail, Notiz, seit."),
            _("An organisation that is here already is found by its name and brought up to date."),
        ),
        breadcrumb=_trail(Crumb(_("Import"))),
    )
    return import_page(request, page)

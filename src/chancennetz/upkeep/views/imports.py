"""Import of tables: choose a mapping and a file, see what would happen, confirm."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from chancennetz.access import declare
from chancennetz.access.constants import Action, ObjectType
from chancennetz.access.http import Request
from chancennetz.offerediting.offer_pages import trail
from chancennetz.ui.parts import Crumb
from chancennetz.ui.upload import ImportPage, import_page
from chancennetz.upkeep import mapping as mappings
from chancennetz.upkeep.actions.imports import import_table

_SERVICE = ObjectType.SERVICE


@require_GET
@declare.on(_SERVICE, Action.APPROVE)
def choose(request: Request) -> HttpResponse:
    """Which kind of file it is."""
    names = {"nrw-schulen": _("Schools of North Rhine-Westphalia"), "offers": _("Table of offers with German columns")}
    rows = [(names.get(name, name), reverse("upkeep:import_table", args=[name])) for name in mappings.shipped()]
    return render(request, "upkeep/import.html", {"rows": rows, "breadcrumb": trail(Crumb(_("Import")))})


@require_http_methods(["GET", "POST"])
@declare.on(_SERVICE, Action.APPROVE, write=Action.APPROVE)
def table(request: Request, slug: str) -> HttpResponse:
    """One import with a shipped mapping: check, see what would happen, confirm."""
    path = mappings.shipped().get(slug)
    if path is None:
        raise Http404
    mapping = mappings.load(path.read_bytes())
    page = ImportPage(
        title=_("Import offers"),
        lead=_("Many offers at once from a file. First you see what would happen."),
        run=lambda data, dry_run: import_table(by=request.actor, data=data, mapping=mapping, dry_run=dry_run),
        done_url=reverse("offerediting:list"),
        accept=".csv,.xlsx,text/csv",
        rules=(
            _("CSV in UTF-8 or Excel (.xlsx) with a head row."),
            _("Columns: %(columns)s.") % {"columns": ", ".join(sorted(mapping.columns()))},
            _("An offer that came with an earlier import is found by its number and brought up to date."),
        ),
        breadcrumb=trail(Crumb(_("Import"), reverse("upkeep:import")), Crumb(slug)),
    )
    return import_page(request, page)

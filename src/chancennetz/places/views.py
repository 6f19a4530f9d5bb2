"""Pages of areas: list with map, one area with its history, import."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from chancennetz.core import gate, time
from chancennetz.core.http import Request
from chancennetz.figures import maps
from chancennetz.places import queries
from chancennetz.places.actions import import_areas
from chancennetz.places.constants import AreaLevel
from chancennetz.places.models import Area
from chancennetz.places.tables import AreaTable, HistoryTable, address
from chancennetz.ui import formats, parts
from chancennetz.ui.upload import ImportPage, import_page


def _map(areas: Sequence[Area], title: str, chosen: Area | None = None) -> maps.Map | None:
    """Draw areas with their size in words; None when none of them has an outline. `chosen` stands out."""
    drawn = [area for area in areas if area.geometry]
    if not drawn:
        return None
    shown = [
        maps.Area(
            area.name,
            area.geometry or {},
            text=_("%(size)s km²") % {"size": formats.number(area.square_kilometres or 0, 1)},
            level=3 if chosen is not None and area.pk == chosen.pk else 1,
            url=address(area),
        )
        for area in drawn
    ]
    note = _("As of %(day)s. Areas measured on the ellipsoid WGS84.") % {"day": time.format_date(time.today())}
    return maps.build(title, attribution=queries.attribution(drawn), areas=shown, note=note)


@require_GET
@gate.needs("area", "list")
def area_list(request: Request) -> HttpResponse:
    """All areas of today: map and table."""
    areas = list(queries.areas_on())
    table = AreaTable(areas, request)
    if file := table.download():
        return file
    towns = [area for area in areas if area.level == AreaLevel.MUNICIPALITY]
    title = ngettext("%(count)s town or municipality", "%(count)s towns and municipalities", len(towns))
    may_import = gate.allows(request.actor, "create", "area")
    if may_import:
        table.empty_action = parts.Action(_("Import areas"), reverse("places:import"), "upload")
    return render(
        request,
        "places/list.html",
        {
            "table": table,
            "map": _map(towns, title % {"count": formats.number(len(towns))}),
            "may_import": may_import,
            "has_areas": bool(areas),
        },
    )


@require_GET
@gate.needs("area", "read")
def area_detail(request: Request, area_id: uuid.UUID) -> HttpResponse:
    """One area: where it lies, what belongs to it, its outlines over time."""
    area = queries.by_id(area_id)
    if area is None:
        raise Http404
    day = time.today() if area.is_valid_on(time.today()) else area.valid_from
    below = queries.children(area, day)
    around = below or (queries.children(area.parent, day) if area.parent else [])
    shown = around if any(one.pk == area.pk for one in around) or below else [*around, area]
    facts = [
        (_("Key"), area.key),
        (_("Level"), AreaLevel(area.level).label),
        (_("Belongs to"), area.parent.name if area.parent else ""),
        (_("Area"), _size(area, below)),
        (_("Valid"), _period(area)),
        (_("Outline by"), area.source),
    ]
    return render(
        request,
        "places/detail.html",
        {
            "area": area,
            "level": AreaLevel(area.level).label,
            "facts": facts,
            "below": AreaTable(below, request) if below else None,
            "history": HistoryTable(queries.history(area), request, prefix="h"),
            "map": _map(shown, area.name, area),
            "ended": area.valid_to is not None and area.valid_to < time.today(),
            "breadcrumb": [parts.Crumb(_("Areas"), reverse("places:list")), parts.Crumb(area.name)],
        },
    )


def _size(area: Area, below: Sequence[Area]) -> str:
    """The area's own size, or that of the areas it groups when it has no outline."""
    size = area.square_kilometres or sum(one.square_kilometres or 0 for one in below)
    return _("%(size)s km²") % {"size": formats.number(size, 2)} if size else ""


def _period(area: Area) -> str:
    first = time.format_date(area.valid_from)
    if area.valid_to is None:
        return _("since %(first)s") % {"first": first}
    return _("%(first)s to %(last)s") % {"first": first, "last": time.format_date(area.valid_to)}


@require_http_methods(["GET", "POST"])
@gate.needs("area", "create", write="create")
def import_view(request: Request) -> HttpResponse:
    """Import areas from a GeoJSON file: check, see what would happen, confirm."""
    by = request.actor
    page = ImportPage(
        title=_("Import areas"),
        lead=_("Towns, social spaces or blocks from a file. First you see what would happen."),
        run=lambda data, dry_run: import_areas(by=by, data=data, dry_run=dry_run),
        done_url=reverse("places:list"),
        accept=".geojson,.json,application/geo+json",
        rules=(
            _("GeoJSON in UTF-8 and WGS84, longitude first, one feature for each area."),
            _("The official key stands in the column AGS (8 digits with leading zero), the name in GEN."),
            _("A changed outline begins a new period; the old one stays in the history."),
            _("Who made the outlines stands in “attribution”, for example “© GeoBasis-DE / BKG (Daten verändert)”."),
        ),
        breadcrumb=[parts.Crumb(_("Areas"), reverse("places:list")), parts.Crumb(_("Import"))],
    )
    return import_page(request, page)

"""The resource map on one page: what carries the family, the picture with its table, every area."""

from __future__ import annotations

import uuid

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from chancennetz.access import declare, file_pages
from chancennetz.access.constants import Action, Facet
from chancennetz.access.http import FileRequest
from chancennetz.assessments.constants import SECTION_FACETS
from chancennetz.casework.constants import LifeArea
from chancennetz.people.queries import contact_lines
from chancennetz.resourcemap import queries
from chancennetz.resourcemap.constants import ResourceLevel
from chancennetz.resourcemap.picture import draw
from chancennetz.resourcemap.views.parts import area_views, note, picture_words, share_sentence, unnamed_sentence


@declare.in_file(Facet.INTAKE)
def overview(request: FileRequest, file_id: uuid.UUID) -> HttpResponse:
    """The whole map: what carries the family, the picture with its table, and every area."""
    file = request.file
    facets = file_pages.opened(request, SECTION_FACETS)
    number = request.GET.get("version", "")
    wanted = int(number) if number.isascii() and number.isdigit() and len(number) < 9 else None
    view = queries.map_of(file, wanted, facets)
    if wanted is not None and view.number == 0:
        raise Http404
    note(request, view)
    share = queries.share_of(view)
    picture = draw(view)
    is_old = wanted is not None and wanted < queries.newest_number(file)
    may_write = file_pages.opens(request, Facet.INTAKE, Action.UPDATE) and not is_old
    plan_open = file_pages.opens(request, Facet.PLAN)
    planned = queries.linked_goals(file, view) if plan_open else {}
    context = {
        "breadcrumb": file_pages.crumbs(request, _("Resource map")),
        "file": file,
        "view": view,
        "wanted": wanted if is_old else None,
        "share": share_sentence(share),
        "share_percent": share.percent,
        "unnamed": unnamed_sentence(share),
        "picture": picture,
        "alt": picture_words(view),
        "levels": list(ResourceLevel),
        "entries": [(one.number, one.area.label, one.resource) for one in picture.entries],
        "areas": area_views(file.pk, view, queries.ratings_of(file, facets), planned),
        "closed": [area.label for area in LifeArea if area not in view.areas],
        "may_write": may_write,
        "may_plan": may_write and file_pages.opens(request, Facet.PLAN, Action.CREATE),
        "plan_open": plan_open,
        "may_print": file_pages.opens(request, Facet.INTAKE, Action.EXPORT),
        "safe": contact_lines(file) if file_pages.opens(request, Facet.IDENTITY) else [],
    }
    return render(request, "resourcemap/map.html", context)

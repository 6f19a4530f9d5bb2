"""Prints: the map, the card. Every one is logged."""

from __future__ import annotations

import uuid

from django.http import HttpResponse
from django.utils.translation import gettext as _

from chancennetz.access import declare, file_pages
from chancennetz.access.constants import Action, Facet, RelationKind
from chancennetz.access.http import FileRequest, Request
from chancennetz.access.queries import team_among
from chancennetz.assessments.actions import record_printed
from chancennetz.assessments.constants import SECTION_FACETS
from chancennetz.resourcemap import exports, queries
from chancennetz.resourcemap.constants import AREA_FACETS
from chancennetz.resourcemap.views.parts import area_views, picture_words, share_sentence


def _answer(content: bytes, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    return response


def _large(request: Request) -> bool:
    return request.GET.get("large") == "1"


@declare.in_file(Facet.INTAKE, read=Action.EXPORT)
def map_pdf(request: FileRequest, file_id: uuid.UUID) -> HttpResponse:
    """The resource map in the county's columns, with its picture."""
    file = request.file
    facets = file_pages.opened(request, SECTION_FACETS)
    view = queries.map_of(file, None, facets)
    shown = frozenset(AREA_FACETS[area] for area, content in view.areas.items() if not content.is_empty)
    record_printed(by=request.actor, file=file, what="resource_map", facets=shown)
    planned = queries.linked_goals(file, view) if file_pages.opens(request, Facet.PLAN) else {}
    areas = area_views(file_id, view, queries.ratings_of(file, facets), planned)
    content = exports.map_pdf(
        file,
        view,
        areas,
        share_sentence(queries.share_of(view)),
        picture_words(view),
        names=file_pages.opens(request, Facet.IDENTITY),
        coach=_lead(request)[0],
        large_print=_large(request),
    )
    return _answer(content, _("Resource map") + f"-{file.number}")


@declare.in_file(Facet.INTAKE, read=Action.EXPORT)
def card_pdf(request: FileRequest, file_id: uuid.UUID) -> HttpResponse:
    """The card to take along."""
    del file_id
    file = request.file
    view = queries.map_of(file, None, file_pages.opened(request, SECTION_FACETS))
    shown = frozenset(AREA_FACETS[area] for area, content in view.areas.items() if not content.is_empty)
    record_printed(by=request.actor, file=file, what="network_card", facets=shown)
    names = file_pages.opens(request, Facet.IDENTITY)
    content = exports.card_pdf(file, view, names=names, phone=_lead(request)[1], large_print=_large(request))
    return _answer(content, _("Network card") + f"-{file.number}")


def _lead(request: FileRequest) -> tuple[str, str]:
    """Return name and phone of the leading counsellor; the phone of the organisation when there is no own one."""
    organisation = request.file.organisation
    for relation in team_among(request.relations):
        if relation.kind == RelationKind.CASE_LEAD and relation.user is not None:
            return relation.user.display_name, relation.user.phone or organisation.phone
    return str(organisation), organisation.phone

"""Prints: a filled assessment, an empty form, the map, the card. Every one is logged."""

from __future__ import annotations

import uuid

from django.http import HttpResponse
from django.utils.translation import gettext as _

from chancennetz.access import declare
from chancennetz.access.constants import Action, Facet, ObjectType, RelationKind
from chancennetz.access.http import FileRequest, Request
from chancennetz.access.queries import team_among
from chancennetz.assessments import actions, exports, queries
from chancennetz.assessments.constants import AREA_FACETS
from chancennetz.assessments.definition import page_language
from chancennetz.assessments.views.answers import load, title_of
from chancennetz.assessments.views.common import find, open_facets
from chancennetz.assessments.views.map_parts import area_views, picture_words, share_sentence
from chancennetz.casework.views import common


def _answer(content: bytes, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    return response


def _large(request: Request) -> bool:
    return request.GET.get("large") == "1"


@declare.in_file(Facet.INTAKE, read=Action.EXPORT)
def filled(request: FileRequest, file_id: uuid.UUID, assessment_id: uuid.UUID) -> HttpResponse:
    """An assessment with its answers, side by side with the one before."""
    del file_id
    row = find(request, assessment_id)
    loaded = load(request, row)
    names = common.opens(request, Facet.IDENTITY)
    views = loaded.views()
    title = title_of(row, row.person, names)
    before = loaded.before.informed_on if loaded.before is not None else None
    shown = frozenset(view.section.facet for view in views if view.is_open and view.answered)
    actions.record_printed(by=request.actor, file=request.file, what="assessment", facets=shown)
    content = exports.assessment_pdf(row, title, views, before, names=names, large_print=_large(request))
    return _answer(content, _("Assessment") + f"-{request.file.number}")


@declare.on(ObjectType.FORM_DEFINITION)
def empty(request: Request, form_id: uuid.UUID) -> HttpResponse:
    """An empty form to fill in on paper, in a language it has (`?language=`)."""
    row = common.or_404(queries.find_definition(form_id))
    form = queries.form_of(row)
    chosen = request.GET.get("language", "")
    language = chosen if chosen in form.languages() else page_language()
    return _answer(exports.empty_pdf(form, language, large_print=_large(request)), f"{row.key}-{row.number}")


@declare.in_file(Facet.INTAKE, read=Action.EXPORT)
def map_pdf(request: FileRequest, file_id: uuid.UUID) -> HttpResponse:
    """The resource map in the county's columns, with its picture."""
    file = request.file
    facets = open_facets(request)
    view = queries.map_of(file, None, facets)
    shown = frozenset(AREA_FACETS[area] for area, content in view.areas.items() if not content.is_empty)
    actions.record_printed(by=request.actor, file=file, what="resource_map", facets=shown)
    planned = queries.linked_goals(file, view) if common.opens(request, Facet.PLAN) else {}
    areas = area_views(file_id, view, queries.ratings_of(file, facets), planned)
    content = exports.map_pdf(
        file,
        view,
        areas,
        share_sentence(queries.share_of(view)),
        picture_words(view),
        names=common.opens(request, Facet.IDENTITY),
        coach=_lead(request)[0],
        large_print=_large(request),
    )
    return _answer(content, _("Resource map") + f"-{file.number}")


@declare.in_file(Facet.INTAKE, read=Action.EXPORT)
def card_pdf(request: FileRequest, file_id: uuid.UUID) -> HttpResponse:
    """The card to take along."""
    del file_id
    file = request.file
    view = queries.map_of(file, None, open_facets(request))
    shown = frozenset(AREA_FACETS[area] for area, content in view.areas.items() if not content.is_empty)
    actions.record_printed(by=request.actor, file=file, what="network_card", facets=shown)
    names = common.opens(request, Facet.IDENTITY)
    content = exports.card_pdf(file, view, names=names, phone=_lead(request)[1], large_print=_large(request))
    return _answer(content, _("Network card") + f"-{file.number}")


def _lead(request: FileRequest) -> tuple[str, str]:
    """Return name and phone of the leading counsellor; the phone of the organisation when there is no own one."""
    organisation = request.file.organisation
    for relation in team_among(request.relations):
        if relation.kind == RelationKind.CASE_LEAD and relation.user is not None:
            return relation.user.display_name, relation.user.phone or organisation.phone
    return str(organisation), organisation.phone

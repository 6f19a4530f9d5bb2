"""Prints: a filled assessment, an empty form. Every one is logged."""

from __future__ import annotations

import uuid

from django.http import HttpResponse
from django.utils.translation import gettext as _

from chancennetz.access import declare, file_pages
from chancennetz.access.constants import Action, Facet, ObjectType
from chancennetz.access.http import FileRequest, Request
from chancennetz.assessments import actions, exports, queries
from chancennetz.assessments.definition import page_language
from chancennetz.assessments.views.answers import load, title_of
from chancennetz.assessments.views.common import find
from chancennetz.ui import answering


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
    names = file_pages.opens(request, Facet.IDENTITY)
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
    row = answering.or_404(queries.find_definition(form_id))
    form = queries.form_of(row)
    chosen = request.GET.get("language", "")
    language = chosen if chosen in form.languages() else page_language()
    return _answer(exports.empty_pdf(form, language, large_print=_large(request)), f"{row.key}-{row.number}")

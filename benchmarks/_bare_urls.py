"""Addresses of the measured server: the platform's, plus two kinds of bare Django views beside them."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any
from unittest import mock

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template import engines
from django.urls import include, path

from chancennetz.access import declare
from chancennetz.access.constants import Action, ObjectType
from chancennetz.portal.views import family, home

_LINES = "{% for line in lines %}<p>{{ line }}</p>{% endfor %}"
_PAGE = '{% extends "ui/base.html" %}{% block content %}' + _LINES + "{% endblock %}"
_LINE = "Eine Zeile Text, wie sie auf einer Seite steht, etwa achtzig Zeichen lang, ohne Daten."
_LINE_BYTES = len(f"<p>{_LINE}</p>")
_frame_bytes: list[int] = []


@declare.public("the plain page of the benchmark: no data")
def plain(request: HttpRequest, size: int) -> HttpResponse:
    """Return a page of about `size` bytes through the same frame, without a query of its own."""
    template = engines["django"].from_string(_PAGE)
    if not _frame_bytes:
        _frame_bytes.append(len(template.render({"lines": []}, request).encode()))
    lines = max(1, round((size - _frame_bytes[0]) / _LINE_BYTES))
    return HttpResponse(template.render({"lines": [_LINE] * lines}, request))


_kept: dict[str, tuple[str, dict[str, Any]]] = {}


def _draw(request: HttpRequest, module: Any, view: Callable[..., HttpResponse], **names: Any) -> HttpResponse:
    """Draw a page of the platform from the values that its view gave to its template when it was first asked."""
    if request.path not in _kept:
        with mock.patch.object(module, "render") as caught:
            view(request, **names)
        _request, template, context = caught.call_args.args
        _kept[request.path] = (template, context)
    return render(request, *_kept[request.path])


@declare.on(ObjectType.OWN_DAY, Action.READ)
def drawn_day(request: HttpRequest) -> HttpResponse:
    """Return My day without asking the database."""
    return _draw(request, home, home.my_day)


@declare.public("the same family file again, from memory; only in the benchmark")
def drawn_family(request: HttpRequest, file_id: uuid.UUID) -> HttpResponse:
    """Return the family file without asking the database, without decision and audit."""
    if request.path not in _kept:
        from chancennetz.access import queries

        found = queries.file_with_relations(file_id)
        assert found is not None
        request.file, request.relations = found  # type: ignore[attr-defined]
        request.facts = queries.facts_of(*found[:1], relations=found[1])  # type: ignore[attr-defined]
    return _draw(request, family, family.family, file_id=file_id)


urlpatterns = [
    path("bare/<int:size>/", plain),
    path("drawn/day/", drawn_day),
    path("drawn/families/<uuid:file_id>/", drawn_family),
    path("", include("chancennetz.config.urls")),
]

"""Addresses of the measured server: the platform's, plus one bare Django view beside them."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import include, path

from chancennetz.access import declare

_LINES = "{% for line in lines %}<p>{{ line }}</p>{% endfor %}"
_PAGE = '{% extends "ui/base.html" %}{% block content %}' + _LINES + "{% endblock %}"
_LINE = "Eine Zeile Text, wie sie auf einer Seite steht, etwa achtzig Zeichen lang, ohne Daten."


@declare.public("the bare page of the benchmark: no data")
def bare(request: HttpRequest, size: int) -> HttpResponse:
    """Return a page of about `size` bytes through the same frame, without a query of its own."""
    template = engines["django"].from_string(_PAGE)
    return HttpResponse(template.render({"lines": [_LINE] * max(1, (size - 6000) // 95)}, request))


urlpatterns = [path("bare/<int:size>/", bare), path("", include("chancennetz.config.urls"))]

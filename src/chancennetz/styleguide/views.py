"""The style guide."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from chancennetz.styleguide import samples


def guide(request: HttpRequest, page: str = "components") -> HttpResponse:
    """Every component in every state. Only in demo or debug mode."""
    if not (getattr(settings, "DEMO", False) or settings.DEBUG):
        raise Http404
    return render(request, "styleguide/guide.html", samples.build(request, page))

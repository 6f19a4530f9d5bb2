"""Pages that people open first."""

from __future__ import annotations

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from chancennetz.access import declare
from chancennetz.access.constants import Facet


@declare.in_file(Facet.FRAME)
def family(request: HttpRequest, file_id: uuid.UUID) -> HttpResponse:
    """The family file on one page."""
    del file_id
    return render(request, "portal/family.html", {"file": request.file})

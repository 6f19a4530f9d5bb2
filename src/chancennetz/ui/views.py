"""Error pages (``handler400`` ... in the root URLs)."""

from __future__ import annotations

import logging
import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from chancennetz.core import actor as actors

logger = logging.getLogger(__name__)


def _number(request: HttpRequest) -> str:
    """The number a person can quote: the request's own, or a fresh one that stands in the log."""
    actor = actors.current()
    known = (actor.request_id if actor else "") or getattr(request, "request_id", "")
    return str(known or uuid.uuid4())[-12:].upper()


def _page(request: HttpRequest, status: int) -> HttpResponse:
    return render(request, f"ui/errors/{status}.html", {"number": _number(request), "status": status}, status=status)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Status 400."""
    return _page(request, 400)


def permission_denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Status 403 (also for a missing CSRF token: the text says how to go on)."""
    return _page(request, 403)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Setting ``CSRF_FAILURE_VIEW``: the page was open too long, or cookies are off."""
    context = {"number": _number(request), "status": 403, "stale": True, "again": request.get_full_path()}
    return render(request, "ui/errors/403.html", context, status=403)


def page_not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Status 404: also what a reader gets for a record that may not be seen, word for word the same."""
    return render(request, "ui/errors/404.html", {"status": 404}, status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """Status 500: drawn without database, session or actor, because any of them may be what broke."""
    number = _number(request)
    logger.error("Page failed, number quoted to the reader: %s", number)
    return HttpResponse(render_to_string("ui/errors/500.html", {"number": number, "status": 500}), status=500)


def unavailable(request: HttpRequest) -> HttpResponse:
    """Status 503: the database is starting or maintenance is under way."""
    text = render_to_string("ui/errors/503.html", {"number": _number(request), "status": 503})
    return HttpResponse(text, status=503, headers={"Retry-After": "30"})

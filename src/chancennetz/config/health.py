"""`GET /health`: is the platform able to serve? For monitors and load balancers, without login."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.db import Error, connection
from django.http import HttpRequest, HttpResponse, JsonResponse

from chancennetz.config import guard

PATH = "/health"


def report() -> tuple[dict[str, str], int]:
    """Return the state of the parts and the HTTP status: 200, or 503 with a reason."""
    parts = {"status": "ok", "version": settings.VERSION, "database": "ok", "audit": "ok"}
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Error:
        parts |= {"status": "unavailable", "database": "unreachable", "audit": "unknown"}
        return parts | {"reason": "The database does not answer."}, 503
    try:
        problem = guard.audit_problem()
    except Error:
        problem = "The log cannot be read. Have the migrations run?"
    if problem:
        return parts | {"status": "unavailable", "audit": "failed", "reason": problem}, 503
    return parts, 200


class HealthMiddleware:
    """Answers the probe before anything else can refuse it (host check, session, transaction)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the probe, pass everything else on."""
        if request.path != PATH:
            return self.get_response(request)
        if request.method not in {"GET", "HEAD"}:
            return HttpResponse(status=405, headers={"Allow": "GET, HEAD"})
        parts, status = report()
        return JsonResponse(parts, status=status, headers={"Cache-Control": "no-store"})

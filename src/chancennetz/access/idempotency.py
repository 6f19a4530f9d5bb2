"""A form counts once: a double click, a resent request or the back button makes no second record."""

from __future__ import annotations

import uuid

from django.db import connection
from django.http import HttpRequest

from chancennetz.access.models import FormToken

FIELD = "idempotency_token"


def _token(request: HttpRequest) -> uuid.UUID | None:
    try:
        return uuid.UUID(request.POST.get(FIELD, ""))
    except ValueError:
        return None


def claim(request: HttpRequest) -> str | None:
    """Return the address of the result if this very form was already saved, None if it is to be saved now.

    Two requests at the same moment: the second waits in the database until the first has ended, then finds its result.
    A form without token, or one that came back with errors, is simply processed.
    """
    token = _token(request)
    if token is None:
        return None
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO access_formtoken (token, user_id, path, result, created_at) VALUES (%s, %s, %s, '', now()) "
            "ON CONFLICT (token) DO NOTHING",
            [token, str(request.user.pk), request.path[:300]],
        )
        if cursor.rowcount:
            return None
    # Locked: a form that came back with errors left its token here, and may be sent again twice at the same moment.
    rows = FormToken.objects.select_for_update()
    row = rows.filter(token=token, user_id=str(request.user.pk), path=request.path[:300]).first()
    return row.result or None if row is not None else None


def remember(request: HttpRequest, address: str) -> None:
    """Note where the result of this form is to be found."""
    token = _token(request)
    if token is not None:
        FormToken.objects.filter(token=token, user_id=str(request.user.pk)).update(result=address[:500])

"""Whole pages that every room needs: confirm, conflict of two versions, and what to show when something goes wrong."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from chancennetz.ui import parts


def confirm(
    request: HttpRequest,
    *,
    title: str,
    text: str,
    action: str,
    cancel_url: str,
    dangerous: bool = False,
    consequences: Iterable[str] = (),
    hidden: Mapping[str, str] | None = None,
    breadcrumb: Sequence[parts.Crumb] = (),
) -> HttpResponse:
    """Ask once before something that cannot be undone. The page posts to its own address; `title` names the thing."""
    return render(
        request,
        "ui/confirm.html",
        {
            "title": title,
            "text": text,
            "action": action,
            "cancel_url": cancel_url,
            "dangerous": dangerous,
            "consequences": list(consequences),
            "hidden": dict(hidden or {}),
            "breadcrumb": breadcrumb,
        },
    )


def conflict(
    request: HttpRequest,
    *,
    title: str,
    differences: Sequence[parts.Difference],
    changed_by: str,
    changed_at: dt.datetime,
    version: int,
    discard_url: str,
    posted: Mapping[str, str | list[str]],
) -> HttpResponse:
    """Show both versions when somebody else saved first (status 409); nothing is lost.

    The page posts `posted` again to its own address, with `version` raised to the one that is stored now: "save mine"
    then overwrites knowingly. `discard_url` leads to the stored version. `posted` holds the reader's values as they
    came in (repeat a name with a list); csrf and version are replaced.
    """
    own = {"csrfmiddlewaretoken", "version"}
    pairs = [
        (name, value)
        for name, values in posted.items()
        if name not in own
        for value in (values if isinstance(values, list) else [values])
    ]
    values = {
        "title": title,
        "differences": differences,
        "changed_by": changed_by,
        "changed_at": changed_at,
        "version": version,
        "discard_url": discard_url,
        "posted": pairs,
    }
    return render(request, "ui/conflict.html", values, status=409)

"""Dangerous actions ask again who is there: password or second factor within the last minutes."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

from allauth.account.decorators import reauthentication_required
from django.conf import settings
from django.http import HttpRequest, HttpResponse

_View = Callable[..., HttpResponse]


def needs_fresh_sign_in(view: _View) -> _View:
    """Ask for password or second factor first, unless that was just done. Demo accounts have no password to ask for."""
    guarded: _View = reauthentication_required(view)

    @functools.wraps(view)
    def ask(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return (view if settings.DEMO else guarded)(request, *args, **kwargs)

    return ask

"""The request as pages get it: the middleware of `access` has named who acts."""

from __future__ import annotations

from django.http import HttpRequest

from chancennetz.core.actor import Actor


class Request(HttpRequest):
    """A request with its actor (type only: Django makes the object)."""

    actor: Actor

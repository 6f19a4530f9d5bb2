"""Django registration of the room."""

from __future__ import annotations

from django.apps import AppConfig


class PortalConfig(AppConfig):
    """What people open first: my day, search, the family file, help."""

    name = "chancennetz.portal"
    label = "portal"

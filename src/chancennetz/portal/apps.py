"""Django registration of the room."""

from __future__ import annotations

from django.apps import AppConfig


class PortalConfig(AppConfig):
    """What people open first."""

    name = "chancennetz.portal"
    label = "portal"

    def ready(self) -> None:
        """Tell the rooms below what they need to know."""
        from chancennetz.portal import hooks

        hooks.register()

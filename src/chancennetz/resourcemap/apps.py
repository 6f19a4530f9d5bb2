"""Django registration of the room."""

from __future__ import annotations

from django.apps import AppConfig


class ResourceMapConfig(AppConfig):
    """The resource map of a family."""

    name = "chancennetz.resourcemap"
    label = "resourcemap"

    def ready(self) -> None:
        """Tell the rooms below what they need to know."""
        from chancennetz.resourcemap import hooks

        hooks.register()

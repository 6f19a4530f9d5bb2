"""Django registration of the room."""

from __future__ import annotations

from django.apps import AppConfig


class PublicmapConfig(AppConfig):
    """The public site of the support map: pages, points on the map, cards."""

    name = "chancennetz.publicmap"
    label = "publicmap"

    def ready(self) -> None:
        """Register what this room gives to lower ones."""
        from chancennetz.publicmap import hooks

        hooks.connect()

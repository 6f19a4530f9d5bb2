"""Django registration of the room."""

from __future__ import annotations

from django.apps import AppConfig


class UpkeepConfig(AppConfig):
    """Keeping the map true: proposals, reports, reviews, links, duplicates, imports of tables."""

    name = "chancennetz.upkeep"
    label = "upkeep"

    def ready(self) -> None:
        """Register with lower rooms."""
        from chancennetz.upkeep import hooks

        hooks.connect()

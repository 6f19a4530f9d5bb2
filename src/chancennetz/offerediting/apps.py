"""Django registration of the room."""

from __future__ import annotations

from django.apps import AppConfig


class OffereditingConfig(AppConfig):
    """Entering and changing offers: pages of the staff, forms, checks, what waits for the editors."""

    name = "chancennetz.offerediting"
    label = "offerediting"

    def ready(self) -> None:
        """Register with lower rooms."""
        from chancennetz.offerediting import hooks

        hooks.connect()

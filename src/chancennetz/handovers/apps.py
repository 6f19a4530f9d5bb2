"""Django registration of the room."""

from __future__ import annotations

from django.apps import AppConfig


class HandoversConfig(AppConfig):
    """Handover, deputies, transfer to another organisation."""

    name = "chancennetz.handovers"
    label = "handovers"

    def ready(self) -> None:
        """Tell the rooms below what they need to know."""
        from chancennetz.handovers import hooks

        hooks.register()

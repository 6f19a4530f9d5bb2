"""Django registration of the room."""

from __future__ import annotations

from django.apps import AppConfig


class ClosureConfig(AppConfig):
    """End of a case, discharge card, aftercare."""

    name = "chancennetz.closure"
    label = "closure"

    def ready(self) -> None:
        """Tell the rooms below what they need to know."""
        from chancennetz.closure import hooks

        hooks.register()

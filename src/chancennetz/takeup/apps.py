"""Django registration of the room."""

from __future__ import annotations

from django.apps import AppConfig


class TakeupConfig(AppConfig):
    """Take-up of offers: places, waiting, demand, reachability; counts only."""

    name = "chancennetz.takeup"
    label = "takeup"

    def ready(self) -> None:
        """Tell the rooms below what they need to know."""
        from chancennetz.takeup import hooks

        hooks.register()

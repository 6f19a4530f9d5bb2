"""Django registration of the room."""

from __future__ import annotations

from django.apps import AppConfig


class PlansConfig(AppConfig):
    """The family's plan: goals, parts, steps, versions."""

    name = "chancennetz.plans"
    label = "plans"

    def ready(self) -> None:
        """Tell the rooms below what they need to know."""
        from chancennetz.plans import hooks

        hooks.register()

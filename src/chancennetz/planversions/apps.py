"""Django registration of the room."""

from __future__ import annotations

from django.apps import AppConfig


class PlanversionsConfig(AppConfig):
    """Versions of the family's plan."""

    name = "chancennetz.planversions"
    label = "planversions"

    def ready(self) -> None:
        """Tell the rooms below what they need to know."""
        from chancennetz.planversions import hooks

        hooks.register()

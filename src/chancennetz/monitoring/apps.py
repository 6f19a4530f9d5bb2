"""Django registration of the room."""

from __future__ import annotations

from django.apps import AppConfig


class MonitoringConfig(AppConfig):
    """Programmes, partners, targets, and counts without persons."""

    name = "chancennetz.monitoring"
    label = "monitoring"

    def ready(self) -> None:
        """Put the room's entries into the navigation."""
        from chancennetz.monitoring import hooks

        hooks.register()

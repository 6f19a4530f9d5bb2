"""Django registration of the room."""

from __future__ import annotations

from django.apps import AppConfig


class CoreConfig(AppConfig):
    """Ground floor."""

    name = "chancennetz.core"
    label = "core"

    def ready(self) -> None:
        """Register the system checks of the ground floor."""
        from chancennetz.core import checks  # noqa: F401 - checks need the app registry

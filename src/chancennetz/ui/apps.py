"""Django registration of the room."""

from __future__ import annotations

from django.apps import AppConfig


class UiConfig(AppConfig):
    """The look of the platform."""

    name = "chancennetz.ui"
    label = "ui"

    def ready(self) -> None:
        """Register the system check of the navigation."""
        from chancennetz.ui import checks  # noqa: F401 - checks need the app registry

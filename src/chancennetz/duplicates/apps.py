"""Django registration of the room."""

from __future__ import annotations

from django.apps import AppConfig


class DuplicatesConfig(AppConfig):
    """Two records of one human being."""

    name = "chancennetz.duplicates"
    label = "duplicates"

    def ready(self) -> None:
        """Tell the rooms below what they need to know."""
        from chancennetz.duplicates import hooks

        hooks.register()

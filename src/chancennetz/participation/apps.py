"""Django registration of the room."""

from __future__ import annotations

from django.apps import AppConfig


class ParticipationConfig(AppConfig):
    """Persons in programmes, their modules and hours, and what of them is counted."""

    name = "chancennetz.participation"
    label = "participation"

    def ready(self) -> None:
        """Tell the rooms below what they need to know."""
        from chancennetz.participation import hooks

        hooks.register()

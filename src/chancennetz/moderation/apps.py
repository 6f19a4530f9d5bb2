"""Django registration of the room."""

from __future__ import annotations

from django.apps import AppConfig


class ModerationConfig(AppConfig):
    """Leading case conferences, from the plan to the minutes. No tables: they lie in `conferences`."""

    name = "chancennetz.moderation"
    label = "moderation"

    def ready(self) -> None:
        """Tell the rooms below what they need to know."""
        from chancennetz.moderation import hooks

        hooks.register()

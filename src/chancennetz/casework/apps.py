"""Django registration of the room."""

from __future__ import annotations

from django.apps import AppConfig


class CaseworkConfig(AppConfig):
    """Counselling and case management: case, team, intake, goals, contacts."""

    name = "chancennetz.casework"
    label = "casework"

    def ready(self) -> None:
        """Tell the rooms below what they need to know."""
        from chancennetz.casework import hooks

        hooks.register()

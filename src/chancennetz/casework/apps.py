"""Django registration of the room."""

from __future__ import annotations

from django.apps import AppConfig


class CaseworkConfig(AppConfig):
    """Counselling and case management: case, team, history. Participation, plans and contacts lie above."""

    name = "chancennetz.casework"
    label = "casework"

    def ready(self) -> None:
        """Tell the rooms below what they need to know."""
        from chancennetz.casework import hooks

        hooks.register()

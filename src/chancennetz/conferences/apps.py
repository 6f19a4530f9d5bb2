"""Django registration of the room."""

from __future__ import annotations

from django.apps import AppConfig


class ConferencesConfig(AppConfig):
    """Case conferences: who sits at the table, who may know what, what each party reads."""

    name = "chancennetz.conferences"
    label = "conferences"

    def ready(self) -> None:
        """Tell the rooms below what they need to know."""
        from chancennetz.conferences import hooks

        hooks.register()

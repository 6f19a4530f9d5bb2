"""Django registration of the room."""

from __future__ import annotations

from django.apps import AppConfig


class CaseloadConfig(AppConfig):
    """Supervision of a team and data quality."""

    name = "chancennetz.caseload"
    label = "caseload"

    def ready(self) -> None:
        """Tell the rooms below what they need to know."""
        from chancennetz.caseload import hooks

        hooks.register()

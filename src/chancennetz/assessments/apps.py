"""Django registration of the room."""

from __future__ import annotations

from django.apps import AppConfig


class AssessmentsConfig(AppConfig):
    """Assessments as versioned forms."""

    name = "chancennetz.assessments"
    label = "assessments"

    def ready(self) -> None:
        """Tell the rooms below what they need to know."""
        from chancennetz.assessments import hooks

        hooks.register()

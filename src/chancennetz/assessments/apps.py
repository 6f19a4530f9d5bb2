"""Django registration of the room."""

from __future__ import annotations

from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate


def _store_forms(using: str, **_event: Any) -> None:
    """Bring new default forms in with every upgrade."""
    from chancennetz.assessments import default_forms

    default_forms.ensure(using)


class AssessmentsConfig(AppConfig):
    """Assessments as versioned forms."""

    name = "chancennetz.assessments"
    label = "assessments"

    def ready(self) -> None:
        """Tell the rooms below what they need to know, and store the default forms after migrations."""
        from chancennetz.assessments import hooks

        hooks.register()
        post_migrate.connect(_store_forms, sender=self)

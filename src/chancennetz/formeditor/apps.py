"""Django registration of the room."""

from __future__ import annotations

from typing import Any

from django.apps import AppConfig, apps
from django.db.models.signals import post_migrate


def _store_forms(using: str, **_event: Any) -> None:
    """Bring new default forms in with every upgrade."""
    from chancennetz.formeditor import default_forms

    default_forms.ensure(using)


class FormeditorConfig(AppConfig):
    """The editor of forms."""

    name = "chancennetz.formeditor"
    label = "formeditor"

    def ready(self) -> None:
        """Tell the rooms below what they need to know, and store the default forms after migrations.

        Versions of forms lie in the tables of `assessments`: this room has none, so nothing is sent in its name.
        """
        from chancennetz.formeditor import hooks

        hooks.register()
        post_migrate.connect(_store_forms, sender=apps.get_app_config("assessments"))

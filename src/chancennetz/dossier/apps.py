"""Django registration of the room."""

from __future__ import annotations

from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate


def _store_letters(using: str, **_kwargs: Any) -> None:
    from chancennetz.dossier import default_letters

    default_letters.ensure(using)


class DossierConfig(AppConfig):
    """Letters, prints and the whole file for the person (Art. 15 DSGVO)."""

    name = "chancennetz.dossier"
    label = "dossier"

    def ready(self) -> None:
        """Tell the rooms below what they need to know."""
        from chancennetz.dossier import hooks

        hooks.register()
        post_migrate.connect(_store_letters, sender=self)

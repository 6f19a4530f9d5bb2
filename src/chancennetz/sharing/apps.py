"""Django registration of the room."""

from __future__ import annotations

from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate


def _store_rules(using: str, **_event: Any) -> None:
    """Bring the shipped rules for passing on in with every upgrade."""
    from chancennetz.sharing import share_files

    share_files.ensure_default(using)


class SharingConfig(AppConfig):
    """What may be passed on to whom, asked at the moment it is passed on."""

    name = "chancennetz.sharing"
    label = "sharing"

    def ready(self) -> None:
        """Register with lower rooms, and store the shipped rules after migrations."""
        from chancennetz.sharing import hooks

        hooks.connect()
        post_migrate.connect(_store_rules, sender=self)

"""Django registration of the room."""

from __future__ import annotations

from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate


def _store_periods(using: str, **_kwargs: Any) -> None:
    from chancennetz.retention import default_periods

    default_periods.ensure(using)


class RetentionConfig(AppConfig):
    """Periods and deletion with proof."""

    name = "chancennetz.retention"
    label = "retention"

    def ready(self) -> None:
        """Tell the rooms below what they need to know."""
        from chancennetz.retention import hooks

        hooks.register()
        post_migrate.connect(_store_periods, sender=self)

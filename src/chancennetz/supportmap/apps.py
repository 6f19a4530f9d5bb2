"""Django registration of the room."""

from __future__ import annotations

from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate


def _store_taxonomies(using: str, **_event: Any) -> None:
    """Bring the terms that ship in with every upgrade."""
    from chancennetz.supportmap import taxonomy_store

    taxonomy_store.ensure(using)


class SupportmapConfig(AppConfig):
    """The support map: what organisations offer, where, when, for whom and in which languages."""

    name = "chancennetz.supportmap"
    label = "supportmap"

    def ready(self) -> None:
        """Store the taxonomies after migrations."""
        post_migrate.connect(_store_taxonomies, sender=self)

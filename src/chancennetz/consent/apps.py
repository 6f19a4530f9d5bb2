"""Django registration of the room."""

from __future__ import annotations

from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate


def _store_texts(using: str, **_event: Any) -> None:
    """Bring new wordings of the forms in with every upgrade."""
    from chancennetz.consent import texts

    texts.ensure(using)


class ConsentConfig(AppConfig):
    """Consent to processing and releases from confidentiality, checked at every access."""

    name = "chancennetz.consent"
    label = "consent"

    def ready(self) -> None:
        """Store the texts after migrations."""
        post_migrate.connect(_store_texts, sender=self)

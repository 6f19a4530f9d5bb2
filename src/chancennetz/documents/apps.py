"""Django registration of the room."""

from __future__ import annotations

from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    """Uploads, kept encrypted; they know their owner by an opaque reference."""

    name = "chancennetz.documents"
    label = "documents"

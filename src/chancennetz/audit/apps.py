"""Django registration of the room."""

from __future__ import annotations

from django.apps import AppConfig


class AuditConfig(AppConfig):
    """The log."""

    name = "chancennetz.audit"
    label = "audit"

"""Django registration of the room."""

from __future__ import annotations

from django.apps import AppConfig


class MonitoringConfig(AppConfig):
    """Programmes, partners, targets, and counts without persons."""

    name = "chancennetz.monitoring"
    label = "monitoring"

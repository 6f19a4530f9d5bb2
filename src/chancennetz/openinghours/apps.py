"""Django registration of the room."""

from __future__ import annotations

from django.apps import AppConfig


class OpeningHoursConfig(AppConfig):
    """Opening hours: read, written, evaluated, put into words; holidays of the states. No tables."""

    name = "chancennetz.openinghours"
    label = "openinghours"

"""Django registration of the room."""

from __future__ import annotations

from django.apps import AppConfig


class ConferencesConfig(AppConfig):
    """Case conferences: parties, agenda, minutes, anonymised mode."""

    name = "chancennetz.conferences"
    label = "conferences"

"""Django registration of the room."""

from __future__ import annotations

from django.apps import AppConfig


class AnonymityConfig(AppConfig):
    """What gives a family away in a text, and the coarser words for it. No tables."""

    name = "chancennetz.anonymity"
    label = "anonymity"

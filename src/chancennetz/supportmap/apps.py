"""Django registration of the room."""

from __future__ import annotations

from django.apps import AppConfig


class SupportmapConfig(AppConfig):
    """The support map: organisations' offers, places, opening hours, HSDS in and out."""

    name = "chancennetz.supportmap"
    label = "supportmap"

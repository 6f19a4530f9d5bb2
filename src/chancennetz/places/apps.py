"""Django registration of the room."""

from __future__ import annotations

from django.apps import AppConfig


class PlacesConfig(AppConfig):
    """Areas of every level with geometry and history."""

    name = "chancennetz.places"
    label = "places"

"""Django registration of the room."""

from __future__ import annotations

from django.apps import AppConfig


class MapsearchConfig(AppConfig):
    """Finding offers for everybody: all public offers in memory, their words, their hours, marks of what changes."""

    name = "chancennetz.mapsearch"
    label = "mapsearch"

"""Django registration of the room."""

from __future__ import annotations

from django.apps import AppConfig


class FiguresConfig(AppConfig):
    """Charts and maps."""

    name = "chancennetz.figures"
    label = "figures"

"""Django registration of the room."""

from __future__ import annotations

from django.apps import AppConfig


class StyleGuideConfig(AppConfig):
    """The page that shows the look."""

    name = "chancennetz.styleguide"
    label = "styleguide"

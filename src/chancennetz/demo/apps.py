"""Django registration of the room."""

from __future__ import annotations

from django.apps import AppConfig


class DemoConfig(AppConfig):
    """The demo county: published facts, invented families."""

    name = "chancennetz.demo"
    label = "demo"

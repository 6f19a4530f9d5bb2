"""Django registration of the room."""

from __future__ import annotations

from django.apps import AppConfig


class HsdsConfig(AppConfig):
    """Exchange with other directories: HSDS 3.0 in and out, the open interface. No tables of its own."""

    name = "chancennetz.hsds"
    label = "hsds"

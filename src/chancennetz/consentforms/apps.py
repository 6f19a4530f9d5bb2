"""Django registration of the room."""

from __future__ import annotations

from django.apps import AppConfig


class ConsentFormsConfig(AppConfig):
    """Pages and sheets of consents and releases; the declarations themselves lie in `consent`."""

    name = "chancennetz.consentforms"
    label = "consentforms"

    def ready(self) -> None:
        """Name its pages to lower rooms."""
        from chancennetz.consentforms import hooks

        hooks.connect()

"""Django registration of the room."""

from __future__ import annotations

from django.apps import AppConfig


class AccessConfig(AppConfig):
    """Users, memberships, relations, decide() and visible_to()."""

    name = "chancennetz.access"
    label = "access"

    def ready(self) -> None:
        """Register the check of addresses, and answer the questions of lower rooms."""
        from chancennetz.access import declare, hooks  # noqa: F401 - checks need the app registry

        hooks.register()

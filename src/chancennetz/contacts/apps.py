"""Django registration of the room."""

from __future__ import annotations

from django.apps import AppConfig


class ContactsConfig(AppConfig):
    """The contact log: contacts, group meetings."""

    name = "chancennetz.contacts"
    label = "contacts"

    def ready(self) -> None:
        """Tell the rooms below what they need to know."""
        from chancennetz.contacts import hooks

        hooks.register()

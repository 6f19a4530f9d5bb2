"""Django registration of the room."""

from __future__ import annotations

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Pages about users, memberships and emergency accesses; the tables lie in `access`."""

    name = "chancennetz.accounts"
    label = "accounts"

    def ready(self) -> None:
        """Name its pages in the navigation."""
        from chancennetz.accounts import hooks

        hooks.register()

"""Django registration of the room."""

from __future__ import annotations

from django.apps import AppConfig


class ReferralsConfig(AppConfig):
    """Referrals: what is passed on, to whom, and what came of it."""

    name = "chancennetz.referrals"
    label = "referrals"

    def ready(self) -> None:
        """Tell the rooms below what they need to know."""
        from chancennetz.referrals import hooks

        hooks.register()

"""What this room registers with lower ones at start-up: its pages in the navigation and in the frame of every page."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from chancennetz.access.constants import Role
from chancennetz.ui import navigation


def register() -> None:
    """Register with ui."""
    navigation.link("profile", "accounts:own_account")
    navigation.link("switch_role", "accounts:switch_role")
    navigation.link("login", "account_login")
    navigation.link("logout", "account_logout")
    people = navigation.Entry(_("People with access"), "accounts:users", icon="users", order=20, short=_("People"))
    navigation.register(Role.ADMIN.value, [people])
    review = navigation.Entry(
        _("Emergency accesses"), "accounts:emergency_list", icon="octagon-alert", order=60, phone=False
    )
    navigation.register(Role.PRIVACY.value, [review])  # team leads find them on the page of their team

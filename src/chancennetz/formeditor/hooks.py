"""What this room tells the lower ones at start-up."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from chancennetz.access.constants import Role
from chancennetz.ui import navigation
from chancennetz.ui.navigation import Entry


def register() -> None:
    """Enter the forms into the navigation of those who may change them."""
    forms = Entry(_("Forms"), "formeditor:forms", icon="clipboard-list", order=80, phone=False)
    for role in (Role.PROJECT_LEAD, Role.ADMIN):
        navigation.register(role.value, [forms])

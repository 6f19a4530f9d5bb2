"""What take-up tells the rooms below at start-up."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from chancennetz.access.constants import Role
from chancennetz.ui import navigation
from chancennetz.ui.navigation import Entry

_TAKE_UP = Entry(_("Take-up"), "takeup:list", icon="chart-column", order=62)


def register() -> None:
    """Enter the page for those who plan and those who count."""
    for role in (Role.PROJECT_LEAD, Role.PLANNER, Role.NETWORK, Role.COORDINATOR, Role.PROVIDER, Role.STATISTICS):
        navigation.register(role.value, [_TAKE_UP])

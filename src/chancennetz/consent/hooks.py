"""What this room tells the lower ones at start-up."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from chancennetz.access.constants import Role
from chancennetz.ui import navigation


def connect() -> None:
    """Put the register into the navigation of the data protection officer."""
    register = navigation.Entry(_("Consents"), "consent:register", icon="shield-check", order=20)
    navigation.register(Role.PRIVACY.value, [register])

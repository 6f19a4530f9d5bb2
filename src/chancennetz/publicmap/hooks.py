"""What this room tells the lower ones at start-up."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from chancennetz.access.constants import Role
from chancennetz.ui import navigation
from chancennetz.ui.navigation import Entry

_MAP = Entry(_("Support map"), "publicmap:entrance", icon="map", order=60, phone=False)
_FIND_HELP = Entry(_("Find help"), "publicmap:entrance", icon="life-buoy", order=10)


def connect() -> None:
    """Put the map into everybody's navigation, and before the door for those who look for help."""
    for role in Role:
        navigation.register(role.value, [_MAP])
    navigation.register("anonymous", [_FIND_HELP])

"""What this room tells the lower ones at start-up."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from chancennetz.access.constants import Role
from chancennetz.ui import navigation

_MAP = navigation.Entry(_("Support map"), "publicmap:entrance", icon="map", order=60, phone=False, also=("/map/",))


def connect() -> None:
    """Put the map into everybody's navigation."""
    for role in Role:
        navigation.register(role.value, [_MAP])
    navigation.register("anonymous", [_MAP])

"""System check of the room: the navigation stays short."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.core.checks import CheckMessage, Error, register

from chancennetz.ui import navigation


@register("ui")
def navigation_is_short(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """Refuse more than seven entries for one role."""
    return [
        Error(
            f"The navigation of role {role!r} has {len(entries)} entries; {navigation.MOST_ENTRIES} are the most.",
            hint="Move an entry into a page, or raise nothing: a reader finds seven things, not ten.",
            id="ui.E001",
        )
        for role, entries in navigation.registered().items()
        if len(entries) > navigation.MOST_ENTRIES
    ]

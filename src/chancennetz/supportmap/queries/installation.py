"""Facts about this installation that the map needs: its state, its county."""

from __future__ import annotations

from django.conf import settings

from chancennetz.openinghours import Calendar, calendar_of
from chancennetz.places.constants import AreaLevel
from chancennetz.places.models import Area


def calendar() -> Calendar:
    """Return the holidays of the installation's state (setting SUPPORTMAP_STATE, default NW)."""
    return calendar_of(state(), settings.SCHOOL_HOLIDAYS_DIR)


def state() -> str:
    """Return the state of this installation (two letters)."""
    return str(getattr(settings, "SUPPORTMAP_STATE", "NW"))


def county() -> Area | None:
    """Return the county of this installation, None before areas were imported."""
    return Area.objects.on().filter(level=AreaLevel.COUNTY).order_by("key").first()


def town_choices() -> list[tuple[str, str]]:
    """Return the towns as (official key, name), by name."""
    rows = Area.objects.on().filter(level=AreaLevel.MUNICIPALITY).order_by("name")
    return list(rows.values_list("key", "name"))

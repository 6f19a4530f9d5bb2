"""Reading areas: on a day, by key, with their history."""

from __future__ import annotations

import datetime as dt
import uuid

from django.db.models import QuerySet

from chancennetz.places.constants import AreaLevel
from chancennetz.places.models import Area


def areas_on(day: dt.date | None = None, level: AreaLevel | None = None) -> QuerySet[Area]:
    """Return the areas that are valid on a day (default: today), by name, with the area above; one query."""
    found: QuerySet[Area] = Area.objects.on(day).select_related("parent").order_by("name", "key")
    return found.filter(level=level) if level else found


def municipalities(day: dt.date | None = None, county: str = "") -> list[Area]:
    """Return the municipalities on a day, of one county when its key (5 digits) is given."""
    found = areas_on(day, AreaLevel.MUNICIPALITY)
    return list(found.filter(key__startswith=county) if county else found)


def find_area(key: str, day: dt.date | None = None) -> Area | None:
    """Return the area with this official key on a day, None when there is none."""
    return areas_on(day).filter(key=key).first()


def by_id(area_id: uuid.UUID) -> Area | None:
    """Return an area of any time, None when there is none."""
    return Area.objects.select_related("parent").filter(pk=area_id).first()


def history(area: Area) -> list[Area]:
    """Return all rows that ever described this area, the newest first."""
    return list(Area.objects.filter(level=area.level, key=area.key).order_by("-valid_from"))


def children(area: Area, day: dt.date | None = None) -> list[Area]:
    """Return the areas below this one on a day, by name, whatever row of its history they hang on."""
    found = Area.objects.on(day).filter(parent__level=area.level, parent__key=area.key)
    return list(found.order_by("name"))


def attribution(areas: list[Area]) -> str:
    """Return who made these outlines, each source once, as it must stand on a map."""
    return " · ".join(dict.fromkeys(area.source for area in areas if area.source))

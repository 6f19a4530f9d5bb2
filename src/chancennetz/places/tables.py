"""Tables of areas."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext_lazy

from chancennetz.places.constants import AreaLevel
from chancennetz.places.models import Area
from chancennetz.ui.tables import Column, Filter, Table


def address(area: Area) -> str:
    """Return the page of an area."""
    return reverse("places:detail", args=[area.pk])


class AreaTable(Table):
    """The areas of today."""

    caption = gettext_lazy("Areas")
    filename = "areas"
    page_size = 50
    columns = (
        Column("name", gettext_lazy("Name"), head=True, url=address),
        Column("key", gettext_lazy("Key")),
        Column("level", gettext_lazy("Level"), value=lambda area: str(AreaLevel(area.level).label)),
        Column("parent.name", gettext_lazy("Belongs to")),
        Column("square_kilometres", gettext_lazy("Area in km²"), kind="number", digits=2),
        Column("valid_from", gettext_lazy("Since"), kind="date"),
    )
    filters = (Filter("level", gettext_lazy("Level"), AreaLevel.choices),)
    default_sort = "name"
    empty_title = gettext_lazy("No areas yet")
    empty_text = gettext_lazy("Import the municipalities of your county from a GeoJSON file.")


class HistoryTable(Table):
    """All outlines that an area ever had."""

    caption = gettext_lazy("Outlines over time")
    filename = "history"
    files = False
    columns = (
        Column("valid_from", gettext_lazy("From"), kind="date", head=True, url=address),
        Column("valid_to", gettext_lazy("To"), kind="date"),
        Column("name", gettext_lazy("Name")),
        Column("square_kilometres", gettext_lazy("Area in km²"), kind="number", digits=2),
        Column("source", gettext_lazy("Source")),
    )
    default_sort = "-valid_from"

"""Tables of take-up, demand, supply and reachability."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy

from chancennetz.ui import formats
from chancennetz.ui.tables import Column, Table

HIDDEN = gettext_lazy("hidden")


def count_text(count: int | str | None) -> str:
    """Return a protected count as text: nothing for "not known", a word for "hidden"."""
    if count is None:
        return ""
    return str(HIDDEN) if isinstance(count, str) else formats.number(count)


def _count(name: str, label: Any) -> Column:
    """Return the column of a protected count. Hidden figures have no place in an order, so it is not sorted."""
    return Column(name, label, align="right", sort=False, value=lambda row: count_text(getattr(row, name)))


class FiguresTable(Table):
    """Offers with their take-up in a quarter."""

    caption = gettext_lazy("Take-up by offer")
    filename = "take-up"
    page_size = 50
    columns = (
        Column("service.name", gettext_lazy("Offer"), head=True),
        Column("service.organisation.name", gettext_lazy("Organisation")),
        Column("places", gettext_lazy("Places"), kind="number"),
        _count("used", gettext_lazy("Used")),
        Column("load", gettext_lazy("Used to"), kind="percent"),
        _count("waiting", gettext_lazy("Waiting")),
        _count("turned_away", gettext_lazy("Turned away")),
    )
    default_sort = "service.name"
    empty_title = gettext_lazy("No numbers for this quarter")
    empty_text = gettext_lazy("Providers enter them in two minutes; referrals count by themselves.")


class SignalTable(Table):
    """Topics with the number of times they were named."""

    caption = gettext_lazy("Signs of need")
    filename = "demand"
    columns = (
        Column("topic", gettext_lazy("What"), head=True),
        Column("number", gettext_lazy("How often"), align="right", sort=False),
    )
    empty_title = gettext_lazy("Nothing yet")
    empty_text = gettext_lazy(
        "Searches without result, needs from assessments and wishes are counted here, never who had them."
    )


class SupplyTable(Table):
    """Offers and children by town."""

    caption = gettext_lazy("Offers per 1,000 children")
    filename = "supply"
    columns = (
        Column("name", gettext_lazy("Town"), head=True),
        Column("children", gettext_lazy("Children"), kind="number"),
        Column("offers", gettext_lazy("Offers"), kind="number"),
        Column("rate", gettext_lazy("Offers per 1,000 children"), kind="number", digits=1),
    )
    default_sort = "rate"


class ReachTable(Table):
    """What one gets to from one town."""

    caption = gettext_lazy("Within reach")
    filename = "reach"
    page_size = 50
    columns = (
        Column("name", gettext_lazy("Offer"), head=True, url=lambda row: row["url"]),
        Column("organisation", gettext_lazy("Organisation")),
        Column("minutes", gettext_lazy("Minutes"), kind="number"),
        Column("way", gettext_lazy("How")),
    )
    default_sort = "minutes"
    empty_title = gettext_lazy("Nothing within reach")
    empty_text = gettext_lazy("Choose more minutes or another time of day.")


class TownReachTable(Table):
    """How much one gets to from each town."""

    caption = gettext_lazy("Offers within reach by town")
    filename = "reach-by-town"
    columns = (
        Column("name", gettext_lazy("Town"), head=True, url=lambda row: row["url"]),
        Column("number", gettext_lazy("Offers within reach"), kind="number"),
    )
    default_sort = "number"


def reach_url(area_id: Any, journey: str, minutes: int) -> str:
    """Return the address of what one gets to from an area."""
    return f"{reverse('takeup:reach_from', args=[area_id])}?journey={journey}&minutes={minutes}"

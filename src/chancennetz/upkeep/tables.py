"""Tables of the editors' pages."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from chancennetz.ui.tables import Column, Table
from chancennetz.upkeep.constants import LinkOutcome


def _page(row: Any) -> str:
    return reverse("offerediting:detail", args=[row.pk])


class StaleTable(Table):
    """Offers that nobody has confirmed for long; the file leads back to the page of each."""

    caption = _("Offers to be checked")
    filename = "offers-to-check"
    columns = (
        Column("name", _("Offer"), head=True, url=_page, sort="name"),
        Column("organisation.name", _("Organisation"), sort="organisation__sort_name"),
        Column("assured_date", _("Confirmed on"), kind="date", sort="assured_date"),
        Column(
            "url",
            _("Page for changing"),
            value=lambda row: reverse("offerediting:change", args=[row.pk]),
            page=False,
            sort=False,
        ),
    )
    default_sort = "assured_date"
    empty_title = _("Everything is up to date")
    empty_text = _("Offers appear here when nobody has called them correct for half a year.")
    empty_icon = "circle-check"


class LinkTable(Table):
    """Addresses on the internet that do not work."""

    caption = _("Links that do not work")
    filename = "broken-links"
    columns = (
        Column("name", _("Offer"), head=True, url=lambda row: row["page"]),
        Column("url", _("Address on the internet")),
        Column("outcome", _("Result"), value=lambda row: str(LinkOutcome(row["outcome"]).label)),
        Column("failing_since", _("Since"), kind="moment"),
    )
    empty_title = _("All links work")
    empty_text = _("Links that fail appear here after a check.")
    empty_icon = "circle-check"

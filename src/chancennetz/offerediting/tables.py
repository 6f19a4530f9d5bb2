"""Tables of the staff pages."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from chancennetz.core import time
from chancennetz.supportmap import rules
from chancennetz.supportmap.constants import ServiceStatus
from chancennetz.ui.tables import Column, Filter, Table


def _page(row: Any) -> str:
    return reverse("offerediting:detail", args=[row.pk])


def _upkeep(row: Any) -> str:
    if not row.is_released:
        return str(_("Waits for release"))
    if row.valid_to and row.valid_to < time.today():
        return str(_("Ended"))
    return str(_("Please check") if rules.is_stale(row.assured_date, time.today()) else _("Up to date"))


class OfferTable(Table):
    """The offers, found by the database page by page."""

    caption = _("Offers")
    filename = "offers"
    default_sort = "name"
    files = False
    columns = (
        Column("name", _("Offer"), head=True, url=_page, sort="name"),
        Column("organisation.name", _("Organisation"), sort="organisation__sort_name"),
        Column("status", _("Is it running?"), value=lambda row: str(ServiceStatus(row.status).label), sort="status"),
        Column("assured_date", _("Confirmed on"), kind="date", sort="assured_date"),
        Column("upkeep", _("Upkeep"), value=_upkeep, sort=False),
    )
    filters = (Filter("status", _("Is it running?"), ServiceStatus.choices),)
    empty_title = _("No offer found")
    empty_text = _("Offers of help stand here: what it is, for whom, where and when.")
    empty_icon = "map-pin"

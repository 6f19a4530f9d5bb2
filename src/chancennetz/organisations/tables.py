"""Tables of organisations and units."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from chancennetz.core import time
from chancennetz.organisations.constants import OrganisationKind
from chancennetz.ui.tables import Column, Filter, Table


def _page(row: Any) -> str:
    return reverse("organisations:detail", args=[row.pk])


class OrganisationTable(Table):
    """The organisations, found by the database page by page."""

    caption = gettext_lazy("Organisations")
    filename = "organisations"
    default_sort = "name"
    columns = (
        Column("name", gettext_lazy("Name"), head=True, url=_page, sort="sort_name"),
        Column("short_name", gettext_lazy("Short name")),
        Column("kind", gettext_lazy("Kind"), value=lambda row: str(OrganisationKind(row.kind).label), sort="kind"),
        Column("municipality_key", gettext_lazy("Municipality key")),
        Column("unit_count", gettext_lazy("Contact points"), kind="number"),
        Column("valid_from", gettext_lazy("Since"), kind="date"),
        Column("valid_to", gettext_lazy("Until"), kind="date"),
    )
    filters = (Filter("kind", gettext_lazy("Kind"), OrganisationKind.choices),)
    empty_title = gettext_lazy("No organisation found")
    empty_text = gettext_lazy("Welfare organisations, authorities, schools and practices stand here.")
    empty_icon = "building-2"


class UnitTable(Table):
    """Contact points, teams and outposts of an organisation."""

    caption = gettext_lazy("Contact points and teams")
    filename = "units"
    files = False
    columns: Sequence[Column] = (
        Column("name", gettext_lazy("Name"), head=True, sort=False),
        Column(
            "address",
            gettext_lazy("Address"),
            sort=False,
            value=lambda row: ", ".join(part for part in (row.street, f"{row.postcode} {row.town}".strip()) if part),
        ),
        Column("phone", gettext_lazy("Phone"), sort=False),
        Column("valid_from", gettext_lazy("Since"), kind="date", sort=False),
        Column("valid_to", gettext_lazy("Until"), kind="date", sort=False),
    )
    empty_title = gettext_lazy("No contact point yet")
    empty_text = gettext_lazy("Teams, offices and outposts to which people go stand here.")
    empty_icon = "map-pin"


def _open(row: Any) -> bool:
    return row.valid_to is None or row.valid_to >= time.today()


class EditableUnitTable(UnitTable):
    """The same with ways to change and end."""

    columns = (
        *UnitTable.columns,
        Column(
            "change",
            gettext_lazy("Change"),
            sort=False,
            value=lambda row: _("Change") if _open(row) else "",
            url=lambda row: reverse("organisations:unit_change", args=[row.pk]) if _open(row) else "",
        ),
        Column(
            "end",
            gettext_lazy("End"),
            sort=False,
            value=lambda row: _("End") if _open(row) else "",
            url=lambda row: reverse("organisations:unit_end", args=[row.pk]) if _open(row) else "",
        ),
    )

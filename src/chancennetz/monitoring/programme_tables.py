"""Tables of the programme page."""

from __future__ import annotations

import dataclasses
from typing import Any

from django.utils.translation import gettext_lazy

from chancennetz.monitoring import queries
from chancennetz.monitoring.constants import PartnerRole
from chancennetz.monitoring.models import Programme
from chancennetz.ui.tables import Column, Table


class PartnerTable(Table):
    """Who takes part, as what, where."""

    caption = gettext_lazy("Partners")
    filename = "programme-partners"
    page_size = 50
    columns = (
        Column("name", gettext_lazy("Organisation"), head=True),
        Column("role", gettext_lazy("Role")),
        Column("site", gettext_lazy("Town")),
        Column("fte", gettext_lazy("Posts"), kind="number", digits=2, total=True),
    )
    empty_title = gettext_lazy("No partners yet")


class PostTable(Table):
    """Planned posts by function."""

    caption = gettext_lazy("Posts by function")
    filename = "programme-posts"
    page_size = 50
    columns = (
        Column("function", gettext_lazy("Function"), head=True),
        Column("partner", gettext_lazy("Partner")),
        Column("fte", gettext_lazy("Posts"), kind="number", digits=2, total=True),
    )
    default_sort = "function"
    empty_title = gettext_lazy("No posts yet")


class TargetTable(Table):
    """Targets of the programme and its partners."""

    caption = gettext_lazy("Targets")
    filename = "programme-targets"
    page_size = 50
    columns = (
        Column("module", gettext_lazy("Module"), head=True, sort=False),
        Column("whose", gettext_lazy("For"), sort=False),
        Column("hours_each", gettext_lazy("Hours per participant"), kind="number", sort=False),
        Column("participants", gettext_lazy("Participants"), kind="number", sort=False),
        Column("hours", gettext_lazy("Hours"), kind="number", sort=False),
    )
    empty_title = gettext_lazy("No targets yet")


@dataclasses.dataclass(frozen=True, slots=True)
class ProgrammeTables:
    """Everything that the programme page shows."""

    partners: PartnerTable
    posts: PostTable
    targets: TargetTable


def build(programme: Programme, request: Any) -> ProgrammeTables:
    """Return the tables of a programme (three queries)."""
    posts = queries.staffing(programme)
    partners = [
        {
            "name": partner.organisation.name,
            "role": str(PartnerRole(partner.role).label),
            "site": partner.site,
            "fte": float(sum(post.fte for post in posts if post.partner_id == partner.id)),
        }
        for partner in queries.partners(programme)
    ]
    targets = [
        {
            "module": target.module.label,
            "whose": str(target.partner.organisation) if target.partner else programme.name,
            "hours_each": target.module.hours_each,
            "participants": target.participants,
            "hours": target.hours,
        }
        for target in queries.targets(programme)
    ]
    post_rows = [
        {"function": post.function, "partner": str(post.partner.organisation), "fte": float(post.fte)} for post in posts
    ]
    return ProgrammeTables(
        PartnerTable(partners, request, prefix="p"),
        PostTable(post_rows, request, prefix="f"),
        TargetTable(targets, request, prefix="t"),
    )

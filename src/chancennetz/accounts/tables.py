"""Tables of the account pages and of the administrator's pages."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from chancennetz.access.constants import Facet, Role
from chancennetz.access.models import Membership
from chancennetz.audit.constants import EntryKind
from chancennetz.core import time
from chancennetz.ui.tables import Column, Filter, Table


def _user_page(row: Any) -> str:
    return reverse("accounts:user", args=[row.user.pk])


class UserTable(Table):
    """People with access."""

    caption = gettext_lazy("People with access")
    filename = "people"
    files = False
    default_sort = "name"
    columns = (
        Column("name", gettext_lazy("Name"), head=True, url=_user_page),
        Column("email", gettext_lazy("E-mail address")),
        Column("organisations", gettext_lazy("Organisation")),
        Column("roles", gettext_lazy("Role")),
        Column("is_active", gettext_lazy("May sign in"), kind="yesno"),
        Column("last_login", gettext_lazy("Last signed in"), kind="moment"),
    )
    empty_title = gettext_lazy("Nobody found")
    empty_text = gettext_lazy("Try another name, or take away a filter.")
    empty_icon = "users"


def _end_address(membership: Membership) -> str:
    return reverse("accounts:end_membership", args=[membership.pk])


class MembershipTable(Table):
    """What somebody does where."""

    caption = gettext_lazy("Roles")
    filename = "roles"
    files = False
    columns: Sequence[Column] = (
        Column("organisation", gettext_lazy("Organisation"), head=True, value=lambda one: str(one.organisation)),
        Column("role", gettext_lazy("Role"), value=lambda one: str(Role(one.role).label)),
        Column("unit", gettext_lazy("Team or contact point"), value=lambda one: str(one.unit or "")),
        Column("valid_from", gettext_lazy("From"), kind="date"),
        Column("valid_to", gettext_lazy("To"), kind="date"),
        Column("weekly_hours", gettext_lazy("Hours per week"), kind="number"),
    )
    empty_title = gettext_lazy("No role yet")
    empty_text = gettext_lazy("Without a role nobody sees anything here.")
    empty_icon = "user-check"


class EditableMembershipTable(MembershipTable):
    """The same with a way to end a membership that still holds."""

    columns = (
        *MembershipTable.columns,
        Column(
            "end",
            gettext_lazy("Change"),
            sort=False,
            value=lambda one: "" if one.valid_to and one.valid_to < time.today() else _("End"),
            url=lambda one: "" if one.valid_to and one.valid_to < time.today() else _end_address(one),
        ),
    )


class ObjectRuleTable(Table):
    """Rules outside of family files."""

    caption = gettext_lazy("Outside of family files")
    filename = "rules"
    files = False
    page_size = 200
    columns = (
        Column("object", gettext_lazy("What"), head=True),
        Column("role_name", gettext_lazy("Role")),
        Column("actions", gettext_lazy("May"), sort=False),
    )
    filters = (Filter("role", gettext_lazy("Role"), Role.choices, of=lambda row: row["role"].value),)


class FileRuleTable(Table):
    """Rules in family files."""

    caption = gettext_lazy("In family files")
    filename = "file-rules"
    files = False
    page_size = 200
    columns = (
        Column("relation", gettext_lazy("Relation to the file"), head=True, sort=False),
        Column("roles", gettext_lazy("Role"), sort=False),
        Column("facets", gettext_lazy("Parts of the file"), sort=False),
        Column("actions", gettext_lazy("May"), sort=False),
        Column("limited", gettext_lazy("Only what the release names"), kind="yesno", sort=False),
    )


_STATES = {
    "running": gettext_lazy("still open"),
    "open": gettext_lazy("to review"),
    "overdue": gettext_lazy("review overdue"),
    "reviewed": gettext_lazy("reviewed"),
}


class EmergencyTable(Table):
    """Emergency accesses."""

    caption = gettext_lazy("Emergency accesses")
    filename = "emergencies"
    files = False
    columns = (
        Column(
            "starts_at",
            gettext_lazy("Opened"),
            kind="moment",
            head=True,
            value=lambda one: one.relation.starts_at,
            url=lambda one: reverse("accounts:emergency_review", args=[one.relation.pk]),
        ),
        Column("user", gettext_lazy("Who"), value=lambda one: one.relation.user.display_name),
        Column("number", gettext_lazy("File")),
        Column("reason", gettext_lazy("Reason"), value=lambda one: one.relation.reason, sort=False),
        Column("state", gettext_lazy("Review"), value=lambda one: str(_STATES[one.state])),
    )
    filters = (Filter("state", gettext_lazy("Review"), tuple(_STATES.items()), of=lambda one: one.state),)
    empty_title = gettext_lazy("No emergency access so far")
    empty_text = gettext_lazy("Whenever somebody opens a file in an emergency, it stands here with the reason.")
    empty_icon = "shield-check"


class EmergencyReadTable(Table):
    """What was read or changed during an emergency access."""

    caption = gettext_lazy("What was opened")
    filename = "emergency"
    files = False
    columns = (
        Column("created_at", gettext_lazy("When"), kind="moment", head=True),
        Column("kind", gettext_lazy("What"), value=lambda one: str(EntryKind(one.kind).label)),
        Column("facet", gettext_lazy("Part of the file"), value=lambda one: _facet(one.facet)),
    )
    empty_title = gettext_lazy("Nothing was opened")
    empty_text = gettext_lazy("The file was opened for this person, but nothing in it was read.")
    empty_icon = "shield-check"


def _facet(value: str) -> str:
    return str(Facet(value).label) if value in Facet.values else ""

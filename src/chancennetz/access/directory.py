"""Reading for the administrator: people with access, their memberships, emergency accesses, the rules in words."""

from __future__ import annotations

import dataclasses
import datetime as dt
import uuid
from collections.abc import Iterable
from typing import Any

from django.db.models import Prefetch, Q

from chancennetz.access import rules
from chancennetz.access.constants import Action, Facet, RelationKind, Role
from chancennetz.access.models import Membership, Relation, User
from chancennetz.core import time
from chancennetz.organisations.models import Organisation


@dataclasses.dataclass(frozen=True, slots=True)
class UserRow:
    """A person with access as the list shows them."""

    user: User
    memberships: tuple[Membership, ...]

    @property
    def name(self) -> str:
        """The name that colleagues know."""
        return self.user.display_name

    @property
    def email(self) -> str:
        """The address for signing in."""
        return self.user.email

    @property
    def roles(self) -> str:
        """Today's roles in words."""
        return ", ".join(dict.fromkeys(str(Role(one.role).label) for one in self.memberships))

    @property
    def organisations(self) -> str:
        """Today's organisations."""
        return ", ".join(dict.fromkeys(str(one.organisation) for one in self.memberships))

    @property
    def is_active(self) -> bool:
        """Whether the account may be used."""
        return self.user.is_active

    @property
    def last_login(self) -> dt.datetime | None:
        """When somebody last signed in."""
        return self.user.last_login


def users(search: str = "", role: str = "", organisation_id: uuid.UUID | None = None, state: str = "") -> list[UserRow]:
    """Return people with access with today's memberships (two queries).

    `state` is "active", "inactive" or "none" (active, but without any membership today); empty means all.
    """
    today = Membership.objects.on().select_related("organisation").order_by("valid_from")
    found = User.objects.prefetch_related(Prefetch("memberships", queryset=today, to_attr="held_today"))
    for word in search.split():
        found = found.filter(Q(display_name__icontains=word) | Q(email__icontains=word))
    if state:
        found = found.filter(is_active=state != "inactive")
    rows = [UserRow(user, tuple(user.held_today)) for user in found.order_by("display_name", "id")]
    if role:
        rows = [row for row in rows if any(one.role == role for one in row.memberships)]
    if organisation_id:
        rows = [row for row in rows if any(one.organisation_id == organisation_id for one in row.memberships)]
    return [row for row in rows if not row.memberships] if state == "none" else rows


def user_by_id(user_id: uuid.UUID) -> User | None:
    """Return a user, None when there is none."""
    return User.objects.filter(pk=user_id).first()


def memberships_of(user: User) -> list[Membership]:
    """Return all memberships of a user there ever were, today's first."""
    found = list(Membership.objects.filter(user=user).select_related("organisation", "unit").order_by("-valid_from"))
    today = time.today()
    return sorted(found, key=lambda one: one.valid_to is not None and one.valid_to < today)


def membership_by_id(membership_id: uuid.UUID) -> Membership | None:
    """Return a membership with user and organisation, None when there is none."""
    return Membership.objects.select_related("user", "organisation").filter(pk=membership_id).first()


def organisations_today() -> list[Organisation]:
    """Return the organisations that people can work for today, by name."""
    return list(Organisation.objects.on().order_by("sort_name"))


def emergencies() -> list[Relation]:
    """Return the emergency accesses that the reader may see, the newest first."""
    found = Relation.objects.filter(kind=RelationKind.EMERGENCY).select_related("user")
    return list(found.order_by("-starts_at"))


def _in_order(values: Iterable[Any], order: type[Any]) -> str:
    held = set(values)
    return ", ".join(str(one.label) for one in order if one in held)


def object_rows() -> list[dict[str, Any]]:
    """Return who may do what outside of family files: one row for each role and kind of object."""
    return [
        {"role": role, "role_name": role.label, "object": object_type.label, "actions": _in_order(actions, Action)}
        for object_type, by_role in rules.OBJECT_RULES.items()
        for role in Role
        if (actions := by_role.get(role))
    ]


def file_rows() -> list[dict[str, Any]]:
    """Return who may do what in family files: one row for each rule."""
    return [
        {
            "relation": rule.relation.label,
            "roles": _in_order(rule.roles, Role),
            "facets": _in_order(rule.facets, Facet),
            "actions": _in_order(rule.actions, Action),
            "limited": rule.limited,
        }
        for rule in rules.FILE_RULES
    ]

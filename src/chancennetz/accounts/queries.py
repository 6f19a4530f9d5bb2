"""Reading for the administrator: people with access, their memberships, emergency accesses, the rules in words."""

from __future__ import annotations

import dataclasses
import datetime as dt
import uuid
from collections.abc import Iterable
from typing import Any

from django.db import connection
from django.db.models import Prefetch, Q

from chancennetz.access import rules
from chancennetz.access.constants import EMERGENCY_REVIEW, Action, Facet, RelationKind, Role
from chancennetz.access.models import EmergencyReview, FamilyFile, Membership, Relation, User
from chancennetz.audit.models import AuditEntry
from chancennetz.audit.queries import entries_about
from chancennetz.core import time
from chancennetz.core.actor import Actor
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


@dataclasses.dataclass(frozen=True, slots=True)
class EmergencyView:
    """An emergency access as those see it who review it: no content of the file."""

    relation: Relation
    number: str
    state: rules.ReviewState
    review: EmergencyReview | None

    @property
    def due_on(self) -> dt.date:
        """Until when it is to be reviewed."""
        assert self.relation.ends_at is not None  # noqa: S101 - a constraint of the table
        return (self.relation.ends_at + EMERGENCY_REVIEW).astimezone(time.BERLIN).date()


def emergencies(actor: Actor) -> list[EmergencyView]:
    """Return the emergency accesses that the reader reviews, those that wait first, then the newest (three queries)."""
    found = Relation.objects.filter(kind=RelationKind.EMERGENCY).select_related("user", "review__reviewed_by")
    if actor.role == Role.TEAM_LEAD and actor.organisation_id is not None:
        found = found.filter(file__organisation_id=actor.organisation_id)
    rows = list(found.order_by("-starts_at"))
    numbers = _emergency_numbers(actor, {row.file_id for row in rows})
    now = time.now()
    views = []
    for row in rows:
        review = getattr(row, "review", None)
        state = rules.review_state(row.ends_at or now, now, reviewed=review is not None)
        views.append(EmergencyView(row, numbers.get(row.file_id, ""), state, review))
    order = {"overdue": 0, "open": 1, "running": 2, "reviewed": 3}
    return sorted(views, key=lambda view: order[view.state])


def _emergency_numbers(actor: Actor, file_ids: set[uuid.UUID]) -> dict[uuid.UUID, str]:
    """Return the numbers of files; the data protection officer sees no file and asks a function of the database."""
    if actor.role == Role.PRIVACY:
        with connection.cursor() as cursor:
            cursor.execute("SELECT file_id, number FROM access_emergency_numbers()")
            return dict(cursor.fetchall())
    return dict(FamilyFile.objects.filter(pk__in=file_ids).values_list("pk", "number"))


def reviews_waiting(actor: Actor) -> tuple[int, int]:
    """Return how many ended emergency accesses wait for a review by this reader, and how many of them too long."""
    waiting = [one for one in emergencies(actor) if one.relation.user_id != actor.user_id]
    late = sum(one.state == "overdue" for one in waiting)
    return late + sum(one.state == "open" for one in waiting), late


def read_in_emergency(relation: Relation) -> list[AuditEntry]:
    """Return what the log says was done in the file during an emergency access, in order."""
    rows = entries_about([relation.file_id]).filter(user_id=relation.user_id, created_at__gte=relation.starts_at)
    return list(rows.filter(created_at__lte=relation.ends_at).order_by("created_at", "id"))


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

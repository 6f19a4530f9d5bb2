"""Tasks for those who keep the map. One open task per offer and person: a pile helps nobody."""

from __future__ import annotations

import uuid
from collections.abc import Iterable

from chancennetz.access.constants import Role
from chancennetz.access.context import tell_database, working_as
from chancennetz.access.models import Membership
from chancennetz.core.actor import current, system_actor
from chancennetz.supportmap.models import Service
from chancennetz.tasks.actions import add_task
from chancennetz.tasks.hooks import owner_reference
from chancennetz.tasks.models import Task

OWNER = "supportmap.service"


def editors() -> list[uuid.UUID]:
    """Return the users who keep the map: network coordinators; where there are none, municipal ones; else admins."""
    for role in (Role.NETWORK, Role.COORDINATOR, Role.ADMIN):
        found = Membership.objects.on().filter(role=role.value, user__is_active=True)
        if users := list(found.values_list("user_id", flat=True).distinct().order_by("user_id")[:3]):
            return users
    return []


def keepers(organisation_id: uuid.UUID) -> list[uuid.UUID]:
    """Return the users who keep the offers of an organisation, the editors when it has none."""
    found = Membership.objects.on().filter(
        organisation_id=organisation_id, role=Role.PROVIDER.value, user__is_active=True
    )
    return list(found.values_list("user_id", flat=True).distinct().order_by("user_id")[:3]) or editors()


def give_to_editors(service: Service, title: str) -> int:
    """Give the editors a task about an offer; returns how many got one."""
    return give(service, title, editors())


def give(service: Service, title: str, users: Iterable[uuid.UUID]) -> int:
    """Give users a task about an offer, unless they have an open one already. Returns how many got one."""
    return give_once(owner_reference(OWNER, service.pk), title, users)


def give_once(owner: str, title: str, users: Iterable[uuid.UUID]) -> int:
    """Give users a task that belongs to `owner`, unless they have an open one. Returns how many got one."""
    acting = current()
    made = 0
    with working_as(system_actor("operation")) as by:
        busy = set(Task.objects.filter(owner=owner, done_at__isnull=True).values_list("user_id", flat=True))
        for user_id in users:
            if user_id not in busy:
                add_task(by=by, user_id=user_id, title=title[:300], owner=owner)
                made += 1
    if acting is not None:  # the block above has told the database that the system acts
        tell_database(acting)
    return made

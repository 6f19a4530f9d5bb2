"""What this room registers with lower ones at start-up: the answers at the gate, roles and the lists they look at."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from chancennetz.access.actions import require
from chancennetz.access.constants import Action, ObjectType, Role
from chancennetz.access.queries import forget_visible
from chancennetz.core import gate
from chancennetz.core.action import after_writing
from chancennetz.core.actor import Actor
from chancennetz.ui import navigation


def _judge(by: Actor, action: str, object_type: str) -> None:
    require(by, Action(action), ObjectType(object_type))


def register() -> None:
    """Register with core and ui."""
    after_writing(forget_visible)
    gate.answer_with(_judge)
    navigation.name_roles({role.value: role.label for role in Role})
    areas = navigation.Entry(_("Areas"), "places:list", icon="map", order=30)
    organisations = navigation.Entry(_("Organisations"), "organisations:list", icon="building-2", order=10)
    navigation.register(Role.ADMIN.value, [organisations, areas])
    for role in (Role.PLANNER, Role.STATISTICS):
        navigation.register(role.value, [areas])

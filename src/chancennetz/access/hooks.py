"""What this room registers with lower ones at start-up: the answers at the gate, the names of the roles."""

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
    navigation.link("profile", "access:own_account")
    navigation.link("switch_role", "access:switch_role")
    navigation.link("login", "account_login")
    navigation.link("logout", "account_logout")
    navigation.register(
        Role.ADMIN.value,
        [
            navigation.Entry(_("Organisations"), "organisations:list", icon="building-2", order=10),
            navigation.Entry(_("People with access"), "access:users", icon="users", order=20, short=_("People")),
            navigation.Entry(_("Areas"), "places:list", icon="map", order=30),
        ],
    )
    review = navigation.Entry(
        _("Emergency accesses"), "access:emergency_list", icon="octagon-alert", order=60, phone=False
    )
    navigation.register(Role.PRIVACY.value, [review])  # team leads find them on the page of their team
    areas = navigation.Entry(_("Areas"), "places:list", icon="map", order=30)
    for role in (Role.PLANNER, Role.STATISTICS):
        navigation.register(role.value, [areas])

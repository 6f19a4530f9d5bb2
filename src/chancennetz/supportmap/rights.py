"""Who may do what with which offer: editors with all, others with those of their own organisation."""

from __future__ import annotations

import uuid

from chancennetz.access import rules as access
from chancennetz.access.actions import require
from chancennetz.access.constants import Action, ObjectType
from chancennetz.core import time
from chancennetz.core.actor import Actor
from chancennetz.core.errors import NotAllowed


def allows(by: Actor, what: Action) -> bool:
    """Tell whether an actor's role does this with offers at all."""
    return access.decide(by, what, access.Target(ObjectType.SERVICE), by.purpose, time.now()).allowed


def is_editor(by: Actor) -> bool:
    """Tell whether an actor keeps the whole map: releases changes, imports, sees every offer."""
    return allows(by, Action.APPROVE)


def may_edit(by: Actor, organisation_id: uuid.UUID | None) -> bool:
    """Tell whether an actor may change offers of an organisation."""
    if not allows(by, Action.UPDATE):
        return False
    return is_editor(by) or (organisation_id is not None and by.organisation_id == organisation_id)


def require_edit(by: Actor, organisation_id: uuid.UUID | None, what: Action = Action.UPDATE) -> None:
    """Raise NotAllowed unless the actor may change offers of this organisation."""
    require(by, what, ObjectType.SERVICE)
    if not may_edit(by, organisation_id):
        raise NotAllowed("an offer of another organisation")


def require_editor(by: Actor) -> None:
    """Raise NotAllowed unless the actor keeps the whole map."""
    require(by, Action.APPROVE, ObjectType.SERVICE)

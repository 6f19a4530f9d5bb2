"""May this be done? Every action asks first; the answer is that of `decide()`."""

from __future__ import annotations

import uuid

from chancennetz.access import queries, rules
from chancennetz.access.constants import Action, Facet, ObjectType
from chancennetz.access.models import FamilyFile
from chancennetz.core import time
from chancennetz.core.actor import Actor
from chancennetz.core.errors import NotAllowed


def require(by: Actor, what: Action, on: ObjectType) -> rules.Decision:
    """Return the decision about an object outside of files; raises NotAllowed when it is a refusal."""
    decision = rules.decide(by, what, rules.Target(on), by.purpose, time.now())
    if not decision.allowed:
        raise NotAllowed(decision.reason)
    return decision


def require_in_file(
    by: Actor, what: Action, on: Facet, file: FamilyFile, *, bound_to: uuid.UUID | None = None
) -> rules.Decision:
    """Return the decision about a facet of a file; raises NotAllowed when it is a refusal."""
    decision = queries.decide_in_file(by, what, on, file, bound_to=bound_to)
    if not decision.allowed:
        raise NotAllowed(decision.reason)
    return decision

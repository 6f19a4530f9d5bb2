"""The door for rooms that lie below `access`: organisations, places, audit.

They cannot import the access rules, which lie above them, but every page and every action of theirs needs a decision
too. So they ask here, in plain words (the values of `access.constants.ObjectType` and `Action`), and `access` answers:
it registers itself at start-up. Without it every question is refused.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Any, TypeVar

from chancennetz.core.actor import Actor
from chancennetz.core.errors import NotAllowed

_View = TypeVar("_View", bound=Callable[..., Any])
_Judge = Callable[[Actor, str, str], None]
ATTRIBUTE = "chancennetz_need"
_judges: list[_Judge] = []


@dataclasses.dataclass(frozen=True, slots=True)
class Need:
    """What an address of a lower room needs; `access.declare` reads it like its own declarations."""

    object_type: str
    read: str
    write: str


def answer_with(judge: _Judge) -> None:
    """Let `access` answer from now on: `judge` raises NotAllowed when it refuses."""
    _judges[:] = [judge]


def require(by: Actor, action: str, object_type: str) -> None:
    """Return when the actor may do the action on objects of this type; raises NotAllowed otherwise."""
    if not _judges:
        raise NotAllowed("nobody is there to decide")
    _judges[0](by, action, object_type)


def allows(by: Actor, action: str, object_type: str) -> bool:
    """Tell whether `require` would let the actor through (to show or leave out a button)."""
    try:
        require(by, action, object_type)
    except NotAllowed:
        return False
    return True


def needs(object_type: str, read: str, *, write: str = "update") -> Callable[[_View], _View]:
    """Declare what an address needs: GET means the action `read`, POST the action `write`."""

    def mark(view: _View) -> _View:
        setattr(view, ATTRIBUTE, Need(object_type, read, write))
        return view

    return mark

"""Pages that belong beside "Who may do what" but lie in higher rooms: each room names its own in `hooks.py`."""

from __future__ import annotations

import dataclasses

from django.utils.functional import Promise

from chancennetz.access.constants import Action, ObjectType
from chancennetz.access.rules import OBJECT_RULES


@dataclasses.dataclass(frozen=True, slots=True)
class SeeAlso:
    """A page; shown to roles that may list `type`."""

    label: str | Promise
    url_name: str
    type: ObjectType


_pages: dict[str, SeeAlso] = {}


def register(page: SeeAlso) -> None:
    """Add a page; registering the same address again replaces it."""
    _pages[page.url_name] = page


def pages_for(role: str) -> list[SeeAlso]:
    """Return the pages that a role may see."""
    return [
        page
        for page in _pages.values()
        if any(str(known) == role and Action.LIST in actions for known, actions in OBJECT_RULES[page.type].items())
    ]

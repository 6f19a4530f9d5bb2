"""Rooms above tell here where a task's or appointment's owner is shown.

    hooks.register_owner("plans.step", lambda reference: reverse(...))

`tasks` never imports the rooms that own its rows; it knows them by the text before the colon.
"""

from __future__ import annotations

import dataclasses
import uuid
from collections.abc import Callable, Iterable

from django.utils.functional import Promise

from chancennetz.core.actor import Actor

_addresses: dict[str, Callable[[uuid.UUID, uuid.UUID | None], str]] = {}


def owner_reference(kind: str, object_id: uuid.UUID) -> str:
    """Return the opaque reference of an owner, such as "plans.step:0190..."."""
    return f"{kind}:{object_id}"


def register_owner(kind: str, address: Callable[[uuid.UUID, uuid.UUID | None], str]) -> None:
    """Say where the owners of a kind are shown: function of (object id, file id) to an address."""
    _addresses[kind] = address


def address_of(owner: str, file_id: uuid.UUID | None) -> str:
    """Return the address of an owner; empty when its room registered none."""
    kind, _, object_id = owner.partition(":")
    address = _addresses.get(kind)
    return address(uuid.UUID(object_id), file_id) if address and object_id else ""


_on_done: dict[str, Callable[..., None]] = {}


def register_on_done(kind: str, follow: Callable[..., None]) -> None:
    """Let the owner's room follow when a task is done or open again: `follow(by=..., task_id=..., done=...)`.

    It runs inside the action that ticks the task, in the same transaction.
    """
    _on_done[kind] = follow


def tell_done(by: Actor, owner: str, task_id: uuid.UUID, *, done: bool) -> None:
    """Tell the owner's room that a task is done, or open again."""
    follow = _on_done.get(owner.partition(":")[0])
    if follow is not None:
        follow(by=by, task_id=task_id, done=done)


@dataclasses.dataclass(frozen=True, slots=True)
class Notice:
    """Something that waits for the reader and is no task: a sentence, and where it is dealt with."""

    text: str | Promise
    url: str
    urgent: bool = False


_notices: list[Callable[[Actor], Iterable[Notice]]] = []


def register_notices(find: Callable[[Actor], Iterable[Notice]]) -> None:
    """Let a room say on My day what waits for somebody: function of the actor to notices, few queries, no names."""
    if find not in _notices:
        _notices.append(find)


def notices_for(actor: Actor) -> list[Notice]:
    """Return what waits for somebody, the urgent first."""
    return sorted((notice for find in _notices for notice in find(actor)), key=lambda notice: not notice.urgent)

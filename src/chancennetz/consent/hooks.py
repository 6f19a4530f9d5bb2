"""What higher rooms tell this one.

Rooms that pass things on register how they take them back when a family withdraws::

    from chancennetz.consent import hooks
    hooks.register_on_withdrawal(revoke)

    def revoke(*, by: Actor, withdrawal: hooks.Withdrawal) -> Iterable[Recipient]: ...

The function runs inside the transaction of the withdrawal, before the answer leaves the server. It returns the offices
that have received something under the declaration and have to be told as well; they get a notice and a task.
"""

from __future__ import annotations

import dataclasses
import uuid
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from chancennetz.access.models import FamilyFile
    from chancennetz.consent.constants import TextKind
    from chancennetz.core.actor import Actor
    from chancennetz.organisations.models import Organisation


@dataclasses.dataclass(frozen=True, slots=True)
class Recipient:
    """An office that has to be told. `role` is a value of `access.constants.Role`, empty outside of the platform."""

    organisation: Organisation
    role: str = ""


@dataclasses.dataclass(frozen=True, slots=True)
class Withdrawal:
    """One declaration that was withdrawn just now. `recipient_id` and `facets` are empty for a consent to processing.

    `person_id` is the person whom the declaration was about.
    """

    file: FamilyFile
    kind: TextKind
    declaration_id: uuid.UUID
    person_id: uuid.UUID
    recipient_id: uuid.UUID | None = None
    recipient_role: str = ""
    facets: frozenset[str] = frozenset()


_on_withdrawal: list[Callable[..., Iterable[Recipient]]] = []


def register_on_withdrawal(revoke: Callable[..., Iterable[Recipient]]) -> None:
    """Have `revoke(by=..., withdrawal=...)` called with every withdrawal; registering it again changes nothing."""
    if revoke not in _on_withdrawal:
        _on_withdrawal.append(revoke)


def forget_on_withdrawal(revoke: Callable[..., Iterable[Recipient]]) -> None:
    """Undo `register_on_withdrawal` (for tests)."""
    if revoke in _on_withdrawal:
        _on_withdrawal.remove(revoke)


def announce(by: Actor, withdrawal: Withdrawal) -> list[Recipient]:
    """Tell every registered room of a withdrawal; returns whom they want to have told."""
    return [told for revoke in _on_withdrawal for told in revoke(by=by, withdrawal=withdrawal)]

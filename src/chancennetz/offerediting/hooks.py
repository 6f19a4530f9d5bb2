"""What this room tells the lower ones at start-up, and what higher rooms tell it: buttons above the list of offers, the
page of a proposal::

    hooks.register_doors(doors)              # doors(by) -> the buttons for this actor
    hooks.register_proposal_page(address)    # address(change.pk) -> where a proposal is decided
"""

from __future__ import annotations

import dataclasses
import uuid
from collections.abc import Callable, Iterable

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from chancennetz.access.constants import Role
from chancennetz.core.actor import Actor
from chancennetz.offerediting.actions.inbox import OWNER
from chancennetz.offerediting.models import ChangeRequest
from chancennetz.tasks import hooks as tasks
from chancennetz.ui import navigation
from chancennetz.ui.navigation import Entry


@dataclasses.dataclass(frozen=True, slots=True)
class Door:
    """A button above the list of offers that leads into another room."""

    label: str
    url: str
    icon: str


_doors: list[Callable[[Actor], Iterable[Door]]] = []
_proposal_pages: list[Callable[[uuid.UUID], str]] = []


def register_doors(doors_of: Callable[[Actor], Iterable[Door]]) -> None:
    """Have `doors_of(by)` asked for buttons; registering it again changes nothing."""
    if doors_of not in _doors:
        _doors.append(doors_of)


def doors(by: Actor) -> list[Door]:
    """Return the buttons of all rooms for an actor."""
    return [door for doors_of in _doors for door in doors_of(by)]


def register_proposal_page(address: Callable[[uuid.UUID], str]) -> None:
    """Say on which page a proposal is decided."""
    _proposal_pages[:] = [address]


def proposal_page(change: ChangeRequest) -> str:
    """Return where a proposal is decided, empty when no room does that."""
    return _proposal_pages[0](change.pk) if _proposal_pages else ""


def _address(service_id: uuid.UUID, file_id: uuid.UUID | None) -> str:
    del file_id
    return reverse("offerediting:detail", args=[service_id])


def connect() -> None:
    """Lead tasks about an offer to its page; put the offers into the navigation of those who keep them."""
    tasks.register_owner(OWNER, _address)
    offers = Entry(_("Offers"), "offerediting:list", icon="map-pin", order=20)
    for role in (Role.PROVIDER, Role.NETWORK):  # coordinators have seven entries; the map leads them here
        navigation.register(role.value, [offers])

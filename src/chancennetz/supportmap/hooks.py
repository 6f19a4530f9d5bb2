"""What this room tells the lower ones at start-up."""

from __future__ import annotations

import uuid

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from chancennetz.access.constants import Role
from chancennetz.supportmap.actions.inbox import OWNER, STALE
from chancennetz.tasks import hooks as tasks
from chancennetz.ui import navigation
from chancennetz.ui.navigation import Entry


def _address(service_id: uuid.UUID, file_id: uuid.UUID | None) -> str:
    del file_id
    return reverse("supportmap:detail", args=[service_id])


def _stale_list(user_id: uuid.UUID, file_id: uuid.UUID | None) -> str:
    del user_id, file_id
    return reverse("supportmap:stale")


def connect() -> None:
    """Lead tasks about an offer to its page; put the offers into the navigation of those who keep them."""
    tasks.register_owner(OWNER, _address)
    tasks.register_owner(STALE, _stale_list)
    offers = Entry(_("Offers"), "supportmap:list", icon="map-pin", order=20)
    for role in (Role.PROVIDER, Role.NETWORK):  # coordinators have seven entries; the map leads them here
        navigation.register(role.value, [offers])

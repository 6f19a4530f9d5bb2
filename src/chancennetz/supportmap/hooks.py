"""What this room tells the lower ones at start-up."""

from __future__ import annotations

import uuid

from django.urls import reverse

from chancennetz.supportmap.actions.inbox import OWNER
from chancennetz.tasks import hooks as tasks


def _address(service_id: uuid.UUID, file_id: uuid.UUID | None) -> str:
    del file_id
    return reverse("supportmap:detail", args=[service_id])


def connect() -> None:
    """Lead tasks about an offer to its page."""
    tasks.register_owner(OWNER, _address)

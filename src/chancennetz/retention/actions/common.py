"""What the actions of deletion share."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from chancennetz.audit.actions import record_write
from chancennetz.core.actor import Actor

SHORTEST_REASON = 10


def log(by: Actor, what: str, row: Any, changed: Iterable[str] = (), subjects: Iterable[uuid.UUID | None] = ()) -> None:
    """Write one row of the log."""
    name = type(row)._meta.model_name or ""
    record_write(
        by=by, action=f"retention.{what}", object_type=name, object_id=row.pk, subjects=subjects, changed=changed
    )


def apart() -> str:
    """Say that the database could not take the data apart."""
    return _("These data cannot be taken apart by themselves. Please ask the administration of the platform.")

"""Earlier versions of records: history, "as of", and both versions side by side."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
import uuid
from typing import Any

from chancennetz.access.models import FamilyFile
from chancennetz.casework import rules
from chancennetz.casework.models import Revision
from chancennetz.core import crypto
from chancennetz.core.models import Entity


@dataclasses.dataclass(frozen=True, slots=True)
class VersionView:
    """One version of a record: what it held, who made it when, and which fields differ from the one before."""

    object_type: str
    object_id: uuid.UUID
    number: int
    made_at: dt.datetime
    made_by: str
    content: dict[str, Any]
    changed: tuple[str, ...]


def _content(revision: Revision) -> dict[str, Any]:
    found = json.loads(revision.content)
    return dict(found)


def as_of(record: Entity, moment: dt.datetime) -> dict[str, Any] | None:
    """Return what a record held at a moment (field names to JSON values); None when it did not exist yet."""
    found = Revision.objects.filter(object_id=record.pk, created_at__lte=moment).order_by("-number").first()
    return None if found is None else _content(found)


def versions_of(file: FamilyFile, object_id: uuid.UUID, *, limit: int = 50) -> list[VersionView]:
    """Return the versions of a record in a file, newest first (two queries)."""
    found = list(Revision.objects.filter(file=file, object_id=object_id).order_by("-number")[: limit + 1])
    crypto.preload_keys([file.pk] if found else [])
    contents = [_content(revision) for revision in found]
    views = []
    for place, revision in enumerate(found[:limit]):
        before = contents[place + 1] if place + 1 < len(contents) else {}
        changed = rules.changed_fields(before, contents[place]) if before else []
        views.append(
            VersionView(
                revision.object_type,
                revision.object_id,
                revision.number,
                revision.created_at,
                revision.made_by_name,
                contents[place],
                tuple(changed),
            )
        )
    return views


def stored_version(file: FamilyFile, object_id: uuid.UUID) -> VersionView | None:
    """Return the version that is stored now, for the page that shows it beside what somebody else typed."""
    found = versions_of(file, object_id, limit=1)
    return found[0] if found else None

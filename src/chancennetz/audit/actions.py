"""The only way into the log."""

from __future__ import annotations

import json
import os
import uuid
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.conf import settings

from chancennetz.audit import queries, rules
from chancennetz.audit.constants import EntryKind
from chancennetz.audit.models import AuditEntry
from chancennetz.core import keyring, time
from chancennetz.core.actor import Actor


def _entry(
    *,
    kind: EntryKind,
    by: Actor,
    action: str,
    object_type: str,
    object_id: uuid.UUID | str = "",
    subjects: Iterable[uuid.UUID | None] = (),
    facet: str = "",
    basis: str = "",
    changed: Iterable[str] = (),
) -> AuditEntry:
    entry = AuditEntry(
        kind=kind.value,
        action=action,
        user_id=by.user_id,
        user_name=by.display_name[:200],
        role=by.role,
        organisation_id=by.organisation_id,
        organisation_name=by.organisation_name[:200],
        session_id=by.session_id,
        request_id=by.request_id,
        purpose=by.purpose,
        basis=basis[:200],
        object_type=object_type,
        object_id=str(object_id),
        facet=facet,
        subject_ids=sorted({subject for subject in subjects if subject is not None}),
        changed=sorted(changed),
    )
    entry.content_hash = rules.content_hash({name: getattr(entry, name) for name in rules.HASHED_FIELDS})
    return entry


def record(**event: Any) -> AuditEntry:
    """Write one row; it is committed together with what it describes, and chained by the database at commit.

    Arguments: kind, by, action, object_type, object_id, subjects (persons and files touched), facet, basis, changed.
    """
    entry = _entry(**event)
    entry.save(force_insert=True)
    return entry


def record_write(*, by: Actor, action: str, object_type: str, **event: Any) -> AuditEntry:
    """Log a change. `action` reads like "plans.goal.add"."""
    return record(kind=EntryKind.WRITE, by=by, action=action, object_type=object_type, **event)


def record_read(*, by: Actor, object_type: str, action: str = "read", **event: Any) -> AuditEntry:
    """Log that data of persons were shown."""
    return record(kind=EntryKind.READ, by=by, action=action, object_type=object_type, **event)


def record_many(events: Iterable[dict[str, Any]]) -> int:
    """Write many rows with few statements (imports, bulk actions)."""
    entries = [_entry(**event) for event in events]
    AuditEntry.objects.bulk_create(entries, batch_size=1000)
    return len(entries)


def head_file() -> Path:
    """Return the file outside the database in which signed heads are kept."""
    return Path(settings.AUDIT_HEAD_FILE)


def sign_head() -> dict[str, Any] | None:
    """Sign the present end of the chain and append it to the head file; None when the log is empty."""
    link = queries.last_link()
    if link is None:
        return None
    head = rules.sign_head(keyring.current().signing, link.seq, bytes(link.hash), time.now())
    path = head_file()
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a", encoding="utf-8") as file:
        file.write(json.dumps(head) + "\n")
        file.flush()
        os.fsync(file.fileno())
    return head

"""The only way into the log."""

from __future__ import annotations

import json
import os
import uuid
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection, transaction

from chancennetz.audit import queries, rules
from chancennetz.audit.constants import KEPT_MONTHS, EntryKind
from chancennetz.audit.models import AuditEntry, AuditLink
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


def _append_statement(statement: dict[str, Any]) -> None:
    path = head_file()
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a", encoding="utf-8") as file:
        file.write(json.dumps(statement) + "\n")
        file.flush()
        os.fsync(file.fileno())


def sign_head() -> dict[str, Any] | None:
    """Sign the present end of the chain and append it to the head file; None when the log is empty."""
    link = queries.last_link()
    if link is None:
        return None
    head = rules.sign_head(keyring.current().signing, link.seq, bytes(link.hash), time.now())
    _append_statement(head)
    return head


# --- deleting old months -------------------------------------------------------------------------------------------

_periods: list[Callable[[], int]] = []


def keep_months_from(ask: Callable[[], int]) -> None:
    """Let a higher room say how many months the log is kept; fewer than `KEPT_MONTHS` the database refuses."""
    _periods[:] = [ask]


def kept_months() -> int:
    """Return how many months the log is kept."""
    return max([KEPT_MONTHS, *(ask() for ask in _periods)])


class LogBroken(Exception):
    """The log does not verify, so nothing of it may be deleted: the proof would be gone."""


def prune(*, by: Actor, dry_run: bool = False) -> list[queries.Segment]:
    """Delete the months of the log whose period is over; return them.

    Each month is closed with a signed root in the head file, from which the chain goes on; then the database deletes
    its rows (migration 0003 refuses what is younger, out of order, or the newest row). Killed in between, the next run
    goes on: a root whose rows are still there does no harm. Raises LogBroken when the log does not verify.
    """
    segments = queries.old_segments(rules.first_kept_month(time.now().date(), kept_months()))
    newest = queries.last_link()
    segments = [segment for segment in segments if newest is not None and segment.last_seq < newest.seq]
    if dry_run or not segments:
        return segments
    if not (result := queries.verify_chain()).ok:
        raise LogBroken(f"row {result.broken_at}: {result.reason}")
    for segment in segments:
        _close_and_delete(by, segment)
    return segments


def _close_and_delete(by: Actor, segment: queries.Segment) -> None:
    chain_hash = bytes(AuditLink.objects.get(seq=segment.last_seq).hash)
    if segment.last_seq not in {root["seq"] for root in queries.roots(head_file())}:
        root = rules.sign_root(
            keyring.current().signing,
            segment=segment.month,
            first_seq=segment.first_seq,
            last_seq=segment.last_seq,
            chain_hash=chain_hash,
            at=time.now(),
        )
        _append_statement(root)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT audit_prune(%s, %s)", [segment.last_seq, chain_hash])
        record(
            kind=EntryKind.OPERATION,
            by=by,
            action="audit.prune",
            object_type="audit_log",
            object_id=segment.month,
            changed=[f"{segment.first_seq}-{segment.last_seq}"],
        )

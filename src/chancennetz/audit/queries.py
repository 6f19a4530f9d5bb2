"""Reading and verifying the log."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
import uuid
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db.models import Exists, OuterRef, QuerySet

from chancennetz.audit import rules
from chancennetz.audit.constants import GENESIS, VERIFY_PORTION
from chancennetz.audit.models import AuditEntry, AuditLink
from chancennetz.core import keyring


def entries_about(subjects: Iterable[uuid.UUID]) -> QuerySet[AuditEntry]:
    """Return the rows that touch any of these persons or files, newest first."""
    return AuditEntry.objects.filter(subject_ids__overlap=list(subjects)).order_by("-created_at", "-id")


def entries_of_object(object_type: str, object_id: uuid.UUID | str) -> QuerySet[AuditEntry]:
    """Return the history of one record, newest first."""
    return AuditEntry.objects.filter(object_type=object_type, object_id=str(object_id)).order_by("-created_at", "-id")


def last_link() -> AuditLink | None:
    """Return the end of the chain."""
    return AuditLink.objects.order_by("-seq").first()


def last_time() -> dt.datetime | None:
    """Return the time of the newest row."""
    return AuditEntry.objects.order_by("-created_at").values_list("created_at", flat=True).first()


@dataclasses.dataclass(frozen=True, slots=True)
class Verification:
    """Result of a check of the whole chain. `broken_at` is the number of the first bad link."""

    ok: bool
    rows: int
    head: str
    broken_at: int | None = None
    reason: str = ""

    def as_dict(self) -> dict[str, Any]:
        """Return the result for JSON."""
        return dataclasses.asdict(self)


def _linked_rows() -> Iterator[tuple[int, bytes, dict[str, Any] | None]]:
    """Yield (seq, hash, entry) in the order of the chain; the entry is None when it is missing."""
    after = -(2**63)  # numbers begin with 1; a forged link below is seen too
    while True:
        links = list(AuditLink.objects.filter(seq__gt=after).order_by("seq")[:VERIFY_PORTION])
        if not links:
            return
        names = (*rules.HASHED_FIELDS, "content_hash")
        rows = {
            row["id"]: row for row in AuditEntry.objects.filter(id__in=[link.entry_id for link in links]).values(*names)
        }
        for link in links:
            yield link.seq, bytes(link.hash), rows.get(link.entry_id)
        after = links[-1].seq


def _unlinked_rows() -> QuerySet[AuditEntry]:
    """Return rows outside the chain.

    One statement sees each row together with its link, so rows that are committed during a check are no false alarm.
    """
    links = AuditLink.objects.filter(entry_id=OuterRef("pk"))
    return AuditEntry.objects.filter(~Exists(links))


def signed_heads(path: Path) -> list[dict[str, Any]]:
    """Return the statements of the head file, oldest first; a torn last line (crash while writing) is left out."""
    if not path.exists():
        return []
    heads = []
    for line in path.read_text(encoding="utf-8").splitlines():
        try:
            heads.append(json.loads(line))
        except ValueError:
            continue
    return heads


def _flaw(seq: int, expected_seq: int, previous: bytes, chain_hash: bytes, row: dict[str, Any] | None) -> str:
    """Return what is wrong with a link and its row; empty when all is well."""
    if seq != expected_seq:
        return "a row was deleted"
    if row is None:
        return "the entry of this link was deleted"
    if rules.content_hash(row) != bytes(row["content_hash"]):
        return "the content of this row was changed"
    if rules.link_hash(previous, bytes(row["content_hash"])) != chain_hash:
        return "the link does not follow from the one before"
    return ""


def _flaw_of_heads(heads: dict[int, dict[str, Any]], seen: dict[int, str]) -> tuple[int, str] | None:
    """Return the first signed head that does not agree with the chain, and why."""
    seed = keyring.current().signing
    for seq, head in sorted(heads.items()):
        if not rules.head_is_genuine(seed, head):
            return seq, "the signed head in the head file was changed"
        if seen.get(seq) != head["hash"]:
            return seq, "the log ends before, or differs from, a head that was signed"
    return None


def verify_chain(progress: Callable[[int], None] | None = None) -> Verification:
    """Check every link, every row's content, that no row stands outside the chain, and the signed heads.

    Finds changed, deleted, inserted, swapped rows; a cut-off end is found through the heads outside the database.
    """
    previous, expected_seq, rows = GENESIS, 1, 0
    seen: dict[int, str] = {}
    heads = {int(head["seq"]): head for head in signed_heads(Path(settings.AUDIT_HEAD_FILE))}

    def broken(seq: int, reason: str) -> Verification:
        return Verification(ok=False, rows=rows, head=previous.hex(), broken_at=seq, reason=reason)

    for seq, chain_hash, row in _linked_rows():
        flaw = _flaw(seq, expected_seq, previous, chain_hash, row)
        if flaw:
            return broken(min(seq, expected_seq), flaw)
        previous, expected_seq, rows = chain_hash, seq + 1, rows + 1
        if seq in heads:
            seen[seq] = chain_hash.hex()
        if progress and rows % 1000 == 0:
            progress(rows)
    if _unlinked_rows().exists():
        return broken(expected_seq, "a row stands outside the chain")
    wrong_head = _flaw_of_heads(heads, seen)
    return broken(*wrong_head) if wrong_head else Verification(ok=True, rows=rows, head=previous.hex())

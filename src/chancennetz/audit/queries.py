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
from django.db import connection
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


def _flaw_of_heads(heads: dict[int, dict[str, Any]], seen: dict[int, str], pruned: int) -> tuple[int, str] | None:
    """Return the first signed head that does not agree with the chain, and why. Up to `pruned` its rows are deleted."""
    seed = keyring.current().signing
    for seq, head in sorted(heads.items()):
        if not rules.head_is_genuine(seed, head):
            return seq, "the signed head in the head file was changed"
        if seq > pruned and seen.get(seq) != head["hash"]:
            return seq, "the log ends before, or differs from, a head that was signed"
    return None


def _flaw_of_roots(roots: list[dict[str, Any]], seen: dict[int, str], pruned: int) -> tuple[int, str] | None:
    """Return the first root of a closed month that is not genuine, leaves a gap, or does not agree with the chain."""
    seed = keyring.current().signing
    expected = 1
    for root in roots:
        if not rules.root_is_genuine(seed, root):
            return int(root["first_seq"]), "the signed root of a closed month was changed"
        if int(root["first_seq"]) != expected:
            return expected, "the signed root of a closed month is missing"
        expected = int(root["seq"]) + 1
        if root["seq"] > pruned and seen.get(root["seq"]) != root["hash"]:
            return int(root["seq"]), "the log differs from the signed root of a closed month"
    return None


def _beginning(roots: list[dict[str, Any]]) -> tuple[int, bytes]:
    """Return after which number, and from which hash, the chain in the database goes on: the youngest root before it.

    Without rows, it is the youngest root there is; without roots, nothing was ever deleted.
    """
    first = AuditLink.objects.order_by("seq").values_list("seq", flat=True).first()
    before = [root for root in roots if first is None or root["seq"] < first]
    return (int(before[-1]["seq"]), bytes.fromhex(before[-1]["hash"])) if before else (0, GENESIS)


def roots(path: Path) -> list[dict[str, Any]]:
    """Return the signed roots of closed months in their order, each once (a run that was killed may repeat one)."""
    found = {root["seq"]: root for root in signed_heads(path) if rules.is_root(root)}
    return [found[seq] for seq in sorted(found)]


def verify_chain(progress: Callable[[int], None] | None = None) -> Verification:
    """Check every link, every row's content, that no row stands outside the chain, the signed heads and roots.

    Finds changed, deleted, inserted, swapped rows; a cut-off end is found through the heads outside the database. When
    old months were deleted, the chain goes on from the signed root of the last one.
    """
    statements = signed_heads(Path(settings.AUDIT_HEAD_FILE))
    closed = roots(Path(settings.AUDIT_HEAD_FILE))
    heads = {int(head["seq"]): head for head in statements if not rules.is_root(head)}
    watched = {*heads, *(int(root["seq"]) for root in closed)}
    pruned, previous = _beginning(closed)
    expected_seq, rows = pruned + 1, 0
    seen: dict[int, str] = {}

    def broken(seq: int, reason: str) -> Verification:
        return Verification(ok=False, rows=rows, head=previous.hex(), broken_at=seq, reason=reason)

    for seq, chain_hash, row in _linked_rows():
        flaw = _flaw(seq, expected_seq, previous, chain_hash, row)
        if flaw:
            return broken(min(seq, expected_seq), flaw)
        previous, expected_seq, rows = chain_hash, seq + 1, rows + 1
        if seq in watched:
            seen[seq] = chain_hash.hex()
        if progress and rows % 1000 == 0:
            progress(rows)
    if _unlinked_rows().exists():
        return broken(expected_seq, "a row stands outside the chain")
    wrong = _flaw_of_roots(closed, seen, pruned) or _flaw_of_heads(heads, seen, pruned)
    return broken(*wrong) if wrong else Verification(ok=True, rows=rows, head=previous.hex())


# --- months to be deleted ------------------------------------------------------------------------------------------


@dataclasses.dataclass(frozen=True, slots=True)
class Segment:
    """A month of the log that may go: its numbers and how many rows."""

    month: str
    first_seq: int
    last_seq: int

    @property
    def rows(self) -> int:
        """How many rows it holds."""
        return self.last_seq - self.first_seq + 1

    def as_dict(self) -> dict[str, Any]:
        """Return the segment for JSON."""
        return dataclasses.asdict(self) | {"rows": self.rows}


def _last_before(moment: dt.datetime) -> int:
    """Return the number before the first link whose row is not older than a moment: all up to it are older."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT coalesce((SELECT min(l.seq) FROM audit_auditlink l JOIN audit_auditentry e ON e.id = l.entry_id"
            " WHERE e.created_at >= %s) - 1, (SELECT max(seq) FROM audit_auditlink), 0)",
            [moment],
        )
        return int(cursor.fetchone()[0])


def old_segments(until: dt.date) -> list[Segment]:
    """Return the months before `until` (its first day, UTC), oldest first.

    The order is that of the chain, not of the clock: a row that was committed after the first one of the next month
    belongs to that.
    """
    oldest = AuditEntry.objects.order_by("created_at").values_list("created_at", flat=True).first()
    first = AuditLink.objects.order_by("seq").values_list("seq", flat=True).first()
    if oldest is None or first is None:
        return []
    found = []
    month = oldest.astimezone(dt.UTC).date().replace(day=1)
    while month < until:
        end = rules.next_month(month)
        last = _last_before(dt.datetime.combine(end, dt.time(), dt.UTC))
        if last >= first:
            found.append(Segment(f"{month:%Y-%m}", first, last))
            first = last + 1
        month = end
    return found

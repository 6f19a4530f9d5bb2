"""Pure rules of the log: what a row's hash covers, how links are joined, how a head is signed."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import uuid
from collections.abc import Mapping
from typing import Any

from chancennetz.core import signing

HASHED_FIELDS = (
    "id",
    "created_at",
    "kind",
    "action",
    "user_id",
    "user_name",
    "role",
    "organisation_id",
    "organisation_name",
    "session_id",
    "request_id",
    "purpose",
    "basis",
    "object_type",
    "object_id",
    "facet",
    "subject_ids",
    "changed",
)


def _plain(value: Any) -> Any:
    if isinstance(value, dt.datetime):
        return value.astimezone(dt.UTC).isoformat(timespec="microseconds")
    if isinstance(value, uuid.UUID):
        return str(value)
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return value


def content_hash(row: Mapping[str, Any]) -> bytes:
    """Return SHA-256 over the canonical JSON of a row's hashed fields."""
    content = [_plain(row[name]) for name in HASHED_FIELDS]
    return hashlib.sha256(json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()).digest()


def link_hash(previous: bytes, content: bytes) -> bytes:
    """Return the hash of the next link. The database trigger computes the same (migration 0002)."""
    return hashlib.sha256(previous + content).digest()


def _head_bytes(seq: int, chain_hash: bytes, at: str) -> bytes:
    return f"chancennetz-audit-head|{seq}|{chain_hash.hex()}|{at}".encode()


def sign_head(seed: bytes, seq: int, chain_hash: bytes, at: dt.datetime) -> dict[str, Any]:
    """Return a signed statement (Ed25519, RFC 8032) about the last link: its number, hash and time."""
    when = _plain(at)
    return {
        "seq": seq,
        "hash": chain_hash.hex(),
        "at": when,
        "signature": signing.sign(seed, _head_bytes(seq, chain_hash, when)),
    }


def head_is_genuine(seed: bytes, head: Mapping[str, Any]) -> bool:
    """Tell whether a statement was signed with our key and not changed since."""
    try:
        message = _head_bytes(int(head["seq"]), bytes.fromhex(head["hash"]), head["at"])
        return signing.is_signed(signing.public_key(seed), head["signature"], message)
    except (ValueError, KeyError, TypeError):
        return False


# --- closed months -------------------------------------------------------------------------------------------------

_ROOT_FIELDS = ("segment", "first_seq", "seq", "hash", "at")


def _root_bytes(root: Mapping[str, Any]) -> bytes:
    return "|".join(["chancennetz-audit-root", *(str(root[name]) for name in _ROOT_FIELDS)]).encode()


def sign_root(
    seed: bytes, *, segment: str, first_seq: int, last_seq: int, chain_hash: bytes, at: dt.datetime
) -> dict[str, Any]:
    """Return the signed root of a closed month: its first and last number, the hash of the last link, the time.

    When its rows are deleted, the chain goes on from this root.
    """
    root: dict[str, Any] = {"segment": segment, "first_seq": first_seq, "seq": last_seq, "hash": chain_hash.hex()}
    root["at"] = _plain(at)
    return root | {"signature": signing.sign(seed, _root_bytes(root))}


def root_is_genuine(seed: bytes, root: Mapping[str, Any]) -> bool:
    """Tell whether a root was signed with our key and not changed since."""
    try:
        return signing.is_signed(signing.public_key(seed), root["signature"], _root_bytes(root))
    except (KeyError, TypeError):
        return False


def is_root(statement: Mapping[str, Any]) -> bool:
    """Tell whether a line of the head file is the root of a closed month (otherwise it is a head)."""
    return "segment" in statement


def first_kept_month(day: dt.date, months: int) -> dt.date:
    """Return the first day of the oldest month that stays: a month goes when its last row is `months` months old."""
    number = day.year * 12 + day.month - 1 - months
    return dt.date(number // 12, number % 12 + 1, 1)


def next_month(first: dt.date) -> dt.date:
    """Return the first day of the month after."""
    return (first.replace(day=28) + dt.timedelta(days=4)).replace(day=1)

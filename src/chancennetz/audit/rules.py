"""Pure rules of the log: what a row's hash covers, how links are joined, how a head is signed."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import uuid
from collections.abc import Mapping
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

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
    signature = Ed25519PrivateKey.from_private_bytes(seed).sign(_head_bytes(seq, chain_hash, when))
    return {"seq": seq, "hash": chain_hash.hex(), "at": when, "signature": signature.hex()}


def head_is_genuine(seed: bytes, head: Mapping[str, Any]) -> bool:
    """Tell whether a statement was signed with our key and not changed since."""
    public = Ed25519PrivateKey.from_private_bytes(seed).public_key()
    try:
        public.verify(
            bytes.fromhex(head["signature"]), _head_bytes(int(head["seq"]), bytes.fromhex(head["hash"]), head["at"])
        )
    except (InvalidSignature, ValueError, KeyError, TypeError):
        return False
    return True

"""Envelope encryption: each person and each family file has a data key, wrapped by a key outside the database.

Primitives are those of the `cryptography` library: AES-256-GCM (NIST SP 800-38D), HMAC-SHA256, HKDF (RFC 5869).
A sealed value is bound to its table, column and row: copied elsewhere it does not open.
It does not protect against a compromised application server, which must be able to read what it shows.
"""

from __future__ import annotations

import contextlib
import dataclasses
import hmac
import os
import uuid
from collections.abc import Callable, Iterable, Iterator
from contextvars import ContextVar
from typing import TYPE_CHECKING

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.apps import apps
from django.db import transaction

from chancennetz.core import keyring, time
from chancennetz.core.prepared import prepared

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from chancennetz.core.models import DataKey

VERSION = b"\x01"
NONCE_BYTES = 12
KEY_BYTES = 32
ROTATION_BATCH = 500


class Unreadable(Exception):
    """A sealed value does not open: its key was destroyed, or the value was moved or changed."""


def seal(key: bytes, plain: bytes, bound_to: str, *, nonce: bytes | None = None) -> bytes:
    """Encrypt with AES-256-GCM: one version byte, 12 bytes nonce, ciphertext with tag. `nonce` is for tests only."""
    nonce = nonce or os.urandom(NONCE_BYTES)
    return VERSION + nonce + AESGCM(key).encrypt(nonce, plain, bound_to.encode())


def unseal(key: bytes, sealed: bytes, bound_to: str) -> bytes:
    """Decrypt what `seal` made. Raises Unreadable when the key, the place or a single bit is another."""
    if sealed[:1] != VERSION:
        raise Unreadable(f"unknown format of a sealed value in {bound_to}")
    nonce, body = sealed[1 : 1 + NONCE_BYTES], sealed[1 + NONCE_BYTES :]
    try:
        return AESGCM(key).decrypt(nonce, body, bound_to.encode())
    except (InvalidTag, ValueError) as error:
        raise Unreadable(f"a sealed value in {bound_to} does not open") from error


def derive(secret: bytes, label: str) -> bytes:
    """Derive an independent 32-byte key for one use from a secret (HKDF-SHA256)."""
    return HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=label.encode()).derive(secret)


def blind_index(column: str, normalised: str) -> int:
    """Return a 64-bit keyed fingerprint of a normalised value, signed as PostgreSQL's bigint wants it.

    Equal values of one column give equal numbers, so the database can find them without reading them.
    """
    key = derive(keyring.current().index, f"blind-index:{column}")
    digest = hmac.digest(key, normalised.encode(), "sha256")
    return int.from_bytes(digest[:8], "big", signed=True)


def pseudonym(purpose: str, identifier: str) -> str:
    """Return a stable pseudonym for one purpose; pseudonyms of two purposes cannot be joined (24 hex digits)."""
    key = derive(keyring.current().index, f"pseudonym:{purpose}")
    return hmac.digest(key, identifier.encode(), "sha256").hex()[:24]


# --- data keys ---------------------------------------------------------------------------------------------------


@dataclasses.dataclass(slots=True)
class _Keys:
    """Data keys opened so far, and those that will be needed: all of these are opened together with the first one."""

    opened: dict[uuid.UUID, bytes] = dataclasses.field(default_factory=dict)
    wanted: set[uuid.UUID] = dataclasses.field(default_factory=set)


_cache: ContextVar[_Keys | None] = ContextVar("chancennetz_data_keys", default=None)
_opened: ContextVar[set[uuid.UUID] | None] = ContextVar("chancennetz_opened_subjects", default=None)


@contextlib.contextmanager
def watch_opened() -> Iterator[set[uuid.UUID]]:
    """Collect the persons and files of which something sealed is opened inside the block.

    The middleware turns the set into read rows of the log, so no page can show a person without one.
    """
    opened: set[uuid.UUID] = set()
    token = _opened.set(opened)
    try:
        yield opened
    finally:
        _opened.reset(token)


def note_opened(subject_id: uuid.UUID) -> None:
    """Note that something sealed of this person or file was opened."""
    opened = _opened.get()
    if opened is not None:
        opened.add(subject_id)


@contextlib.contextmanager
def key_cache() -> Iterator[None]:
    """Keep opened data keys in memory for the length of the block (one request, job or command), no longer."""
    if _cache.get() is not None:
        yield
        return
    token = _cache.set(_Keys())
    try:
        yield
    finally:
        _cache.reset(token)


def _model() -> type[DataKey]:
    return apps.get_model("core", "DataKey")


def _wrap(subject_id: uuid.UUID, data_key: bytes) -> tuple[str, bytes]:
    ring = keyring.current()
    return ring.active, seal(ring.wrapping[ring.active], data_key, f"datakey.{subject_id}")


def _unwrap(row: DataKey) -> bytes:
    if row.destroyed_at is not None:
        raise Unreadable(f"the data of {row.subject_id} were deleted on {row.destroyed_at:%Y-%m-%d}")
    ring = keyring.current()
    if row.key_id not in ring.wrapping:
        raise Unreadable(f"the wrapping key {row.key_id} is not in the keyring: restore it from your key backup")
    return unseal(ring.wrapping[row.key_id], bytes(row.wrapped), f"datakey.{row.subject_id}")


def _remember(subject_id: uuid.UUID, data_key: bytes) -> None:
    cache = _cache.get()
    if cache is not None:
        cache.opened[subject_id] = data_key


def preload_keys(subject_ids: Iterable[uuid.UUID]) -> None:
    """Say which data keys will be needed: the first one that is looked at opens all of them with one query.

    A page that shows many lists thus pays one query for all its keys, not one each.
    """
    cache = _cache.get()
    if cache is not None:
        cache.wanted.update(subject for subject in subject_ids if subject not in cache.opened)


def _open_wanted(cache: _Keys, subject_id: uuid.UUID) -> None:
    wanted = cache.wanted | {subject_id}
    cache.wanted = set()
    for row in _living_keys(subjects=list(wanted)):
        cache.opened[row.subject_id] = _unwrap(row)


@prepared
def _living_keys(*, subjects: list[uuid.UUID]) -> QuerySet[DataKey]:
    return _model().objects.filter(subject_id__in=subjects, destroyed_at__isnull=True)


def create_keys(subject_ids: Iterable[uuid.UUID]) -> None:
    """Make data keys for new subjects with one statement (bulk imports)."""
    fresh = {subject: os.urandom(KEY_BYTES) for subject in subject_ids}
    rows = []
    for subject, data_key in fresh.items():
        key_id, wrapped = _wrap(subject, data_key)
        rows.append(_model()(subject_id=subject, key_id=key_id, wrapped=wrapped))
    _model().objects.bulk_create(rows)
    for subject, data_key in fresh.items():
        _remember(subject, data_key)


def data_key(subject_id: uuid.UUID, *, create: bool = False) -> bytes:
    """Return the data key of a person or file; with `create` make one when there is none.

    Raises Unreadable when it is missing or was destroyed.
    """
    cache = _cache.get()
    if cache is not None:
        if subject_id not in cache.opened:
            _open_wanted(cache, subject_id)
        if subject_id in cache.opened:
            return cache.opened[subject_id]
    row = _model().objects.filter(subject_id=subject_id).first()
    if row is None:
        if not create:
            raise Unreadable(f"there is no data key for {subject_id}")
        key_id, wrapped = _wrap(subject_id, fresh := os.urandom(KEY_BYTES))
        # Two requests may meet here; the second one takes the key of the first.
        row, made = _model().objects.get_or_create(
            subject_id=subject_id, defaults={"key_id": key_id, "wrapped": wrapped}
        )
        if made:
            _remember(subject_id, fresh)
            return fresh
    opened = _unwrap(row)
    _remember(subject_id, opened)
    return opened


def destroy_key(subject_id: uuid.UUID) -> None:
    """Destroy a data key: everything sealed with it is gone, also from every backup (crypto-erase)."""
    _model().objects.filter(subject_id=subject_id).update(wrapped=b"", key_id="", destroyed_at=time.now())
    cache = _cache.get()
    if cache is not None:
        cache.opened.pop(subject_id, None)


def rewrap_all(*, progress: Callable[[int, int], None] | None = None) -> int:
    """Wrap every data key with the active wrapping key, in committed batches; return how many were changed.

    May be killed at any moment and run again: rows already done are skipped, rows not done still open with the old key.
    """
    active = keyring.current().active
    pending = _model().objects.filter(destroyed_at__isnull=True).exclude(key_id=active)
    total, done = pending.count(), 0
    while True:
        with transaction.atomic():
            batch = list(pending.select_for_update(skip_locked=True).order_by("subject_id")[:ROTATION_BATCH])
            for row in batch:
                row.key_id, row.wrapped = _wrap(row.subject_id, _unwrap(row))
            _model().objects.bulk_update(batch, ["key_id", "wrapped"])
        done += len(batch)
        if progress:
            progress(done, total)
        if not batch:
            return done

"""Keys that live outside the database and outside its backups.

One JSON file `keyring.json` in the secrets folder, readable by its owner only:
`{"active": "k1", "wrapping": {"k1": base64 of 32 bytes}, "index": base64, "signing": base64 of an Ed25519 seed}`.
"""

from __future__ import annotations

import base64
import dataclasses
import functools
import json
import os
import secrets
from collections.abc import Mapping
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

FILE_NAME = "keyring.json"


@dataclasses.dataclass(frozen=True, slots=True)
class Keyring:
    """Wrapping keys by id, the active one, the key of blind indexes, the seed of the audit signature."""

    active: str
    wrapping: dict[str, bytes]
    index: bytes
    signing: bytes


def _encode(key: bytes) -> str:
    return base64.b64encode(key).decode()


def _write(path: Path, content: Mapping[str, object]) -> None:
    """Write the file so that a crash leaves the old or the new one, never half of it."""
    temporary = path.with_suffix(".new")
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        json.dump(content, file, indent=1)
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(path)


def ensure(folder: Path) -> Path:
    """Create the keyring with fresh keys when there is none; return its path."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = folder / FILE_NAME
    if not path.exists():
        fresh = {name: _encode(secrets.token_bytes(32)) for name in ("index", "signing")}
        _write(path, {"active": "k1", "wrapping": {"k1": _encode(secrets.token_bytes(32))}, **fresh})
    return path


def read(folder: Path) -> Keyring:
    """Read the keyring. Raises ImproperlyConfigured with the cure when it is missing or broken."""
    path = folder / FILE_NAME
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        wrapping = {name: base64.b64decode(key) for name, key in content["wrapping"].items()}
        ring = Keyring(
            active=content["active"],
            wrapping=wrapping,
            index=base64.b64decode(content["index"]),
            signing=base64.b64decode(content["signing"]),
        )
    except FileNotFoundError as error:
        raise ImproperlyConfigured(
            f"{path} is missing. Run ./start once, or restore it from your key backup."
        ) from error
    except (KeyError, ValueError, TypeError) as error:
        raise ImproperlyConfigured(f"{path} is damaged. Restore it from your key backup.") from error
    if ring.active not in wrapping or any(len(key) != 32 for key in (*wrapping.values(), ring.index, ring.signing)):
        raise ImproperlyConfigured(f"{path} lacks a key or holds one of the wrong length. Restore it from your backup.")
    return ring


def add_wrapping_key(folder: Path) -> str:
    """Add a fresh wrapping key, make it the active one, return its id. Old keys stay readable."""
    ring = read(folder)
    key_id = f"k{len(ring.wrapping) + 1}"
    wrapping = {name: _encode(key) for name, key in ring.wrapping.items()} | {key_id: _encode(secrets.token_bytes(32))}
    content = {"active": key_id, "wrapping": wrapping, "index": _encode(ring.index), "signing": _encode(ring.signing)}
    _write(folder / FILE_NAME, content)
    current.cache_clear()
    return key_id


@functools.cache
def _current_at(folder: Path, modified_ns: int) -> Keyring:
    del modified_ns  # part of the cache key only: a rotated file is read anew
    return read(folder)


class _Current:
    """Callable with a cache that notices a rotated file."""

    def __call__(self) -> Keyring:
        folder = Path(settings.SECRETS_DIR)
        try:
            modified = (folder / FILE_NAME).stat().st_mtime_ns
        except FileNotFoundError:
            modified = 0
        return _current_at(folder, modified)

    def cache_clear(self) -> None:
        _current_at.cache_clear()


#: Return the keyring of this installation.
current = _Current()

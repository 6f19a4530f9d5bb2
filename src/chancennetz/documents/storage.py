"""Encrypted files on disk: written aside, flushed, renamed; a row never points to a file that is not whole."""

from __future__ import annotations

import datetime as dt
import os
import uuid
from pathlib import Path

from django.conf import settings

from chancennetz.core import crypto, time


def _path(stored_as: str) -> Path:
    return Path(settings.UPLOADS_DIR) / stored_as[:2] / stored_as


def write(subject_id: uuid.UUID, stored_as: str, content: bytes) -> None:
    """Seal a content with the data key of a family file and write it."""
    sealed = crypto.seal(crypto.data_key(subject_id, create=True), content, f"upload.{stored_as}")
    path = _path(stored_as)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    temporary = path.with_suffix(".new")
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(sealed)
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(path)


def read(subject_id: uuid.UUID, stored_as: str) -> bytes:
    """Return the plain content. Raises crypto.Unreadable when the file is missing, moved or changed."""
    try:
        sealed = _path(stored_as).read_bytes()
    except FileNotFoundError as error:
        raise crypto.Unreadable(f"the upload {stored_as} is not on disk: restore it from the backup") from error
    content = crypto.unseal(crypto.data_key(subject_id), sealed, f"upload.{stored_as}")
    crypto.note_opened(subject_id)
    return content


def delete(stored_as: str) -> None:
    """Remove a file for good."""
    _path(stored_as).unlink(missing_ok=True)


def names(min_age: dt.timedelta) -> set[str]:
    """Return the names of all files that were written at least so long ago."""
    latest = (time.now() - min_age).timestamp()
    found = [path for path in Path(settings.UPLOADS_DIR).glob("??/*") if path.suffix != ".new"]
    return {path.name for path in found if path.stat().st_mtime <= latest}

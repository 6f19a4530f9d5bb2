"""Encrypted backups: database, uploads, signed heads of the log, and a manifest to check a restored copy against.

The content is a tar stream sealed for the public backup key: `dump/000000`, `dump/000001` ... (pg_dump's custom format
in pieces, because its size is not known beforehand), `uploads/...` (each file encrypted already), `heads.jsonl`, and
at the end `manifest.json`. Keys and passwords are never part of it.
"""

from __future__ import annotations

import dataclasses
import hashlib
import io
import json
import os
import subprocess
import tarfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, BinaryIO, cast

import psycopg
from psycopg.conninfo import conninfo_to_dict

from chancennetz.config import inventory
from chancennetz.config.installation import DATABASE, Installation
from chancennetz.config.runtime import Problem
from chancennetz.core import postgres, sealed_stream, secrets, time

FORMAT = 1
PIECE = 8 * 1024 * 1024
MANIFEST = "manifest.json"
HEADS = "heads.jsonl"

#: Called with the bytes written so far.
Progress = Callable[[int], None]


@dataclasses.dataclass(frozen=True)
class Written:
    """A finished backup."""

    path: Path
    bytes: int
    rows: int
    uploads: int
    audit_seq: int
    recipient: str

    def as_dict(self) -> dict[str, Any]:
        """Return the result for JSON."""
        return dataclasses.asdict(self) | {"path": str(self.path)}


def client_environment(dsn: str) -> dict[str, str]:
    """Return the environment that lets PostgreSQL's own programs connect, the password not on the command line."""
    names = {"host": "PGHOST", "port": "PGPORT", "user": "PGUSER", "password": "PGPASSWORD", "dbname": "PGDATABASE"}
    names |= {"sslmode": "PGSSLMODE", "sslrootcert": "PGSSLROOTCERT"}
    clean = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    return clean | {names[key]: str(value) for key, value in conninfo_to_dict(dsn).items() if key in names and value}


def write(installation: Installation, target: Path, *, version: str, head_file: Path, progress: Progress) -> Written:
    """Write a backup to `target`, which must not exist. Raises Problem; a broken attempt leaves no file behind."""
    if target.exists():
        raise Problem(f"{target} exists. A backup never overwrites a file: choose another name.")
    public = sealed_stream.public_key(_read_public_key(installation))
    partial = target.with_name(target.name + ".part")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            made_at = time.now().isoformat(timespec="seconds")
            sealed = sealed_stream.SealedWriter(file, public, {"made_at": made_at, "version": version})
            manifest = _write_content(installation, sealed, head_file, progress)
            sealed.finish()
            file.flush()
            os.fsync(file.fileno())
        size = partial.stat().st_size
        partial.rename(target)
    except OSError as error:
        raise Problem(f"The backup could not be written to {target}: {error.strerror}.") from error
    finally:
        partial.unlink(missing_ok=True)
    return Written(
        path=target,
        bytes=size,
        rows=sum(manifest["tables"].values()),
        uploads=len(manifest["uploads"]),
        audit_seq=(manifest["audit"] or {"seq": 0})["seq"],
        recipient=sealed_stream.fingerprint(public),
    )


def _read_public_key(installation: Installation) -> bytes:
    return secrets.read(installation.secrets, secrets.BACKUP_PUBLIC).encode()


def _write_content(
    installation: Installation, sealed: sealed_stream.SealedWriter, head_file: Path, progress: Progress
) -> dict[str, Any]:
    """Write heads, dump, uploads and manifest; return the manifest.

    The heads are copied before the snapshot is taken, so that the chain of the snapshot reaches at least to them. The
    uploads follow the snapshot: files are written before their rows, so none that the snapshot knows is missing.
    """
    heads = head_file.read_bytes() if head_file.exists() else b""
    name = DATABASE if installation.external is None else str(installation.external["NAME"])
    dsn = installation.admin_dsn(database=name)
    with tarfile.open(fileobj=cast("BinaryIO", sealed), mode="w|") as tar, psycopg.connect(dsn) as connection:
        connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        snapshot = str((connection.execute("SELECT pg_export_snapshot()").fetchone() or [""])[0])
        manifest: dict[str, Any] = {
            "format": FORMAT,
            "server_version": connection.info.server_version,
            "tables": inventory.row_counts(connection),
            "audit": inventory.audit_head(connection),
            "protection": inventory.protection(connection),
        }
        _add(tar, HEADS, heads)
        manifest["dump"] = _dump(tar, dsn, snapshot, progress)
        manifest["uploads"] = _add_uploads(tar, installation.var / "uploads")
        _add(tar, MANIFEST, json.dumps(manifest, sort_keys=True).encode())
    return manifest


def _add(tar: tarfile.TarFile, name: str, content: bytes) -> None:
    member = tarfile.TarInfo(name)
    member.size = len(content)
    member.mode = 0o600
    tar.addfile(member, io.BytesIO(content))


def _dump(tar: tarfile.TarFile, dsn: str, snapshot: str, progress: Progress) -> dict[str, Any]:
    """Run pg_dump on the snapshot and add its output in pieces; return size and hash."""
    command = [str(postgres.binary("pg_dump")), "--format=custom", "--compress=6", f"--snapshot={snapshot}"]
    digest, size, number = hashlib.sha256(), 0, 0
    with subprocess.Popen(
        command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=client_environment(dsn)
    ) as process:
        if process.stdout is None or process.stderr is None:
            raise Problem("pg_dump could not be started.")
        while piece := process.stdout.read(PIECE):
            _add(tar, f"dump/{number:06}", piece)
            digest.update(piece)
            size, number = size + len(piece), number + 1
            progress(size)
        complaint = process.stderr.read().decode(errors="replace").strip()
    if process.returncode:
        raise Problem(f"pg_dump failed: {complaint}")
    return {"bytes": size, "sha256": digest.hexdigest()}


def _add_uploads(tar: tarfile.TarFile, folder: Path) -> dict[str, str]:
    """Add all uploaded files; return their hashes by name."""
    hashes: dict[str, str] = {}
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not path.is_symlink():
            content = path.read_bytes()
            name = path.relative_to(folder).as_posix()
            _add(tar, f"uploads/{name}", content)
            hashes[name] = hashlib.sha256(content).hexdigest()
    return hashes

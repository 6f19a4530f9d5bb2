"""Reading backups back: the drill into a scratch database, and the real restore into a new installation."""

from __future__ import annotations

import contextlib
import dataclasses
import datetime as dt
import hashlib
import json
import os
import subprocess
import tarfile
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path, PurePosixPath
from typing import IO, Any, BinaryIO, cast

import psycopg
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from django.conf import settings
from django.db import connections
from psycopg import sql

from chancennetz.audit import queries as audit
from chancennetz.config import backup, inventory
from chancennetz.config.installation import Installation
from chancennetz.config.runtime import Problem
from chancennetz.core import postgres, roles, sealed_stream, time

OLDEST = dt.timedelta(days=35)

Say = Callable[[str], None]


@dataclasses.dataclass
class Findings:
    """What a restore has shown. `differences` is empty when the copy equals the original."""

    made_at: str
    version: str
    rows: int = 0
    uploads: int = 0
    audit_seq: int = 0
    differences: list[str] = dataclasses.field(default_factory=list)

    def as_dict(self) -> dict[str, Any]:
        """Return the result for JSON."""
        return dataclasses.asdict(self) | {"ok": not self.differences}


def read_key(path: Path) -> X25519PrivateKey:
    """Read the private backup key. Raises Problem with the cure when it is not there."""
    try:
        return sealed_stream.private_key(path.read_bytes())
    except FileNotFoundError:
        raise Problem(
            f"The private backup key {path} is not here. Bring it from the place where you keep it: --key FILE."
        ) from None


def drill(installation: Installation, source: Path, key: X25519PrivateKey, *, allow_stale: bool, say: Say) -> Findings:
    """Restore into a scratch database, compare everything with the manifest, verify the log, drop the scratch."""
    scratch = f"chancennetz_drill_{os.getpid()}"
    with _opened(source, allow_stale=allow_stale) as (file, header), tempfile.TemporaryDirectory() as folder:
        say(f"Backup of {header['made_at']}, version {header['version']}.")
        admin = installation.admin_dsn()
        roles.ensure_roles(admin, installation.passwords())
        _drop(admin, scratch)
        try:
            roles.ensure_database(admin, scratch)
            manifest = _restore(file, key, installation.admin_dsn(database=scratch), Path(folder), keep_uploads=False)
            roles.ensure_grants(installation.dsn(roles.MIGRATOR, database=scratch))
            say("Restored. Comparing ...")
            findings = Findings(header["made_at"], header["version"])
            _compare(installation, scratch, manifest, findings, heads=Path(folder) / backup.HEADS)
        finally:
            _drop(admin, scratch)
    return findings


def restore(installation: Installation, source: Path, key: X25519PrivateKey, *, say: Say) -> Findings:
    """Restore into this installation, whose database must be missing or empty. Raises Problem otherwise."""
    name = str(connections["default"].settings_dict["NAME"])
    admin = installation.admin_dsn()
    with _opened(source, allow_stale=True) as (file, header):
        say(f"Backup of {header['made_at']}, version {header['version']}.")
        roles.ensure_roles(admin, installation.passwords())
        if not roles.ensure_database(admin, name) and _has_tables(installation.admin_dsn(database=name)):
            raise Problem(
                f"The database {name} is not empty. Restore into a new installation: set CHANCENNETZ_VAR to a new "
                "folder that holds a copy of the secrets folder only (docs/operations.md)."
            )
        manifest = _restore(file, key, installation.admin_dsn(database=name), installation.var, keep_uploads=True)
        roles.ensure_grants(installation.dsn(roles.MIGRATOR, database=name))
        heads = Path(settings.AUDIT_HEAD_FILE)
        heads.parent.mkdir(parents=True, exist_ok=True)
        if heads.exists():
            heads.rename(heads.with_name(f"heads-before-restore-{time.now():%Y%m%d-%H%M%S}.jsonl"))
        (installation.var / backup.HEADS).rename(heads)
        findings = Findings(header["made_at"], header["version"])
        _compare(installation, name, manifest, findings, heads=heads)
    return findings


@contextlib.contextmanager
def _opened(source: Path, *, allow_stale: bool) -> Iterator[tuple[BinaryIO, dict[str, Any]]]:
    """Open a backup, give its header, refuse one that is too old."""
    try:
        file = source.open("rb")
    except OSError as error:
        raise Problem(f"{source} cannot be read: {error.strerror}.") from error
    with file:
        try:
            header = sealed_stream.read_header(file)
            made_at = dt.datetime.fromisoformat(str(header["made_at"]))
        except (sealed_stream.SealBroken, KeyError, ValueError) as error:
            raise Problem(f"{source} is no backup: {error}") from error
        age = time.now() - made_at
        if age > OLDEST and not allow_stale:
            raise Problem(
                f"This backup is {age.days} days old, more than {OLDEST.days}. A drill must prove that a recent one "
                "works. Take a newer one, or add --allow-stale."
            )
        file.seek(0)
        yield file, header


def _restore(file: BinaryIO, key: X25519PrivateKey, dsn: str, folder: Path, *, keep_uploads: bool) -> dict[str, Any]:
    """Feed the dump to pg_restore, write the heads into `folder`, check all hashes; return the manifest."""
    try:
        sealed = sealed_stream.SealedReader(file, key)
        with tarfile.open(fileobj=cast("BinaryIO", sealed), mode="r|") as tar:
            manifest, hashes = _read_members(tar, dsn, folder, keep_uploads=keep_uploads)
        sealed.finish()
    except (sealed_stream.SealBroken, tarfile.TarError) as error:
        raise Problem(f"The backup cannot be read: {error}") from error
    if manifest.get("format") != backup.FORMAT:
        raise Problem(f"The backup has format {manifest.get('format')}; this version reads {backup.FORMAT}.")
    if hashes.pop("dump") != manifest["dump"]["sha256"]:
        raise Problem("The dump inside the backup differs from its manifest.")
    if hashes != manifest["uploads"]:
        raise Problem("The uploaded files inside the backup differ from its manifest.")
    return manifest


def _read_members(
    tar: tarfile.TarFile, dsn: str, folder: Path, *, keep_uploads: bool
) -> tuple[dict[str, Any], dict[str, str]]:
    """Work through the members in their order; return the manifest and the hashes of dump and uploads."""
    manifest: dict[str, Any] = {}
    hashes: dict[str, str] = {}
    dump = hashlib.sha256()
    process: subprocess.Popen[bytes] | None = None
    try:
        for member in tar:
            content = cast("IO[bytes]", tar.extractfile(member)).read()
            if member.name.startswith("dump/"):
                process = process or _pg_restore(dsn)
                dump.update(content)
                _feed(process, content)
                continue
            if process and process.stdin and not process.stdin.closed:
                _finish(process)
            if member.name == backup.MANIFEST:
                manifest = json.loads(content)
            elif member.name == backup.HEADS:
                (folder / backup.HEADS).write_bytes(content)
            elif member.name.startswith("uploads/"):
                name = member.name.removeprefix("uploads/")
                hashes[name] = hashlib.sha256(content).hexdigest()
                if keep_uploads:
                    _keep(folder / "uploads", name, content)
    finally:
        if process and process.poll() is None:
            process.kill()
            process.wait()
    return manifest, hashes | {"dump": dump.hexdigest()}


def _pg_restore(dsn: str) -> subprocess.Popen[bytes]:
    name = backup.client_environment(dsn)["PGDATABASE"]
    command = [str(postgres.binary("pg_restore")), "--exit-on-error", "--single-transaction", f"--dbname={name}"]
    # pg_dump writes "CREATE SCHEMA public" only when its owner or comment was changed; ours belong to the database.
    return subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
        env=backup.client_environment(dsn),
    )  # fmt: skip


def _feed(process: subprocess.Popen[bytes], content: bytes) -> None:
    try:
        cast("IO[bytes]", process.stdin).write(content)
    except BrokenPipeError:
        _finish(process)


def _finish(process: subprocess.Popen[bytes]) -> None:
    """Close the input, wait for the end. Raises Problem with pg_restore's first complaint."""
    with contextlib.suppress(BrokenPipeError):
        cast("IO[bytes]", process.stdin).close()
    complaint = cast("IO[bytes]", process.stderr).read().decode(errors="replace").strip()
    if process.wait():
        raise Problem(f"pg_restore failed: {complaint}")


def _keep(folder: Path, name: str, content: bytes) -> None:
    """Write an uploaded file, never outside the folder."""
    parts = PurePosixPath(name)
    if parts.is_absolute() or ".." in parts.parts:
        raise Problem(f"The backup holds a file with the forbidden name {name!r}.")
    path = folder / parts
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


def _compare(
    installation: Installation, database: str, manifest: dict[str, Any], findings: Findings, *, heads: Path
) -> None:
    """Compare rows, protection and log with the manifest; note every difference."""
    differences = findings.differences
    with psycopg.connect(installation.admin_dsn(database=database)) as connection:
        counts = inventory.row_counts(connection)
        head = inventory.audit_head(connection)
        protection = inventory.protection(connection)
    for table in sorted(counts.keys() | manifest["tables"].keys()):
        there, here = manifest["tables"].get(table), counts.get(table)
        if there != here:
            differences.append(f"{table}: {there} rows in the original, {here} in the copy")
    differences += [
        f"the {kind} differ" for kind, digest in manifest["protection"].items() if protection.get(kind) != digest
    ]
    if head != manifest["audit"]:
        differences.append("the end of the log differs")
    with psycopg.connect(installation.dsn(roles.APP, database=database)) as connection:
        try:
            roles.check_app_role(connection)
        except roles.RoleProblem as error:
            differences.append(str(error))
    with _looking_at(database, heads):
        verification = audit.verify_chain()
    if not verification.ok:
        differences.append(f"the log is broken at row {verification.broken_at}: {verification.reason}")
    findings.rows = sum(counts.values())
    findings.uploads = len(manifest["uploads"])
    findings.audit_seq = (head or {"seq": 0})["seq"]


@contextlib.contextmanager
def _looking_at(database: str, heads: Path) -> Iterator[None]:
    """Let the rooms' queries look at another database and another head file for a moment."""
    connection = connections["default"]
    before, before_heads = connection.settings_dict["NAME"], settings.AUDIT_HEAD_FILE
    try:
        connection.close()
        connection.settings_dict["NAME"] = database
        settings.AUDIT_HEAD_FILE = heads
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = before
        settings.AUDIT_HEAD_FILE = before_heads


def _has_tables(dsn: str) -> bool:
    with psycopg.connect(dsn) as connection:
        row = connection.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'").fetchone()
    return bool(row and row[0])


def _drop(admin_dsn: str, name: str) -> None:
    with psycopg.connect(admin_dsn, autocommit=True) as connection:
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))

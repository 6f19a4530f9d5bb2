"""Sets an installation up, or brings it up to date. Every step may be repeated and does nothing when it is done."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

import psycopg
from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from psycopg.conninfo import make_conninfo

from chancennetz.config.installation import DATABASE, Installation
from chancennetz.core import environment, roles, secrets
from chancennetz.messages import catalogues

Say = Callable[[str], None]


def make_secrets(installation: Installation) -> list[str]:
    """Make the keys and passwords that have never been made; return their names."""
    installation.var.mkdir(parents=True, exist_ok=True)
    is_new = not installation.cluster.is_initialised if installation.is_embedded else _external_is_empty(installation)
    return secrets.ensure(installation.secrets, database_is_new=is_new)


def _external_is_empty(installation: Installation) -> bool:
    """Tell whether an external database holds no migrated tables yet, or does not even exist."""
    parts = installation.external or {}
    dsn = (
        installation.admin_dsn(database=str(parts["NAME"]))
        if may_make_database(installation)
        else make_conninfo(
            host=parts["HOST"],
            port=parts["PORT"],
            user=parts["USER"],
            password=parts["PASSWORD"],
            dbname=parts["NAME"],
            **parts["OPTIONS"],
        )
    )
    try:
        with psycopg.connect(dsn, connect_timeout=10) as connection:
            row = connection.execute("SELECT to_regclass('public.django_migrations') IS NULL").fetchone()
    except psycopg.OperationalError as error:
        if f'database "{parts["NAME"]}" does not exist' in str(error):
            return True
        raise
    return row == (True,)


def make_database(installation: Installation) -> None:
    """Make or correct the three roles, the database and the grants."""
    name = DATABASE if installation.external is None else str(installation.external["NAME"])
    roles.ensure_roles(installation.admin_dsn(), installation.passwords())
    roles.ensure_database(installation.admin_dsn(), name)
    roles.ensure_grants(installation.dsn(roles.MIGRATOR))


def may_make_database(installation: Installation) -> bool:
    """Tell whether this process has the rights to make roles: always for the embedded server."""
    return installation.is_embedded or bool(environment.text("DATABASE_ADMIN_URL"))


def migrate(*, verbosity: int = 1) -> None:
    """Run the migrations as the migrator, and make the table in which throttles count."""
    call_command("migrate", database="migrator", verbosity=verbosity, interactive=False)
    call_command("createcachetable", database="migrator", verbosity=0)


def compile_messages() -> int:
    """Compile the translations that are newer than their compiled form; return how many catalogues there are."""
    return len(catalogues.compile_catalogues())


def collect_static(say: Say) -> bool:
    """Copy, hash and compress the static files when one has changed; return whether that was needed."""
    digest = hashlib.sha256(settings.VERSION.encode())
    for finder in get_finders():
        for path, storage in finder.list([]):
            file = storage.path(path)
            digest.update(f"{path} {storage.size(path)} {storage.get_modified_time(path)} {file}".encode())
    stamp = settings.STATIC_ROOT / ".stamp"
    if stamp.exists() and stamp.read_text(encoding="ascii") == digest.hexdigest():
        return False
    say("Preparing pictures, fonts and styles ...")
    call_command("collectstatic", interactive=False, clear=True, verbosity=0)
    stamp.write_text(digest.hexdigest(), encoding="ascii")
    return True

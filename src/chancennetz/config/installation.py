"""Where this installation lives and how it reaches its database. Read from the environment, before Django starts."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any
from urllib.parse import quote

from psycopg.conninfo import make_conninfo

from chancennetz.core import environment, postgres, roles, secrets

PACKAGE: Path = Path(__file__).resolve().parents[1]
DATABASE = "chancennetz"


def project_folder() -> Path:
    """Return the checkout this code runs from, or the current folder when it was installed as a package."""
    checkout = PACKAGE.parents[1]
    return checkout if (checkout / "pyproject.toml").exists() else Path.cwd()


@dataclasses.dataclass(frozen=True)
class Installation:
    """One installation: its folder for everything that changes, and its database server."""

    var: Path
    external: dict[str, Any] | None = None

    @property
    def secrets(self) -> Path:
        """The folder of keys and passwords. Never part of a backup."""
        return self.var / "secrets"

    @property
    def cluster(self) -> postgres.Cluster:
        """The embedded server (unused when DATABASE_URL names another one)."""
        return postgres.Cluster(self.var / "postgres")

    @property
    def is_embedded(self) -> bool:
        """Tell whether the database is the embedded one."""
        return self.external is None

    def passwords(self) -> roles.Passwords:
        """Return the passwords of the three roles; those in the addresses of an external server come first."""
        given = {name: (environment.database_url(name) or {}) for name in ("DATABASE_URL", "DATABASE_MIGRATOR_URL")}
        return roles.Passwords(
            migrator=given["DATABASE_MIGRATOR_URL"].get("PASSWORD")
            or secrets.read(self.secrets, secrets.MIGRATOR_PASSWORD),
            app=given["DATABASE_URL"].get("PASSWORD") or secrets.read(self.secrets, secrets.APP_PASSWORD),
            statistics=secrets.read(self.secrets, secrets.STATISTICS_PASSWORD),
        )

    def connection(self, role: str, *, database: str = "") -> dict[str, Any]:
        """Return Django's connection parts for one of the three roles."""
        passwords = self.passwords()
        password = {
            roles.MIGRATOR: passwords.migrator,
            roles.APP: passwords.app,
            roles.STATISTICS: passwords.statistics,
        }[role]
        if self.external is None:
            place: dict[str, Any] = {
                "NAME": DATABASE,
                "HOST": str(self.cluster.socket_folder),
                "PORT": str(postgres.PORT),
                "OPTIONS": {},
            }
        else:
            place = dict(self.external)
            if role == roles.MIGRATOR:
                place |= environment.database_url("DATABASE_MIGRATOR_URL") or {}
        options = dict(place["OPTIONS"])
        return place | {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": database or place["NAME"],
            "USER": role,
            "PASSWORD": password,
            "OPTIONS": options,
        }

    def dsn(self, role: str, *, database: str = "") -> str:
        """Return a psycopg connection text for one of the three roles."""
        parts = self.connection(role, database=database)
        return make_conninfo(
            host=parts["HOST"],
            port=parts["PORT"],
            user=parts["USER"],
            password=parts["PASSWORD"],
            dbname=parts["NAME"],
            **parts["OPTIONS"],
        )

    def admin_dsn(self, *, database: str = "postgres") -> str:
        """Return the connection text of the role that may make roles and databases.

        Raises EnvironmentProblem for an external server when DATABASE_ADMIN_URL is not set.
        """
        if self.is_embedded:
            password = secrets.read(self.secrets, secrets.SUPERUSER_PASSWORD)
            return self.cluster.dsn(user=postgres.SUPERUSER, password=password, database=database)
        parts = environment.database_url("DATABASE_ADMIN_URL")
        if parts is None:
            raise environment.EnvironmentProblem(
                "DATABASE_ADMIN_URL is not set. Setting up an external server (and the restore drill) needs a role "
                "that may make roles and databases; serving does not. Set it for this one command only."
            )
        return make_conninfo(
            host=parts["HOST"],
            port=parts["PORT"],
            user=parts["USER"],
            password=parts["PASSWORD"],
            dbname=database,
            **parts["OPTIONS"],
        )

    def attach(self) -> postgres.Attachment | None:
        """Start or join the embedded server; None when the server is an external one."""
        if not self.is_embedded:
            return None
        return postgres.attach(self.cluster, superuser_password=secrets.read(self.secrets, secrets.SUPERUSER_PASSWORD))

    def description(self) -> str:
        """Return one line that tells where the data are, without a password."""
        if self.external is None:
            return f"embedded PostgreSQL {postgres.MAJOR_VERSION} in {self.cluster.folder}"
        return (
            f"PostgreSQL at {self.external['HOST'] or 'the local socket'}, database {quote(str(self.external['NAME']))}"
        )


def current() -> Installation:
    """Return the installation that the environment describes. Raises EnvironmentProblem."""
    external = environment.database_url("DATABASE_URL")
    if external is not None and external["USER"] != roles.APP:
        raise environment.EnvironmentProblem(
            f"DATABASE_URL connects as {external['USER']!r}. Chancennetz serves only as the role {roles.APP!r}, which "
            "owns no table and is bound by row-level security. Write that name; `chancennetz setup` makes the role "
            "(with DATABASE_ADMIN_URL set for that one command)."
        )
    migrator = environment.database_url("DATABASE_MIGRATOR_URL")
    if migrator is not None and migrator["USER"] != roles.MIGRATOR:
        raise environment.EnvironmentProblem(f"DATABASE_MIGRATOR_URL must connect as the role {roles.MIGRATOR!r}.")
    return Installation(environment.folder("CHANCENNETZ_VAR", project_folder() / "var"), external)

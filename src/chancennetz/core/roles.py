"""The three database roles, what each may do, and the check that refuses to serve with more rights than that.

| role | may |
|---|---|
| chancennetz_migrator | owns the database, its schemas, tables and policies; runs migrations, serves nothing |
| chancennetz_app | reads and writes rows of schema `public` table by table; owns nothing; row-level security binds it |
| chancennetz_stat | the schema `statistics` only |

Tables that the migrator makes are granted to the app by default privileges; a migration revokes where less is right.
"""

from __future__ import annotations

import dataclasses

import psycopg
from psycopg import sql

MIGRATOR = "chancennetz_migrator"
APP = "chancennetz_app"
STATISTICS = "chancennetz_stat"
STATISTICS_SCHEMA = "statistics"

BUILTIN_LOCALE_SINCE = 170000

#: Limits of the role that serves requests, so that one broken page cannot hold locks for ever.
APP_LIMITS = {"statement_timeout": "60s", "lock_timeout": "15s", "idle_in_transaction_session_timeout": "300s"}


class RoleProblem(RuntimeError):
    """The database role has rights it must not have, or lacks the ones it needs."""


@dataclasses.dataclass(frozen=True)
class Passwords:
    """Passwords of the three roles."""

    migrator: str
    app: str
    statistics: str


def ensure_roles(admin_dsn: str, passwords: Passwords) -> None:
    """Make the three roles of a server, or set their rights and passwords right. Safe to repeat.

    `admin_dsn` connects as a role that may make roles (superuser, or CREATEROLE).
    """
    with psycopg.connect(admin_dsn, autocommit=True) as connection:
        for role, password in (
            (MIGRATOR, passwords.migrator),
            (APP, passwords.app),
            (STATISTICS, passwords.statistics),
        ):
            exists = connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role]).fetchone()
            verb = sql.SQL("ALTER ROLE {}" if exists else "CREATE ROLE {}").format(sql.Identifier(role))
            connection.execute(
                verb
                + sql.SQL(
                    " LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE NOREPLICATION NOINHERIT PASSWORD {}"
                ).format(sql.Literal(password))
            )
        for name, value in APP_LIMITS.items():
            connection.execute(
                sql.SQL("ALTER ROLE {} SET {} = {}").format(
                    sql.Identifier(APP), sql.Identifier(name), sql.Literal(value)
                )
            )


def ensure_database(admin_dsn: str, name: str) -> bool:
    """Make the database, owned by the migrator, UTF-8 with the C.UTF-8 order. Return whether it is new."""
    with psycopg.connect(admin_dsn, autocommit=True) as connection:
        if connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
            return False
        builtin = connection.info.server_version >= BUILTIN_LOCALE_SINCE
        locale = "LOCALE_PROVIDER builtin BUILTIN_LOCALE 'C.UTF-8' LOCALE 'C'" if builtin else "LOCALE 'C.UTF-8'"
        superuser = connection.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user").fetchone()
        if superuser != (True,):  # to give the database away, its maker must be a member of the new owner
            connection.execute(sql.SQL("GRANT {} TO CURRENT_USER").format(sql.Identifier(MIGRATOR)))
        connection.execute(
            sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE template0 ENCODING 'UTF8' " + locale).format(
                sql.Identifier(name), sql.Identifier(MIGRATOR)
            )
        )
    return True


def ensure_grants(migrator_dsn: str) -> None:
    """Set the rights inside one database: schemas, default privileges, who may connect. Safe to repeat.

    `migrator_dsn` connects to that database as its owner, the migrator.
    """
    names = {
        "app": sql.Identifier(APP),
        "stat": sql.Identifier(STATISTICS),
        "schema": sql.Identifier(STATISTICS_SCHEMA),
    }
    statements = [
        "REVOKE ALL ON SCHEMA public FROM PUBLIC",
        "GRANT USAGE ON SCHEMA public TO {app}",
        "CREATE SCHEMA IF NOT EXISTS {schema}",
        "GRANT USAGE ON SCHEMA {schema} TO {app}, {stat}",
        "ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {app}",
        "ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO {app}",
        "ALTER DEFAULT PRIVILEGES REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC",
        "ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT EXECUTE ON FUNCTIONS TO {app}",
        # One-way feed: the app adds counts, the statistics office works with them and sees nothing else.
        "ALTER DEFAULT PRIVILEGES IN SCHEMA {schema} GRANT SELECT, INSERT ON TABLES TO {app}",
        "ALTER DEFAULT PRIVILEGES IN SCHEMA {schema} GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {stat}",
        "ALTER DEFAULT PRIVILEGES IN SCHEMA {schema} GRANT USAGE, SELECT ON SEQUENCES TO {app}, {stat}",
    ]
    with psycopg.connect(migrator_dsn) as connection:
        database = sql.Identifier(connection.info.dbname)
        connection.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(database))
        connection.execute(sql.SQL("GRANT CONNECT ON DATABASE {} TO {app}, {stat}").format(database, **names))
        for statement in statements:
            connection.execute(sql.SQL(statement).format(**names))


def check_app_role(connection: psycopg.Connection[tuple[object, ...]]) -> None:
    """Refuse a connection whose role could pass row-level security or change tables. Raises RoleProblem."""
    row = connection.execute(
        """
        SELECT current_user, r.rolsuper, r.rolbypassrls,
               (SELECT count(*) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
                 WHERE n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast') AND n.nspname !~ '^pg_temp'
                   AND c.relkind IN ('r', 'p') AND pg_has_role(current_user, c.relowner, 'MEMBER')),
               has_schema_privilege(current_user, 'public', 'CREATE')
          FROM pg_roles r WHERE r.rolname = current_user
        """
    ).fetchone()
    if row is None:
        raise RoleProblem("The database does not know the role of this connection.")
    user, superuser, bypass, owned, creates = row
    reasons = [
        reason
        for wrong, reason in (
            (superuser, "is a superuser, to whom row-level security does not apply"),
            (bypass, "has BYPASSRLS"),
            (owned, f"owns {owned} tables (or belongs to the role that does)"),
            (creates, "may make tables in schema public"),
        )
        if wrong
    ]
    if reasons:
        raise RoleProblem(
            f"The database role {user} {', '.join(reasons)}. Chancennetz serves only as a role without such rights. "
            f"Let DATABASE_URL name the role {APP}; `chancennetz setup` makes it (docs/operations.md)."
        )

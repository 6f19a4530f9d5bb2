"""What a database holds and how it is protected, so that a restored copy can be compared with the original."""

from __future__ import annotations

import hashlib
import json
import re
from typing import Any

import psycopg
from psycopg import sql

Connection = psycopg.Connection[tuple[Any, ...]]

_TABLES = """
    SELECT n.nspname, c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE c.relkind IN ('r', 'p') AND n.nspname IN ('public', 'statistics') ORDER BY 1, 2
"""
#: Each statement lists one kind of protection as text lines.
_PROTECTION = {
    "owners, grants and row-level security": """
        SELECT concat_ws(' ', n.nspname, c.relname, c.relkind, pg_get_userbyid(c.relowner), c.relrowsecurity,
                         c.relforcerowsecurity, array_to_string(ARRAY(SELECT unnest(c.relacl)::text ORDER BY 1), ','))
          FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
         WHERE n.nspname IN ('public', 'statistics') AND c.relkind IN ('r', 'p', 'v', 'm', 'S')
    """,
    "policies": """
        SELECT concat_ws(' ', schemaname, tablename, policyname, permissive, roles, cmd, qual, with_check)
          FROM pg_policies
    """,
    "triggers": """
        SELECT concat_ws(' ', tgrelid::regclass, tgname, tgenabled, pg_get_triggerdef(oid))
          FROM pg_trigger WHERE NOT tgisinternal
    """,
    "functions": """
        SELECT concat_ws(' ', p.oid::regprocedure, pg_get_userbyid(p.proowner), p.prosecdef, md5(p.prosrc),
                         array_to_string(ARRAY(SELECT unnest(p.proacl)::text ORDER BY 1), ','))
          FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace WHERE n.nspname IN ('public', 'statistics')
    """,
    "schemas": """
        SELECT concat_ws(' ', nspname, pg_get_userbyid(nspowner),
                         array_to_string(ARRAY(SELECT unnest(nspacl)::text ORDER BY 1), ','))
          FROM pg_namespace WHERE nspname IN ('public', 'statistics')
    """,
    "constraints": """
        SELECT concat_ws(' ', conrelid::regclass, conname, convalidated, pg_get_constraintdef(oid))
          FROM pg_constraint WHERE conrelid <> 0 AND connamespace::regnamespace::text IN ('public', 'statistics')
    """,
}

#: PostgreSQL prints an expression with other brackets and casts after it has been restored; the meaning is the same.
_CASTS_AND_BRACKETS = re.compile(r"::(?:character varying|double precision|[a-z_]+)(?:\[\])?|[()\s]")


def row_counts(connection: Connection) -> dict[str, int]:
    """Return the number of rows of each table. The role must see past row-level security."""
    connection.execute("SET LOCAL row_security = off")  # an error instead of a silent part
    counts: dict[str, int] = {}
    for schema, table in connection.execute(_TABLES).fetchall():
        found = connection.execute(sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(schema, table))).fetchone()
        counts[f"{schema}.{table}"] = int(found[0]) if found else 0
    return counts


def protection(connection: Connection) -> dict[str, str]:
    """Return one digest for each kind of protection: grants, policies, triggers, functions, constraints."""
    connection.execute("SET LOCAL search_path = pg_catalog")  # names are then always written in full
    digests: dict[str, str] = {}
    for kind, statement in _PROTECTION.items():
        lines = sorted(_CASTS_AND_BRACKETS.sub("", str(line)) for (line,) in connection.execute(statement).fetchall())
        digests[kind] = hashlib.sha256(json.dumps(lines).encode()).hexdigest()
    return digests


def audit_head(connection: Connection) -> dict[str, Any] | None:
    """Return number and hash of the last link of the log, None when the log is empty."""
    row = connection.execute("SELECT seq, encode(hash, 'hex') FROM public.audit_auditlink ORDER BY seq DESC LIMIT 1")
    found = row.fetchone()
    return None if found is None else {"seq": int(found[0]), "hash": str(found[1])}

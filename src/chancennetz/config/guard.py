"""Checks that stop the platform from serving when it would not be safe."""

from __future__ import annotations

import datetime as dt

from django.db import connection

from chancennetz.audit import queries as audit
from chancennetz.config.runtime import Problem
from chancennetz.core import roles, time

CLOCK_TOLERANCE = dt.timedelta(minutes=5)


class UnsafeStart(Problem):
    """The platform must not serve in this state."""


def audit_problem() -> str:
    """Return why the log cannot be trusted to take rows, or nothing. Raises django.db.Error when it is unreadable."""
    last = audit.last_time()
    if last is not None and time.now() < last - CLOCK_TOLERANCE:
        return (
            f"The clock ({time.now():%Y-%m-%d %H:%M} UTC) is behind the last row of the log "
            f"({last:%Y-%m-%d %H:%M} UTC). Set the clock right (timedatectl) and start again."
        )
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_is_in_recovery(), current_setting('default_transaction_read_only')::bool")
        row = cursor.fetchone()
    if row is not None and any(row):
        return "The database takes no writes, so no access could be logged."
    return ""


def check_start() -> None:
    """Refuse to serve with too many rights or a wrong clock. Raises RoleProblem or UnsafeStart."""
    connection.ensure_connection()
    roles.check_app_role(connection.connection)
    problem = audit_problem()
    if problem:
        raise UnsafeStart(problem)

"""The comparison of a restored copy notices whatever protection is missing."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg
import pytest
from django.conf import settings

from chancennetz.config import inventory


@pytest.fixture
def admin(live_database: str) -> Iterator[inventory.Connection]:
    """A connection that sees and may change everything; what a test changes is undone."""
    with psycopg.connect(settings.INSTALLATION.admin_dsn(database=live_database)) as connection:
        yield connection
        connection.rollback()


@pytest.mark.parametrize(
    ("change", "kind"),
    [
        ("GRANT UPDATE ON audit_auditentry TO chancennetz_app", "owners, grants and row-level security"),
        ("ALTER TABLE django_session OWNER TO chancennetz_app", "owners, grants and row-level security"),
        ("ALTER TABLE django_session FORCE ROW LEVEL SECURITY", "owners, grants and row-level security"),
        ("CREATE POLICY all_of_it ON django_session USING (true)", "policies"),
        ("DROP TRIGGER {trigger} ON audit_auditentry", "triggers"),
        ("DROP FUNCTION audit_chain CASCADE", "functions"),
        ("GRANT USAGE ON SCHEMA public TO chancennetz_stat", "schemas"),
        ("ALTER TABLE django_session DROP CONSTRAINT django_session_pkey", "constraints"),
    ],
)
def test_every_loss_of_protection_is_noticed(admin: inventory.Connection, change: str, kind: str) -> None:
    trigger = admin.execute(
        "SELECT tgname FROM pg_trigger WHERE tgrelid = 'audit_auditentry'::regclass AND NOT tgisinternal LIMIT 1"
    ).fetchone()
    assert trigger is not None
    with admin.transaction(force_rollback=True):
        before = inventory.protection(admin)
    with admin.transaction(force_rollback=True):
        admin.execute(change.format(trigger=trigger[0]).encode())
        after = inventory.protection(admin)
    assert before[kind] != after[kind]


def test_rows_are_counted_past_row_level_security(admin: inventory.Connection) -> None:
    with admin.transaction(force_rollback=True):
        before = inventory.row_counts(admin)
        admin.execute("INSERT INTO public.django_session VALUES ('k', 'd', now())")
        after = inventory.row_counts(admin)
    assert after["public.django_session"] == before["public.django_session"] + 1
    assert before["public.django_migrations"] > 50


def test_the_app_role_cannot_count_silently(live_database: str) -> None:
    """A role bound by row-level security gets an error, never a part of the rows."""
    place = settings.INSTALLATION
    with (
        psycopg.connect(place.dsn("chancennetz_app", database=live_database)) as connection,
        pytest.raises(psycopg.errors.InsufficientPrivilege),
    ):
        inventory.row_counts(connection)

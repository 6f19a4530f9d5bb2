"""The three roles see what they may, in the databases of the tests as in a real installation."""

from __future__ import annotations

import pytest
from django.db import ProgrammingError, connection, connections

from chancennetz.core import roles


@pytest.mark.django_db
def test_tests_connect_as_the_app_role() -> None:
    connection.ensure_connection()
    roles.check_app_role(connection.connection)
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        assert cursor.fetchone() == ("chancennetz_app",)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "statement",
    [
        "TRUNCATE django_session",
        "DROP TABLE django_session",
        "CREATE TABLE mine (id int)",
        "ALTER TABLE django_session DISABLE TRIGGER ALL",
        "SET ROLE chancennetz_migrator",
    ],
)
def test_app_role_changes_no_tables(statement: str) -> None:
    with pytest.raises(ProgrammingError), connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.django_db(databases=["default", "statistics"])
def test_statistics_role_sees_no_case_table() -> None:
    with connections["statistics"].cursor() as cursor:
        cursor.execute("SELECT current_user, current_schemas(false)")
        assert cursor.fetchone() == ("chancennetz_stat", ["statistics"])
        with pytest.raises(ProgrammingError, match="permission denied"):
            cursor.execute("SELECT * FROM public.django_session")

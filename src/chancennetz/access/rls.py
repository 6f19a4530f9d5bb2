"""Row-level security, the second wall: SQL for migrations.

Every table whose rows lie in a family file gets the same policy: the application sees a row only if
`access_visible_files()` names its file. That database function reads memberships and relations itself, so a mistake in
a query of ours shows nothing instead of too much. FORCE makes the policy hold for the owner of the table as well.
"""

from __future__ import annotations

from django.db import migrations

SEES_FILE = "((SELECT access_is_system()) OR {column} IN (SELECT access_visible_files()))"
#: For the owner of the tables alone, and only while the deletion of a file runs (room `retention`).
ERASING = "access_setting('erasing') = 'on'"
BOUND = "({column} IS NULL OR {column} = (SELECT access_user()))"


def _statements(table: str, condition: str, write_condition: str | None = None) -> str:
    check = write_condition or condition
    return f"""
    ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;
    ALTER TABLE {table} FORCE ROW LEVEL SECURITY;
    CREATE POLICY {table}_app ON {table} USING ({condition}) WITH CHECK ({check});
    CREATE POLICY {table}_erase ON {table} TO CURRENT_USER USING ({ERASING}) WITH CHECK ({ERASING});
    """


def _undo(table: str) -> str:
    return f"""
    DROP POLICY IF EXISTS {table}_erase ON {table};
    DROP POLICY {table}_app ON {table};
    ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY;
    ALTER TABLE {table} DISABLE ROW LEVEL SECURITY;
    """


def protect_table(table: str, *, file_column: str = "file_id", bound_column: str | None = None) -> migrations.RunSQL:
    """Return the migration step that protects a table whose rows carry a file.

    `bound_column` names the column with the user to whom entrusted rows are bound (s. 65 SGB VIII); null = not bound.
    """
    condition = SEES_FILE.format(column=file_column)
    if bound_column:
        condition += " AND " + BOUND.format(column=bound_column)
    return migrations.RunSQL(_statements(table, condition), _undo(table))


def protect_table_where(table: str, condition: str, write_condition: str | None = None) -> migrations.RunSQL:
    """Return the migration step that protects a table with a condition of its own."""
    return migrations.RunSQL(_statements(table, condition, write_condition), _undo(table))

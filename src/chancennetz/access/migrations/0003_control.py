"""The data protection officer finds a file's log by its number, and nothing else of the file."""

from __future__ import annotations

from django.db import migrations

FUNCTION = """
CREATE FUNCTION access_file_for_control(the_number text) RETURNS uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT f.id FROM access_familyfile f, access_me() me WHERE f.number = the_number AND me.role = 'privacy'
$$;
"""


class Migration(migrations.Migration):
    """One function."""

    dependencies = [("access", "0002_rls")]
    operations = [migrations.RunSQL(FUNCTION, "DROP FUNCTION access_file_for_control(text)")]

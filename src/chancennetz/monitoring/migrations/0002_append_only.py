"""Tallies are append-only: a correction is a negative row."""

from __future__ import annotations

from django.db import migrations

APPEND_ONLY = """
CREATE FUNCTION monitoring_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'tallies are append-only: write a negative row instead' USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER monitoring_tally_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON monitoring_tally
    FOR EACH STATEMENT EXECUTE FUNCTION monitoring_refuse_change();
DO $$ BEGIN
    IF EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'chancennetz_app') THEN
        REVOKE UPDATE, DELETE, TRUNCATE ON monitoring_tally FROM chancennetz_app;
    END IF;
END $$;
"""
UNDO = """
DROP TRIGGER monitoring_tally_append_only ON monitoring_tally;
DROP FUNCTION monitoring_refuse_change();
"""


class Migration(migrations.Migration):
    """Counts are kept for ever as they were entered."""

    dependencies = [("monitoring", "0001_initial")]
    operations = [migrations.RunSQL(APPEND_ONLY, UNDO)]

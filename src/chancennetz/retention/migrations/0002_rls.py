"""Row-level security of deletion, and the owner's policy without which nothing can be deleted."""

from __future__ import annotations

from django.db import migrations

from chancennetz.access.rls import protect_table_where

SEES = "file_id IN (SELECT access_visible_files())"
READ = f"((SELECT access_is_system()) OR (SELECT access_role()) = 'privacy' OR {SEES})"
# Whoever may see the file may ask for its deletion, in the own name only; who releases does it in the own name too.
PROPOSE = f"""(
    ((SELECT access_is_system()) OR (SELECT access_role()) = 'privacy'
        OR ((SELECT access_role()) IN ('counsellor', 'team_lead') AND {SEES} AND proposed_by_id = (SELECT access_user())))
    AND (released_by_id IS NULL OR released_by_id = (SELECT access_user()))
)"""
CONTROL = "((SELECT access_is_system()) OR (SELECT access_role()) = 'privacy')"
CERTIFICATE_READ = """(
    (SELECT access_is_system()) OR (SELECT access_role()) = 'privacy'
    OR organisation_id IN (SELECT organisation_id FROM access_me() WHERE role = 'team_lead')
)"""
CERTIFICATE_WRITE = "executed_by_id = (SELECT access_user())"

# Tables that were protected before `access.rls` knew of deletion get its policy now: for the owner alone, and only
# while retention_erase runs.
OLDER_TABLES = """
DO $$
DECLARE
    r record;
BEGIN
    FOR r IN
        SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE n.nspname = 'public' AND c.relrowsecurity AND c.relforcerowsecurity
          AND NOT EXISTS (SELECT 1 FROM pg_policy p WHERE p.polrelid = c.oid AND p.polname = c.relname || '_erase')
    LOOP
        EXECUTE format(
            'CREATE POLICY %I ON %I TO CURRENT_USER USING (access_setting(''erasing'') = ''on'')'
            ' WITH CHECK (access_setting(''erasing'') = ''on'')', r.relname || '_erase', r.relname);
    END LOOP;
END $$;
"""

WRITTEN_ONCE = """
DO $$ BEGIN
    IF EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'chancennetz_app') THEN
        REVOKE UPDATE, DELETE, TRUNCATE ON retention_certificate, retention_secondcheck FROM chancennetz_app;
        REVOKE DELETE, TRUNCATE ON retention_retentionrule, retention_paymentday FROM chancennetz_app;
    END IF;
END $$;
"""


class Migration(migrations.Migration):
    """Second wall."""

    dependencies = [
        ("retention", "0001_initial"),
        ("access", "0010_files_led"),
        ("people", "0002_rls"),
        ("tasks", "0004_feed_rls"),
        ("documents", "0001_initial"),
        ("consent", "0003_register"),
        ("referrals", "0002_rls"),
        ("conferences", "0002_rls"),
        ("handovers", "0002_rls"),
        ("closure", "0002_rls"),
        ("caseload", "0002_rls"),
    ]
    operations = [
        protect_table_where("retention_proposal", READ, PROPOSE),
        protect_table_where("retention_hold", READ, CONTROL),
        protect_table_where("retention_certificate", CERTIFICATE_READ, CERTIFICATE_WRITE),
        migrations.RunSQL(OLDER_TABLES, migrations.RunSQL.noop),
        migrations.RunSQL(WRITTEN_ONCE, migrations.RunSQL.noop),
    ]

"""Second wall for what was passed on, and four eyes for the rules."""

from __future__ import annotations

from django.db import migrations

from chancennetz.access.rls import protect_table

RULES = """
-- Everybody who works here reads the rules; only data protection and administration write them.
ALTER TABLE consent_sharetable ENABLE ROW LEVEL SECURITY;
ALTER TABLE consent_sharetable FORCE ROW LEVEL SECURITY;
CREATE POLICY consent_sharetable_owner ON consent_sharetable TO CURRENT_USER USING (true) WITH CHECK (true);
CREATE POLICY consent_sharetable_read ON consent_sharetable FOR SELECT USING (true);
CREATE POLICY consent_sharetable_insert ON consent_sharetable FOR INSERT
    WITH CHECK ((SELECT access_is_system()) OR (SELECT access_role()) = 'privacy');
CREATE POLICY consent_sharetable_update ON consent_sharetable FOR UPDATE
    USING ((SELECT access_is_system()) OR (SELECT access_role()) IN ('privacy', 'admin'));
CREATE POLICY consent_sharetable_delete ON consent_sharetable FOR DELETE
    USING (state = 'draft' AND (SELECT access_role()) = 'privacy');

ALTER TABLE consent_sharerule ENABLE ROW LEVEL SECURITY;
ALTER TABLE consent_sharerule FORCE ROW LEVEL SECURITY;
CREATE POLICY consent_sharerule_owner ON consent_sharerule TO CURRENT_USER USING (true) WITH CHECK (true);
CREATE POLICY consent_sharerule_read ON consent_sharerule FOR SELECT USING (true);
-- A line is written and deleted in drafts only: what was proposed stays as it was proposed.
CREATE POLICY consent_sharerule_write ON consent_sharerule FOR ALL
    USING (((SELECT access_is_system()) OR (SELECT access_role()) = 'privacy')
        AND table_id IN (SELECT t.id FROM consent_sharetable t WHERE t.state = 'draft'));

-- Two pairs of eyes: whoever wrote in a table does not approve it.
ALTER TABLE consent_sharetable ADD CONSTRAINT consent_table_two_pairs_of_eyes
    CHECK (approved_by IS NULL OR NOT (approved_by = ANY (editors) OR approved_by = proposed_by));
"""
UNDO = """
ALTER TABLE consent_sharetable DROP CONSTRAINT consent_table_two_pairs_of_eyes;
DROP POLICY consent_sharerule_write ON consent_sharerule;
DROP POLICY consent_sharerule_read ON consent_sharerule;
DROP POLICY consent_sharerule_owner ON consent_sharerule;
ALTER TABLE consent_sharerule NO FORCE ROW LEVEL SECURITY;
ALTER TABLE consent_sharerule DISABLE ROW LEVEL SECURITY;
DROP POLICY consent_sharetable_delete ON consent_sharetable;
DROP POLICY consent_sharetable_update ON consent_sharetable;
DROP POLICY consent_sharetable_insert ON consent_sharetable;
DROP POLICY consent_sharetable_read ON consent_sharetable;
DROP POLICY consent_sharetable_owner ON consent_sharetable;
ALTER TABLE consent_sharetable NO FORCE ROW LEVEL SECURITY;
ALTER TABLE consent_sharetable DISABLE ROW LEVEL SECURITY;
"""


class Migration(migrations.Migration):
    """Policies and the constraint of four eyes."""

    dependencies = [("consent", "0005_sharing"), ("access", "0002_rls")]
    operations = [
        protect_table("consent_signature"),
        protect_table("consent_withdrawalnotice"),
        protect_table("consent_disclosure"),
        migrations.RunSQL(RULES, UNDO),
    ]

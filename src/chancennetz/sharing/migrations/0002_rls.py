"""Second wall for what was passed on, and four eyes for the rules."""

from __future__ import annotations

from django.db import migrations

from chancennetz.access.rls import protect_table

RULES = """
-- Everybody who works here reads the rules; only data protection and administration write them.
ALTER TABLE sharing_sharetable ENABLE ROW LEVEL SECURITY;
ALTER TABLE sharing_sharetable FORCE ROW LEVEL SECURITY;
CREATE POLICY sharing_sharetable_owner ON sharing_sharetable TO CURRENT_USER USING (true) WITH CHECK (true);
CREATE POLICY sharing_sharetable_read ON sharing_sharetable FOR SELECT USING (true);
CREATE POLICY sharing_sharetable_insert ON sharing_sharetable FOR INSERT
    WITH CHECK ((SELECT access_is_system()) OR (SELECT access_role()) = 'privacy');
CREATE POLICY sharing_sharetable_update ON sharing_sharetable FOR UPDATE
    USING ((SELECT access_is_system()) OR (SELECT access_role()) IN ('privacy', 'admin'));
CREATE POLICY sharing_sharetable_delete ON sharing_sharetable FOR DELETE
    USING (state = 'draft' AND (SELECT access_role()) = 'privacy');

ALTER TABLE sharing_sharerule ENABLE ROW LEVEL SECURITY;
ALTER TABLE sharing_sharerule FORCE ROW LEVEL SECURITY;
CREATE POLICY sharing_sharerule_owner ON sharing_sharerule TO CURRENT_USER USING (true) WITH CHECK (true);
CREATE POLICY sharing_sharerule_read ON sharing_sharerule FOR SELECT USING (true);
-- A line is written and deleted in drafts only: what was proposed stays as it was proposed.
CREATE POLICY sharing_sharerule_write ON sharing_sharerule FOR ALL
    USING (((SELECT access_is_system()) OR (SELECT access_role()) = 'privacy')
        AND table_id IN (SELECT t.id FROM sharing_sharetable t WHERE t.state = 'draft'));

-- Two pairs of eyes: whoever wrote in a table does not approve it.
ALTER TABLE sharing_sharetable ADD CONSTRAINT sharing_table_two_pairs_of_eyes
    CHECK (approved_by IS NULL OR NOT (approved_by = ANY (editors) OR approved_by = proposed_by));
"""
UNDO = """
ALTER TABLE sharing_sharetable DROP CONSTRAINT sharing_table_two_pairs_of_eyes;
DROP POLICY sharing_sharerule_write ON sharing_sharerule;
DROP POLICY sharing_sharerule_read ON sharing_sharerule;
DROP POLICY sharing_sharerule_owner ON sharing_sharerule;
ALTER TABLE sharing_sharerule NO FORCE ROW LEVEL SECURITY;
ALTER TABLE sharing_sharerule DISABLE ROW LEVEL SECURITY;
DROP POLICY sharing_sharetable_delete ON sharing_sharetable;
DROP POLICY sharing_sharetable_update ON sharing_sharetable;
DROP POLICY sharing_sharetable_insert ON sharing_sharetable;
DROP POLICY sharing_sharetable_read ON sharing_sharetable;
DROP POLICY sharing_sharetable_owner ON sharing_sharetable;
ALTER TABLE sharing_sharetable NO FORCE ROW LEVEL SECURITY;
ALTER TABLE sharing_sharetable DISABLE ROW LEVEL SECURITY;
"""


class Migration(migrations.Migration):
    """Policies and the constraint of four eyes."""

    dependencies = [("sharing", "0001_initial"), ("access", "0002_rls")]
    operations = [
        protect_table("sharing_disclosure"),
        migrations.RunSQL(RULES, UNDO),
    ]

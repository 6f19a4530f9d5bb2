"""Reviews of emergency accesses: seen by whoever sees the access, written once by somebody else, changed by nobody."""

from __future__ import annotations

from django.db import migrations

POLICIES = """
ALTER TABLE access_emergencyreview ENABLE ROW LEVEL SECURITY;
ALTER TABLE access_emergencyreview FORCE ROW LEVEL SECURITY;
CREATE POLICY access_emergencyreview_read ON access_emergencyreview FOR SELECT
    USING ((SELECT access_is_system()) OR relation_id IN (SELECT id FROM access_relation WHERE kind = 'emergency'));
CREATE POLICY access_emergencyreview_insert ON access_emergencyreview FOR INSERT WITH CHECK (
    (SELECT access_is_system()) OR (
        (SELECT access_role()) IN ('team_lead', 'privacy') AND reviewed_by_id = (SELECT access_user())
        AND relation_id IN (
            SELECT id FROM access_relation WHERE kind = 'emergency' AND user_id <> (SELECT access_user()))));
CREATE POLICY access_emergencyreview_delete ON access_emergencyreview FOR DELETE USING ((SELECT access_is_system()));

-- The data protection officer names the files of emergency accesses by their number, to find their log.
CREATE FUNCTION access_emergency_numbers() RETURNS TABLE (file_id uuid, number text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT f.id, f.number::text FROM access_familyfile f, access_me() me
    WHERE me.role = 'privacy'
      AND EXISTS (SELECT 1 FROM access_relation r WHERE r.file_id = f.id AND r.kind = 'emergency')
$$;
"""
UNDO = """
DROP FUNCTION access_emergency_numbers();
DROP POLICY access_emergencyreview_delete ON access_emergencyreview;
DROP POLICY access_emergencyreview_insert ON access_emergencyreview;
DROP POLICY access_emergencyreview_read ON access_emergencyreview;
ALTER TABLE access_emergencyreview NO FORCE ROW LEVEL SECURITY;
ALTER TABLE access_emergencyreview DISABLE ROW LEVEL SECURITY;
"""


class Migration(migrations.Migration):
    """Second wall for reviews."""

    dependencies = [("access", "0007_emergency_review_model")]
    operations = [migrations.RunSQL(POLICIES, UNDO)]

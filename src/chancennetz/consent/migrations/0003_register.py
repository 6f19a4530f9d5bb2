"""What the case team may do with releases, and what the data protection officer may know about files."""

from __future__ import annotations

from django.db import migrations

FUNCTIONS = """
-- Numbers of the files in which there is a declaration; for the data protection officer only.
CREATE FUNCTION consent_file_numbers() RETURNS TABLE (file_id uuid, number text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT f.id, f.number::text FROM access_familyfile f, access_me() me WHERE me.role = 'privacy'
$$;

-- The whole case team may record a release and a withdrawal, not only the lead: withdrawing must be as easy as giving
-- (Art. 7(3) DSGVO). The relation must name the release that it rests on.
CREATE FUNCTION consent_works_in(the_file uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT EXISTS (
        SELECT 1 FROM access_relation r JOIN access_familyfile f ON f.id = r.file_id, access_me() me
        WHERE r.file_id = the_file AND r.user_id = me.user_id AND r.kind IN ('case_lead', 'case_team', 'deputy')
          AND me.role IN ('counsellor', 'team_lead') AND f.organisation_id = me.organisation_id
          AND (r.ends_at IS NULL OR r.ends_at > clock_timestamp())
    )
$$;
CREATE POLICY consent_relation_insert ON access_relation FOR INSERT WITH CHECK (
    kind = 'consented' AND consent_works_in(file_id) AND EXISTS (
        SELECT 1 FROM consent_confidentialityrelease d
        WHERE d.id = basis_id AND d.file_id = access_relation.file_id AND NOT d.refused AND d.withdrawn_at IS NULL));
CREATE POLICY consent_relation_update ON access_relation FOR UPDATE
    USING (kind = 'consented' AND consent_works_in(file_id));
CREATE POLICY consent_relation_delete ON access_relation FOR DELETE
    USING (kind = 'consented' AND consent_works_in(file_id));
"""
UNDO = """
DROP POLICY consent_relation_delete ON access_relation;
DROP POLICY consent_relation_update ON access_relation;
DROP POLICY consent_relation_insert ON access_relation;
DROP FUNCTION consent_works_in(uuid);
DROP FUNCTION consent_file_numbers();
"""


class Migration(migrations.Migration):
    """Releases by the team, the register by the data protection officer."""

    dependencies = [("consent", "0002_rls")]
    operations = [migrations.RunSQL(FUNCTIONS, UNDO)]

"""Row-level security of conferences.

Those who work with the file in the organisation that keeps it see everything. An invited office sees the conference,
its own place at the table, and what it wrote itself; the rest it gets from the platform as a finished paper
(`conferences.queries.packets`), never row by row. Offices to whom the family released parts of the file come in
through the same door: the conference is not theirs to browse.
"""

from __future__ import annotations

from django.db import migrations

from chancennetz.access.rls import protect_table_where

FUNCTIONS = """
CREATE FUNCTION conferences_own_files() RETURNS SETOF uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp ROWS 200 AS $$
    SELECT f.id FROM access_familyfile f, access_me() me
    WHERE f.organisation_id = me.organisation_id AND f.id IN (SELECT access_visible_files())
$$;

-- The places at a table that the acting membership holds for its office now: invited, not cut, not over, and either
-- anonymised or released by every person the conference is about. Same rules as conferences.rules.disclosure.
CREATE FUNCTION conferences_mine() RETURNS TABLE (party_id uuid, conference_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp ROWS 20 AS $$
    SELECT p.id, c.id
    FROM conferences_conferenceparty p
    JOIN conferences_conference c ON c.id = p.conference_id
    JOIN access_familyfile f ON f.id = c.file_id, access_me() me
    WHERE p.kind = 'organisation' AND p.organisation_id = me.organisation_id AND p.role = me.role
      AND me.role IN ('job_centre', 'coordinator', 'counsellor', 'team_lead', 'provider')
      AND p.invited_at IS NOT NULL AND p.cut_at IS NULL AND p.access_until > clock_timestamp()
      AND c.state NOT IN ('planned', 'cancelled') AND f.state <> 'restricted'
      AND (c.anonymised OR NOT EXISTS (
          SELECT 1 FROM unnest(c.about) AS concerned(person_id) WHERE NOT EXISTS (
              SELECT 1 FROM consent_confidentialityrelease r
              WHERE r.file_id = c.file_id AND r.person_id = concerned.person_id
                AND r.released_organisation_id = f.organisation_id AND r.recipient_id = p.organisation_id
                AND (r.recipient_role = p.role OR p.role NOT IN ('coordinator', 'job_centre'))
                AND (r.team_may_speak OR r.released_user_id IS NULL OR r.released_user_id = c.moderator_id)
                AND r.purpose IN ('conference', 'coordination') AND r.facets @> ARRAY['conference']::varchar[]
                AND NOT r.refused AND r.withdrawn_at IS NULL
                AND r.valid_from <= (now() AT TIME ZONE 'Europe/Berlin')::date
                AND r.valid_to >= (now() AT TIME ZONE 'Europe/Berlin')::date)))
$$;
"""
UNDO_FUNCTIONS = """
DROP FUNCTION conferences_mine();
DROP FUNCTION conferences_own_files();
"""
# The function runs as the owner of the tables and must see them whole; the owner serves no request.
OWNER = """
CREATE POLICY conferences_conference_owner ON conferences_conference FOR SELECT TO CURRENT_USER USING (true);
CREATE POLICY conferences_party_owner ON conferences_conferenceparty FOR SELECT TO CURRENT_USER USING (true);
CREATE POLICY conferences_reads_releases ON consent_confidentialityrelease FOR SELECT TO CURRENT_USER USING (true);
"""
UNDO_OWNER = """
DROP POLICY conferences_reads_releases ON consent_confidentialityrelease;
DROP POLICY conferences_party_owner ON conferences_conferenceparty;
DROP POLICY conferences_conference_owner ON conferences_conference;
"""
INSIDE = "(SELECT access_is_system()) OR file_id IN (SELECT conferences_own_files())"
MY_PLACES = "(SELECT party_id FROM conferences_mine())"
MY_CONFERENCES = "(SELECT conference_id FROM conferences_mine())"


class Migration(migrations.Migration):
    """Second wall for conferences."""

    dependencies = [("conferences", "0001_initial"), ("access", "0002_rls"), ("consent", "0006_signing_rls")]
    operations = [
        migrations.RunSQL(FUNCTIONS, UNDO_FUNCTIONS),
        protect_table_where("conferences_conference", f"({INSIDE} OR id IN {MY_CONFERENCES})", f"({INSIDE})"),
        protect_table_where("conferences_conferenceparty", f"({INSIDE} OR id IN {MY_PLACES})"),
        protect_table_where("conferences_conferenceitem", f"({INSIDE} OR author_id IN {MY_PLACES})"),
        protect_table_where("conferences_conferencetask", f"({INSIDE} OR owner_id IN {MY_PLACES})"),
        migrations.RunSQL(OWNER, UNDO_OWNER),
    ]

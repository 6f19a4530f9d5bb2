"""Row-level security: the functions that know who acts, and the policies of the access tables themselves."""

from __future__ import annotations

from django.db import migrations

FUNCTIONS = """
CREATE FUNCTION access_setting(name text) RETURNS text LANGUAGE sql STABLE AS
$$ SELECT nullif(current_setting('chancennetz.' || name, true), '') $$;

CREATE FUNCTION access_is_system() RETURNS boolean LANGUAGE sql STABLE AS
$$ SELECT coalesce(access_setting('role') = 'system', false) $$;

CREATE FUNCTION access_user() RETURNS uuid LANGUAGE sql STABLE AS
$$ SELECT access_setting('user')::uuid $$;

-- The membership that acts: it must belong to the user, be valid today in Berlin, and the account must be active.
CREATE FUNCTION access_me() RETURNS TABLE (user_id uuid, organisation_id uuid, role text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT m.user_id, m.organisation_id, m.role::text
    FROM access_membership m JOIN access_user u ON u.id = m.user_id
    WHERE m.id = access_setting('membership')::uuid
      AND m.user_id = access_setting('user')::uuid
      AND m.role = access_setting('role')
      AND u.is_active
      AND m.valid_from <= (now() AT TIME ZONE 'Europe/Berlin')::date
      AND (m.valid_to IS NULL OR m.valid_to >= (now() AT TIME ZONE 'Europe/Berlin')::date)
$$;

CREATE FUNCTION access_role() RETURNS text LANGUAGE sql STABLE AS $$ SELECT role FROM access_me() $$;

-- The files that the acting membership may see. Same rules as chancennetz.access.rules.FILE_RULES; a property test
-- holds the two together. Five seconds of tolerance at the start bridge the clocks of two machines.
CREATE FUNCTION access_visible_files() RETURNS SETOF uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp ROWS 200 AS $$
    SELECT f.id FROM access_familyfile f, access_me() me
    WHERE me.role = 'team_lead' AND f.organisation_id = me.organisation_id
    UNION
    SELECT r.file_id FROM access_relation r JOIN access_familyfile f ON f.id = r.file_id, access_me() me
    WHERE r.user_id = me.user_id
      AND r.kind IN ('case_lead', 'case_team', 'deputy', 'emergency')
      AND me.role IN ('counsellor', 'team_lead')
      AND f.organisation_id = me.organisation_id
      AND (f.state <> 'restricted' OR r.kind = 'case_lead')
      AND r.starts_at <= clock_timestamp() + interval '5 seconds'
      AND (r.ends_at IS NULL OR r.ends_at > clock_timestamp())
    UNION
    SELECT r.file_id FROM access_relation r JOIN access_familyfile f ON f.id = r.file_id, access_me() me
    WHERE r.kind = 'consented'
      AND me.role IN ('coordinator', 'job_centre')
      AND r.organisation_id = me.organisation_id AND r.role = me.role
      AND r.facets && ARRAY['frame', 'identity', 'household', 'team', 'intake', 'plan', 'contact', 'benefits',
                            'employment', 'health', 'childcare', 'consent', 'document', 'task', 'referral',
                            'conference']::varchar[]
      AND f.state <> 'restricted'
      AND r.starts_at <= clock_timestamp() + interval '5 seconds'
      AND r.ends_at > clock_timestamp()
$$;

-- Who may enter or end a relation: the lead of the case, the team lead of the keeping organisation, whoever opens a
-- file (its first relation), and whoever opens an emergency access for himself or herself. A lead who hands over ends
-- the own relation before the new one begins; the seconds are for a clock of the database that runs ahead of ours.
CREATE FUNCTION access_may_relate(the_file uuid, the_kind text, the_user uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT EXISTS (
        SELECT 1 FROM access_familyfile f, access_me() me
        WHERE f.id = the_file AND me.role IN ('counsellor', 'team_lead') AND (
            (me.role = 'team_lead' AND f.organisation_id = me.organisation_id AND the_kind <> 'emergency')
            OR (f.organisation_id = me.organisation_id AND the_kind = 'emergency' AND the_user = me.user_id)
            OR (f.organisation_id = me.organisation_id AND the_kind = 'case_lead' AND the_user = me.user_id
                AND NOT EXISTS (SELECT 1 FROM access_relation r WHERE r.file_id = f.id))
            OR (f.organisation_id = me.organisation_id AND the_kind <> 'emergency' AND EXISTS (
                SELECT 1 FROM access_relation r
                WHERE r.file_id = f.id AND r.kind = 'case_lead' AND r.user_id = me.user_id
                  AND (r.ends_at IS NULL OR r.ends_at > now() - interval '5 seconds')))
        )
    )
$$;

CREATE FUNCTION access_own_file(the_number text) RETURNS uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT f.id FROM access_familyfile f, access_me() me
    WHERE f.number = the_number AND f.organisation_id = me.organisation_id AND me.role IN ('counsellor', 'team_lead')
$$;

-- Statistics and case work are never in one hand (BVerfG 1 BvR 209/83).
CREATE FUNCTION access_separate_statistics() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF EXISTS (
        SELECT 1 FROM access_membership o
        WHERE o.user_id = NEW.user_id AND o.id <> NEW.id
          AND daterange(o.valid_from, o.valid_to, '[]') && daterange(NEW.valid_from, NEW.valid_to, '[]')
          AND ((NEW.role = 'statistics' AND o.role IN ('counsellor', 'team_lead', 'coordinator', 'job_centre'))
            OR (o.role = 'statistics' AND NEW.role IN ('counsellor', 'team_lead', 'coordinator', 'job_centre')))
    ) THEN
        RAISE EXCEPTION 'statistics and case work must not be in one hand' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER access_separate_statistics BEFORE INSERT OR UPDATE ON access_membership
    FOR EACH ROW EXECUTE FUNCTION access_separate_statistics();
"""

# The functions above run as the owner of these tables and must see them whole; the owner serves no request.
POLICIES = """
ALTER TABLE access_familyfile ENABLE ROW LEVEL SECURITY;
ALTER TABLE access_familyfile FORCE ROW LEVEL SECURITY;
CREATE POLICY access_familyfile_owner ON access_familyfile TO CURRENT_USER USING (true) WITH CHECK (true);
CREATE POLICY access_familyfile_read ON access_familyfile FOR SELECT
    USING ((SELECT access_is_system()) OR id IN (SELECT access_visible_files()));
CREATE POLICY access_familyfile_insert ON access_familyfile FOR INSERT
    WITH CHECK ((SELECT access_is_system()) OR organisation_id IN (
        SELECT organisation_id FROM access_me() WHERE role IN ('counsellor', 'team_lead')));
CREATE POLICY access_familyfile_update ON access_familyfile FOR UPDATE
    USING ((SELECT access_is_system()) OR id IN (SELECT access_visible_files()));
CREATE POLICY access_familyfile_delete ON access_familyfile FOR DELETE USING ((SELECT access_is_system()));

ALTER TABLE access_relation ENABLE ROW LEVEL SECURITY;
ALTER TABLE access_relation FORCE ROW LEVEL SECURITY;
CREATE POLICY access_relation_owner ON access_relation TO CURRENT_USER USING (true) WITH CHECK (true);
CREATE POLICY access_relation_read ON access_relation FOR SELECT
    USING ((SELECT access_is_system()) OR file_id IN (SELECT access_visible_files()));
CREATE POLICY access_relation_insert ON access_relation FOR INSERT
    WITH CHECK ((SELECT access_is_system()) OR access_may_relate(file_id, kind::text, user_id));
CREATE POLICY access_relation_update ON access_relation FOR UPDATE
    USING ((SELECT access_is_system()) OR access_may_relate(file_id, kind::text, user_id));
CREATE POLICY access_relation_delete ON access_relation FOR DELETE
    USING ((SELECT access_is_system()) OR access_may_relate(file_id, kind::text, user_id));

ALTER TABLE access_membership ENABLE ROW LEVEL SECURITY;
ALTER TABLE access_membership FORCE ROW LEVEL SECURITY;
CREATE POLICY access_membership_owner ON access_membership TO CURRENT_USER USING (true) WITH CHECK (true);
CREATE POLICY access_membership_read ON access_membership FOR SELECT USING (true);
CREATE POLICY access_membership_insert ON access_membership FOR INSERT
    WITH CHECK ((SELECT access_is_system()) OR (SELECT access_role()) = 'admin');
CREATE POLICY access_membership_update ON access_membership FOR UPDATE
    USING ((SELECT access_is_system()) OR (SELECT access_role()) = 'admin');
CREATE POLICY access_membership_delete ON access_membership FOR DELETE USING ((SELECT access_is_system()));
"""

UNDO = """
DROP POLICY access_membership_delete ON access_membership;
DROP POLICY access_membership_update ON access_membership;
DROP POLICY access_membership_insert ON access_membership;
DROP POLICY access_membership_read ON access_membership;
DROP POLICY access_membership_owner ON access_membership;
DROP POLICY access_relation_delete ON access_relation;
DROP POLICY access_relation_update ON access_relation;
DROP POLICY access_relation_insert ON access_relation;
DROP POLICY access_relation_read ON access_relation;
DROP POLICY access_relation_owner ON access_relation;
DROP POLICY access_familyfile_delete ON access_familyfile;
DROP POLICY access_familyfile_update ON access_familyfile;
DROP POLICY access_familyfile_insert ON access_familyfile;
DROP POLICY access_familyfile_read ON access_familyfile;
DROP POLICY access_familyfile_owner ON access_familyfile;
ALTER TABLE access_membership DISABLE ROW LEVEL SECURITY;
ALTER TABLE access_relation DISABLE ROW LEVEL SECURITY;
ALTER TABLE access_familyfile DISABLE ROW LEVEL SECURITY;
DROP TRIGGER access_separate_statistics ON access_membership;
DROP FUNCTION access_separate_statistics();
DROP FUNCTION access_own_file(text);
DROP FUNCTION access_may_relate(uuid, text, uuid);
DROP FUNCTION access_visible_files();
DROP FUNCTION access_role();
DROP FUNCTION access_me();
DROP FUNCTION access_user();
DROP FUNCTION access_is_system();
DROP FUNCTION access_setting(text);
"""


class Migration(migrations.Migration):
    """Second wall."""

    dependencies = [("access", "0001_initial")]
    operations = [migrations.RunSQL(FUNCTIONS, migrations.RunSQL.noop), migrations.RunSQL(POLICIES, UNDO)]

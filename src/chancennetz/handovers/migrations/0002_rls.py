"""Row-level security, and the one way in which a file changes its organisation."""

from __future__ import annotations

from django.db import migrations

from chancennetz.access.rls import protect_table, protect_table_where

# The plan of a whole caseload: team leads of the organisation.
MOVE = (
    "((SELECT access_is_system())"
    " OR organisation_id IN (SELECT organisation_id FROM access_me() WHERE role = 'team_lead'))"
)

TRANSFER = """
ALTER TABLE handovers_transfer ENABLE ROW LEVEL SECURITY;
ALTER TABLE handovers_transfer FORCE ROW LEVEL SECURITY;
CREATE POLICY handovers_transfer_owner ON handovers_transfer TO CURRENT_USER USING (true) WITH CHECK (true);
CREATE POLICY handovers_transfer_app ON handovers_transfer
    USING ((SELECT access_is_system()) OR file_id IN (SELECT access_visible_files()))
    WITH CHECK ((SELECT access_is_system()) OR (file_id IN (SELECT access_visible_files())
        AND from_organisation_id IN (SELECT organisation_id FROM access_me())));
-- The receiving organisation sees the offer, the giving one what became of it. Neither sees the file by that.
CREATE POLICY handovers_transfer_ends ON handovers_transfer FOR SELECT USING (
    to_organisation_id IN (SELECT organisation_id FROM access_me() WHERE role IN ('counsellor', 'team_lead'))
    OR from_organisation_id IN (SELECT organisation_id FROM access_me() WHERE role = 'team_lead'));
CREATE POLICY handovers_release_owner ON consent_confidentialityrelease FOR SELECT TO CURRENT_USER USING (true);

-- Accept a file that another organisation offers. Everything is looked at once more, in this moment: the offer, the
-- family's release, who will lead. Then every relation to the file ends and the new lead's begins. Answers 'done', or
-- what stands against it: 'gone', 'lead', 'release', 'file'.
CREATE FUNCTION handovers_accept_transfer(
    the_transfer uuid, the_lead uuid, the_relation uuid, the_moment timestamptz) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    me record;
    t handovers_transfer%ROWTYPE;
    today date := (the_moment AT TIME ZONE 'Europe/Berlin')::date;
BEGIN
    IF abs(extract(epoch FROM clock_timestamp() - the_moment)) > 60 THEN
        RETURN 'gone';
    END IF;
    SELECT * INTO me FROM access_me() WHERE role IN ('counsellor', 'team_lead');
    IF NOT FOUND THEN
        RETURN 'gone';
    END IF;
    SELECT * INTO t FROM handovers_transfer
        WHERE id = the_transfer AND state = 'offered' AND to_organisation_id = me.organisation_id FOR UPDATE;
    IF NOT FOUND THEN
        RETURN 'gone';
    END IF;
    -- A counsellor takes a family over in person; who else leads it, the team lead decides.
    IF me.role = 'counsellor' AND the_lead <> me.user_id THEN
        RETURN 'lead';
    END IF;
    IF NOT EXISTS (
        SELECT 1 FROM access_membership m JOIN access_user u ON u.id = m.user_id
        WHERE m.user_id = the_lead AND m.organisation_id = me.organisation_id AND u.is_active
          AND m.role IN ('counsellor', 'team_lead')
          AND m.valid_from <= today AND (m.valid_to IS NULL OR m.valid_to >= today)) THEN
        RETURN 'lead';
    END IF;
    IF NOT EXISTS (
        SELECT 1 FROM consent_confidentialityrelease r
        WHERE r.id = t.release_id AND r.file_id = t.file_id AND r.recipient_id = t.to_organisation_id
          AND NOT r.refused AND r.withdrawn_at IS NULL AND r.valid_from <= today AND r.valid_to >= today) THEN
        RETURN 'release';
    END IF;
    PERFORM 1 FROM access_familyfile
        WHERE id = t.file_id AND organisation_id = t.from_organisation_id AND state = 'open' FOR UPDATE;
    IF NOT FOUND THEN
        RETURN 'file';
    END IF;
    DELETE FROM access_relation WHERE file_id = t.file_id AND starts_at > the_moment;
    UPDATE access_relation SET ends_at = the_moment
        WHERE file_id = t.file_id AND (ends_at IS NULL OR ends_at > the_moment);
    UPDATE access_familyfile SET organisation_id = t.to_organisation_id, unit_id = NULL, version = version + 1
        WHERE id = t.file_id;
    INSERT INTO access_relation (id, created_at, file_id, kind, user_id, role, facets, starts_at, reason, granted_by)
        VALUES (the_relation, the_moment, t.file_id, 'case_lead', the_lead, '', '{}', the_moment, '', me.user_id);
    UPDATE handovers_transfer
        SET state = 'accepted', decided_by_id = me.user_id, decided_at = the_moment, new_lead_id = the_lead,
            version = version + 1
        WHERE id = t.id;
    RETURN 'done';
END $$;

CREATE FUNCTION handovers_decline_transfer(the_transfer uuid, the_answer text) RETURNS boolean
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    UPDATE handovers_transfer t
        SET state = 'declined', decided_by_id = me.user_id, decided_at = clock_timestamp(),
            answer = left(the_answer, 300), version = version + 1
        FROM access_me() me
        WHERE t.id = the_transfer AND t.state = 'offered' AND t.to_organisation_id = me.organisation_id
          AND me.role IN ('counsellor', 'team_lead')
        RETURNING true
$$;
"""
UNDO = """
DROP FUNCTION handovers_decline_transfer(uuid, text);
DROP FUNCTION handovers_accept_transfer(uuid, uuid, uuid, timestamptz);
DROP POLICY handovers_release_owner ON consent_confidentialityrelease;
DROP POLICY handovers_transfer_ends ON handovers_transfer;
DROP POLICY handovers_transfer_app ON handovers_transfer;
DROP POLICY handovers_transfer_owner ON handovers_transfer;
ALTER TABLE handovers_transfer NO FORCE ROW LEVEL SECURITY;
ALTER TABLE handovers_transfer DISABLE ROW LEVEL SECURITY;
"""


class Migration(migrations.Migration):
    """Second wall."""

    dependencies = [("handovers", "0001_initial"), ("access", "0008_emergency_review_rls"), ("consent", "0002_rls")]
    operations = [
        protect_table("handovers_handover"),
        protect_table("handovers_plannedhandover"),
        protect_table_where("handovers_caseloadmove", MOVE),
        migrations.RunSQL(TRANSFER, UNDO),
    ]

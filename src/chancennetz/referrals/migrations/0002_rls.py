"""Row-level security of referrals. The receiver sees what was handed over by a rule of its own, and answers only."""

from __future__ import annotations

from django.db import migrations

from chancennetz.access.rls import SEES_FILE, protect_table

INSIDE = SEES_FILE.format(column="file_id")
ROLES = "('counsellor', 'team_lead', 'coordinator', 'job_centre', 'provider')"
#: Addressed to the organisation for which one acts just now (and to one's unit, if both name one), not cut, not over.
RECEIVED = f"""(
    recipient_id = (SELECT organisation_id FROM access_me() WHERE role IN {ROLES})
    AND (recipient_unit_id IS NULL OR (SELECT referrals_my_unit()) IS NULL
         OR recipient_unit_id = (SELECT referrals_my_unit()))
    AND (cut_at IS NULL OR cut_reason = 'declined')
    AND state <> 'revoked'
    AND ends_at > clock_timestamp()
)"""
HANDOVER = f"""
CREATE FUNCTION referrals_my_unit() RETURNS uuid LANGUAGE sql STABLE AS
$$ SELECT unit_id FROM access_membership WHERE id = access_setting('membership')::uuid $$;

ALTER TABLE referrals_handover ENABLE ROW LEVEL SECURITY;
ALTER TABLE referrals_handover FORCE ROW LEVEL SECURITY;
CREATE POLICY referrals_handover_read ON referrals_handover FOR SELECT USING ({INSIDE} OR {RECEIVED});
CREATE POLICY referrals_handover_update ON referrals_handover FOR UPDATE USING ({INSIDE} OR {RECEIVED});
CREATE POLICY referrals_handover_insert ON referrals_handover FOR INSERT WITH CHECK ({INSIDE});
CREATE POLICY referrals_handover_delete ON referrals_handover FOR DELETE USING ({INSIDE});

-- A receiver answers; it changes neither what was handed over nor to whom nor until when, and adds no data.
CREATE FUNCTION referrals_receiver_only_answers() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    answers text[] := ARRAY['version', 'state', 'seen_at', 'answered_at', 'answered_by', 'answer_note', 'decline_reason',
                            'met_on', 'done_on', 'outcome', 'snapshot', 'cut_at', 'cut_reason'];
BEGIN
    IF access_is_system() OR OLD.file_id IN (SELECT access_visible_files()) THEN
        RETURN NEW;
    END IF;
    IF (to_jsonb(NEW) - answers) <> (to_jsonb(OLD) - answers)
       OR (NEW.snapshot <> OLD.snapshot AND length(NEW.snapshot) > 0) THEN
        RAISE EXCEPTION 'a receiver answers a referral and changes nothing else' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER referrals_receiver_only_answers BEFORE UPDATE ON referrals_handover
    FOR EACH ROW EXECUTE FUNCTION referrals_receiver_only_answers();
"""
UNDO = """
DROP TRIGGER referrals_receiver_only_answers ON referrals_handover;
DROP FUNCTION referrals_receiver_only_answers();
DROP POLICY referrals_handover_read ON referrals_handover;
DROP POLICY referrals_handover_update ON referrals_handover;
DROP POLICY referrals_handover_insert ON referrals_handover;
DROP POLICY referrals_handover_delete ON referrals_handover;
ALTER TABLE referrals_handover NO FORCE ROW LEVEL SECURITY;
ALTER TABLE referrals_handover DISABLE ROW LEVEL SECURITY;
DROP FUNCTION referrals_my_unit();
"""


class Migration(migrations.Migration):
    """Second wall for referrals."""

    dependencies = [("referrals", "0001_initial"), ("access", "0002_rls")]
    operations = [protect_table("referrals_referral"), migrations.RunSQL(HANDOVER, UNDO)]

"""The calendar feed: a row belongs to its user; whoever brings the secret learns whose it is through one function."""

from __future__ import annotations

from django.db import migrations

OWN = "((SELECT access_is_system()) OR user_id = (SELECT access_user()))"
# The function runs as the owner of the table, who serves no request.
FORWARD = f"""
ALTER TABLE tasks_calendarfeed ENABLE ROW LEVEL SECURITY;
ALTER TABLE tasks_calendarfeed FORCE ROW LEVEL SECURITY;
CREATE POLICY tasks_calendarfeed_app ON tasks_calendarfeed USING ({OWN}) WITH CHECK ({OWN});
CREATE POLICY tasks_calendarfeed_owner ON tasks_calendarfeed TO CURRENT_USER USING (true) WITH CHECK (true);
CREATE FUNCTION tasks_feed_user(the_hash text, noted_every interval) RETURNS uuid
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    found uuid;
    fetched timestamptz;
BEGIN
    SELECT f.user_id, f.fetched_at INTO found, fetched
    FROM tasks_calendarfeed f JOIN access_user u ON u.id = f.user_id AND u.is_active
    WHERE f.token_hash = the_hash;
    IF found IS NOT NULL AND (fetched IS NULL OR fetched < now() - noted_every) THEN
        UPDATE tasks_calendarfeed SET fetched_at = now() WHERE token_hash = the_hash;
    END IF;
    RETURN found;
END $$;
"""
BACK = """
DROP FUNCTION tasks_feed_user(text, interval);
DROP POLICY tasks_calendarfeed_owner ON tasks_calendarfeed;
DROP POLICY tasks_calendarfeed_app ON tasks_calendarfeed;
ALTER TABLE tasks_calendarfeed NO FORCE ROW LEVEL SECURITY;
ALTER TABLE tasks_calendarfeed DISABLE ROW LEVEL SECURITY;
"""


class Migration(migrations.Migration):
    """Second wall for the feed."""

    dependencies = [("tasks", "0003_calendar_feed"), ("access", "0002_rls")]
    operations = [migrations.RunSQL(FORWARD, BACK)]

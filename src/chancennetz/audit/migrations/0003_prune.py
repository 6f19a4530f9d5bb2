"""Delete old months of the log: by one function, in order, and nothing that is younger than twelve months."""

from __future__ import annotations

from django.db import migrations

PRUNE = """
-- The refusal stays for everybody; only the owner of the tables, inside audit_prune, may delete.
CREATE OR REPLACE FUNCTION audit_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' AND coalesce(current_setting('chancennetz.pruning', true), '') = 'on'
       AND current_user = (SELECT pg_get_userbyid(relowner) FROM pg_class WHERE oid = TG_RELID) THEN
        RETURN NULL;
    END IF;
    RAISE EXCEPTION 'the log is append-only: % on % is refused', TG_OP, TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END $$;

-- Delete everything up to a link, whose hash the caller has signed. Answers how many rows.
CREATE FUNCTION audit_prune(the_last bigint, the_hash bytea) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    first_seq bigint;
    newest_seq bigint;
    links bigint;
    entries bigint;
    youngest timestamptz;
    kept_from timestamptz := (date_trunc('month', clock_timestamp() AT TIME ZONE 'UTC') - interval '12 months')
        AT TIME ZONE 'UTC';
BEGIN
    SELECT min(seq), max(seq) INTO first_seq, newest_seq FROM audit_auditlink;
    IF first_seq IS NULL OR the_last < first_seq THEN
        RAISE EXCEPTION 'the log has no row % to delete', the_last USING ERRCODE = 'check_violation';
    END IF;
    IF the_last >= newest_seq THEN
        RAISE EXCEPTION 'the newest row of the log stays: the chain goes on from it' USING ERRCODE = 'check_violation';
    END IF;
    SELECT count(*), count(e.id), max(e.created_at) INTO links, entries, youngest
    FROM audit_auditlink l LEFT JOIN audit_auditentry e ON e.id = l.entry_id WHERE l.seq <= the_last;
    IF links <> the_last - first_seq + 1 OR entries <> links THEN
        RAISE EXCEPTION 'the log has a gap before row %', the_last USING ERRCODE = 'check_violation';
    END IF;
    IF youngest >= kept_from THEN
        RAISE EXCEPTION 'the log keeps rows from % on', kept_from USING ERRCODE = 'check_violation';
    END IF;
    IF NOT EXISTS (SELECT 1 FROM audit_auditlink WHERE seq = the_last AND hash = the_hash) THEN
        RAISE EXCEPTION 'row % has another hash', the_last USING ERRCODE = 'check_violation';
    END IF;
    PERFORM set_config('chancennetz.pruning', 'on', true);
    DELETE FROM audit_auditentry e USING audit_auditlink l WHERE l.entry_id = e.id AND l.seq <= the_last;
    DELETE FROM audit_auditlink WHERE seq <= the_last;
    PERFORM set_config('chancennetz.pruning', '', true);
    RETURN links;
END $$;
"""

UNDO = """
DROP FUNCTION audit_prune(bigint, bytea);
CREATE OR REPLACE FUNCTION audit_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the log is append-only: % on % is refused', TG_OP, TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END $$;
"""


class Migration(migrations.Migration):
    """One function, and the one exception to the refusal."""

    dependencies = [("audit", "0002_chain")]
    operations = [migrations.RunSQL(PRUNE, UNDO)]

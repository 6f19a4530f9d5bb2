"""Chain the log inside the database and make it append-only.

The deferred trigger runs at commit, so the lock that orders the chain is held for the shortest time, and nothing that
writes to the log, by whatever way, can leave a row out of the chain.
"""

from __future__ import annotations

from django.db import migrations

CHAIN = """
CREATE FUNCTION audit_chain() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    last_seq bigint;
    last_hash bytea;
BEGIN
    PERFORM pg_advisory_xact_lock(4316001);
    SELECT seq, hash INTO last_seq, last_hash FROM audit_auditlink ORDER BY seq DESC LIMIT 1;
    INSERT INTO audit_auditlink (seq, entry_id, hash)
    VALUES (
        coalesce(last_seq, 0) + 1,
        NEW.id,
        sha256(coalesce(last_hash, decode(repeat('00', 32), 'hex')) || NEW.content_hash)
    );
    RETURN NULL;
END $$;

CREATE CONSTRAINT TRIGGER audit_chain AFTER INSERT ON audit_auditentry
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION audit_chain();

CREATE FUNCTION audit_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the log is append-only: % on % is refused', TG_OP, TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END $$;

CREATE TRIGGER audit_entry_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_auditentry
    FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse_change();
CREATE TRIGGER audit_link_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_auditlink
    FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse_change();

DO $$ BEGIN
    IF EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'chancennetz_app') THEN
        REVOKE UPDATE, DELETE, TRUNCATE ON audit_auditentry FROM chancennetz_app;
        REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON audit_auditlink FROM chancennetz_app;
    END IF;
END $$;
"""

UNDO = """
DROP TRIGGER audit_chain ON audit_auditentry;
DROP TRIGGER audit_entry_append_only ON audit_auditentry;
DROP TRIGGER audit_link_append_only ON audit_auditlink;
DROP FUNCTION audit_chain();
DROP FUNCTION audit_refuse_change();
"""


class Migration(migrations.Migration):
    """Triggers and grants of the log."""

    dependencies = [("audit", "0001_initial")]
    operations = [migrations.RunSQL(CHAIN, UNDO)]

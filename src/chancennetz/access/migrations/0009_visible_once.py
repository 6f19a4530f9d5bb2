"""The visible files are looked up once per transaction, not once per table of each query.

A page reads a dozen protected tables, and the policy of each of them asks for the same list. Now the first question
keeps the answer in a setting of the transaction, together with who asked. Every change of a file, relation, membership
or account in the transaction forgets it, and a savepoint that is rolled back brings the former answer back with the
former rows. The setting is no new trust: whoever could forge it could as well name somebody else as the asker.
"""

from __future__ import annotations

from django.db import migrations

WATCHED = ("access_familyfile", "access_relation", "access_membership", "access_user")

# The policies hold on to the function by its number, so it keeps its name and gets a new body; the old body moves.
KEEP = """
DO $$ BEGIN
    EXECUTE replace(pg_get_functiondef('access_visible_files()'::regprocedure),
                    'access_visible_files', 'access_find_visible_files');
END $$;

CREATE OR REPLACE FUNCTION access_visible_files() RETURNS SETOF uuid LANGUAGE plpgsql STABLE ROWS 200 AS $$
DECLARE
    asker text := concat_ws(' ', current_setting('chancennetz.user', true),
                            current_setting('chancennetz.membership', true),
                            current_setting('chancennetz.role', true));
    found uuid[];
BEGIN
    IF asker = current_setting('chancennetz.visible_to', true) THEN
        found := current_setting('chancennetz.visible', true)::uuid[];
    ELSE
        found := ARRAY(SELECT access_find_visible_files());
        PERFORM set_config('chancennetz.visible_to', asker, true), set_config('chancennetz.visible', found::text, true);
    END IF;
    RETURN QUERY SELECT unnest(found);
END $$;

CREATE FUNCTION access_forget_visible() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM set_config('chancennetz.visible_to', '', true);
    RETURN NULL;
END $$;
"""
WATCH = """
CREATE TRIGGER access_forget_visible AFTER INSERT OR UPDATE OR DELETE ON {table}
    FOR EACH STATEMENT EXECUTE FUNCTION access_forget_visible();
"""
UNDO = """
DROP FUNCTION access_forget_visible() CASCADE;
DO $$ BEGIN
    EXECUTE replace(pg_get_functiondef('access_find_visible_files()'::regprocedure),
                    'access_find_visible_files', 'access_visible_files');
END $$;
DROP FUNCTION access_find_visible_files();
"""


class Migration(migrations.Migration):
    """One look per transaction."""

    dependencies = [("access", "0008_emergency_review_rls")]
    operations = [migrations.RunSQL(KEEP + "".join(WATCH.format(table=table) for table in WATCHED), UNDO)]

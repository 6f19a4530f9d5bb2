"""A team lead's visible files are kept as one organisation, not as thousands of ids.

They are the files that the organisation keeps, no more and no less (the branches for relations ask for the same
organisation). To read five thousand ids from a setting for every table costs more than to read them from their index.
"""

from __future__ import annotations

from django.db import migrations

LED = """
CREATE FUNCTION access_files_of(the_organisation uuid) RETURNS SETOF uuid
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp ROWS 1000 AS $$
BEGIN
    RETURN QUERY SELECT f.id FROM access_familyfile f WHERE f.organisation_id = the_organisation;
END $$;

CREATE OR REPLACE FUNCTION access_visible_files() RETURNS SETOF uuid LANGUAGE plpgsql STABLE ROWS 200 AS $$
DECLARE
    asker text := concat_ws(' ', current_setting('chancennetz.user', true),
                            current_setting('chancennetz.membership', true),
                            current_setting('chancennetz.role', true));
    led uuid;
    found uuid[];
BEGIN
    IF asker = current_setting('chancennetz.visible_to', true) THEN
        led := nullif(current_setting('chancennetz.visible_of', true), '')::uuid;
        found := current_setting('chancennetz.visible', true)::uuid[];
    ELSE
        led := (SELECT organisation_id FROM access_me() WHERE role = 'team_lead');
        found := CASE WHEN led IS NULL THEN ARRAY(SELECT access_find_visible_files()) ELSE '{}' END;
        PERFORM set_config('chancennetz.visible_to', asker, true),
                set_config('chancennetz.visible_of', coalesce(led::text, ''), true),
                set_config('chancennetz.visible', found::text, true);
    END IF;
    IF led IS NULL THEN
        RETURN QUERY SELECT unnest(found);
    ELSE
        RETURN QUERY SELECT * FROM access_files_of(led);
    END IF;
END $$;
"""
ONE_BY_ONE = """
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
DROP FUNCTION access_files_of(uuid);
"""


class Migration(migrations.Migration):
    """One organisation instead of its files."""

    dependencies = [("access", "0009_visible_once")]
    operations = [migrations.RunSQL(LED, ONE_BY_ONE)]

"""Marks of changes: each transaction that changes something of which the public site may show something leaves one.

A mark becomes visible exactly when the change does, at commit, and transactions do not wait for each other: each has a
row of its own. Marks older than an hour go when a new one comes; rows that another transaction is just removing are
passed over. The numbers grow, so the marks that are there never add up to the same again.
"""

from __future__ import annotations

from django.db import migrations, models

import chancennetz.core.time

#: Tables of which the public site shows something. What is missing here is named in tests/mapsearch/test_changes.py.
WATCHED = (
    "supportmap_accessibility",
    "supportmap_address",
    "supportmap_attribute",
    "supportmap_contactpoint",
    "supportmap_costoption",
    "supportmap_eligibility",
    "supportmap_location",
    "supportmap_organisationprofile",
    "supportmap_phone",
    "supportmap_requireddocument",
    "supportmap_schedule",
    "supportmap_service",
    "supportmap_servicearea",
    "supportmap_serviceatlocation",
    "supportmap_spokenlanguage",
    "supportmap_taxonomy",
    "supportmap_taxonomyterm",
    "supportmap_translation",
    "organisations_organisation",
    "places_area",
    "places_transitfeed",
    "places_transitstop",
)

MARK = """
CREATE FUNCTION mapsearch_mark_change() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = public, pg_temp AS $$
DECLARE
    is_first boolean;
BEGIN
    INSERT INTO mapsearch_directorychange AS mark (transaction, changes, marked_at)
    VALUES (pg_current_xact_id()::text::bigint, 1, now())
    ON CONFLICT (transaction) DO UPDATE SET changes = mark.changes + 1
    RETURNING changes = 1 INTO is_first;
    IF is_first THEN
        DELETE FROM mapsearch_directorychange WHERE transaction IN (
            SELECT transaction FROM mapsearch_directorychange
            WHERE marked_at < now() - interval '1 hour' FOR UPDATE SKIP LOCKED
        );
    END IF;
    RETURN NULL;
END $$;

DO $$ BEGIN
    IF EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'chancennetz_app') THEN
        REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON mapsearch_directorychange FROM chancennetz_app;
    END IF;
END $$;
"""
WATCH = """
CREATE TRIGGER mapsearch_mark_change AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON {table}
    FOR EACH STATEMENT EXECUTE FUNCTION mapsearch_mark_change();
"""


class Migration(migrations.Migration):
    """The table of marks, and the triggers that set them."""

    initial = True
    dependencies = [
        ("supportmap", "0001_initial"),
        ("organisations", "0001_initial"),
        ("places", "0002_transit"),
    ]
    operations = [
        migrations.CreateModel(
            name="DirectoryChange",
            fields=[
                ("transaction", models.BigIntegerField(primary_key=True, serialize=False)),
                ("changes", models.PositiveIntegerField(default=1)),
                ("marked_at", models.DateTimeField(default=chancennetz.core.time.now)),
            ],
        ),
        migrations.RunSQL(MARK, "DROP FUNCTION mapsearch_mark_change() CASCADE"),
        migrations.RunSQL([WATCH.format(table=table) for table in WATCHED], migrations.RunSQL.noop),
    ]

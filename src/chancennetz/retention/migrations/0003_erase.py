"""Deletion by functions of the database (docs/decisions/deletion-in-the-database.md).

They run with the rights of the owner of the tables, look once more at everything in that moment, and follow the foreign
keys that are there: a table that is added later is deleted too, or stops the deletion at commit.
"""

from __future__ import annotations

from django.db import migrations

UUID = "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"

INNER = f"""
-- The columns that point to a table: the table they lie in, and whether a row may do without.
CREATE FUNCTION retention_hangs_on(target regclass) RETURNS TABLE (tbl regclass, col text, needed boolean)
LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
    SELECT c.conrelid::regclass, a.attname::text, a.attnotnull
    FROM pg_constraint c JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]
    WHERE c.contype = 'f' AND c.confrelid = target AND cardinality(c.conkey) = 1
    ORDER BY c.conrelid::regclass::text, a.attname
$$;

CREATE FUNCTION retention_lies_in_file(the_table regclass) RETURNS boolean
LANGUAGE sql STABLE SET search_path = public, pg_temp AS
$$ SELECT EXISTS (SELECT 1 FROM retention_hangs_on('access_familyfile') h WHERE h.tbl = the_table) $$;

-- Look at all foreign keys now instead of at commit, without touching other deferred triggers (the chain of the log).
CREATE FUNCTION retention_look_at_keys() RETURNS void
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    names text;
BEGIN
    SELECT string_agg(quote_ident(conname), ', ') INTO names FROM pg_constraint c
        JOIN pg_namespace n ON n.oid = c.connamespace
        WHERE c.contype = 'f' AND c.condeferrable AND n.nspname = 'public';
    EXECUTE 'SET CONSTRAINTS ' || names || ' IMMEDIATE';
    EXECUTE 'SET CONSTRAINTS ' || names || ' DEFERRED';
END $$;

-- Delete rows and what hangs on them. `whole`: the file goes as a whole, so rows of the file are left to their own turn.
-- `taken` collects counts by table, ids, names of stored uploads.
CREATE FUNCTION retention_drop(taken jsonb, the_table regclass, ids uuid[], whole boolean) RETURNS jsonb
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    r record;
    found uuid[];
    stored jsonb;
    n bigint;
BEGIN
    IF coalesce(cardinality(ids), 0) = 0 THEN
        RETURN taken;
    END IF;
    FOR r IN SELECT * FROM retention_hangs_on(the_table) h WHERE h.tbl <> the_table LOOP
        IF whole AND retention_lies_in_file(r.tbl) THEN
            CONTINUE;
        END IF;
        IF r.needed THEN
            EXECUTE format('SELECT array_agg(id) FROM %s WHERE %I = ANY ($1)', r.tbl, r.col) INTO found USING ids;
            taken := retention_drop(taken, r.tbl, found, whole);
        ELSE
            EXECUTE format('UPDATE %s SET %I = NULL WHERE %I = ANY ($1)', r.tbl, r.col, r.col) USING ids;
        END IF;
    END LOOP;
    EXECUTE format(
        'WITH d AS (DELETE FROM %s t WHERE t.id = ANY ($1) RETURNING t.id, to_jsonb(t) -> ''stored_as'' AS stored)'
        ' SELECT count(*), array_agg(id), coalesce(jsonb_agg(stored) FILTER (WHERE stored IS NOT NULL), ''[]'') FROM d',
        the_table) INTO n, found, stored USING ids;
    IF n = 0 THEN
        RETURN taken;
    END IF;
    RETURN jsonb_build_object(
        'counts', (taken -> 'counts') || jsonb_build_object(
            the_table::text, n + coalesce((taken -> 'counts' ->> the_table::text)::bigint, 0)),
        'ids', (taken -> 'ids') || to_jsonb(found),
        'stored', (taken -> 'stored') || stored);
END $$;

-- The rows of one person in a living file: what is about that person goes, what only mentions the person forgets it.
CREATE FUNCTION retention_drop_person(taken jsonb, the_file uuid, those uuid[]) RETURNS jsonb
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    r record;
    found uuid[];
BEGIN
    FOR r IN
        SELECT h.tbl, h.col, h.needed, f.col AS file_col FROM retention_hangs_on('people_person') h
        JOIN retention_hangs_on('access_familyfile') f ON f.tbl = h.tbl
    LOOP
        IF r.needed OR r.col = 'person_id' THEN
            EXECUTE format('SELECT array_agg(id) FROM %s WHERE %I = $1 AND %I = ANY ($2)', r.tbl, r.file_col, r.col)
                INTO found USING the_file, those;
            taken := retention_drop(taken, r.tbl, found, false);
        ELSE
            EXECUTE format('UPDATE %s SET %I = NULL WHERE %I = $1 AND %I = ANY ($2)', r.tbl, r.col, r.file_col, r.col)
                USING the_file, those;
        END IF;
    END LOOP;
    FOR r IN
        SELECT f.tbl, f.col AS file_col, a.attname AS col FROM retention_hangs_on('access_familyfile') f
        JOIN pg_attribute a ON a.attrelid = f.tbl AND a.atttypid = 'uuid[]'::regtype AND NOT a.attisdropped
    LOOP
        EXECUTE format('SELECT array_agg(id) FROM %s WHERE %I = $1 AND %I <> ''{{}}'' AND %I <@ $2',
            r.tbl, r.file_col, r.col, r.col) INTO found USING the_file, those;
        taken := retention_drop(taken, r.tbl, found, false);
        EXECUTE format(
            'UPDATE %s SET %I = ARRAY(SELECT one FROM unnest(%I) one WHERE one <> ALL ($2)) WHERE %I = $1 AND %I && $2',
            r.tbl, r.col, r.col, r.file_col, r.col) USING the_file, those;
    END LOOP;
    RETURN taken;
END $$;

-- Delete a file, or one person of it. Answers counts by table, the persons that went, names of stored uploads.
CREATE FUNCTION retention_take(the_file uuid, the_person uuid) RETURNS jsonb
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    taken jsonb := '{{"counts": {{}}, "ids": [], "stored": []}}';
    r record;
    found uuid[];
    those uuid[] := '{{}}';
    gone uuid[];
    n bigint;
BEGIN
    PERFORM set_config('chancennetz.erasing', 'on', true);
    SET CONSTRAINTS ALL DEFERRED;
    -- Who may have to go: everybody whom a row of the file names, and records that were joined with theirs.
    IF the_person IS NULL THEN
        FOR r IN SELECT h.tbl, h.col, f.col AS file_col FROM retention_hangs_on('people_person') h
                 JOIN retention_hangs_on('access_familyfile') f ON f.tbl = h.tbl LOOP
            EXECUTE format('SELECT array_agg(DISTINCT %I) FILTER (WHERE %I IS NOT NULL) FROM %s WHERE %I = $1',
                r.col, r.col, r.tbl, r.file_col) INTO found USING the_file;
            those := those || coalesce(found, '{{}}');
        END LOOP;
    ELSE
        those := ARRAY[the_person];
    END IF;
    WITH RECURSIVE joined AS (
        SELECT unnest(those) AS id UNION SELECT p.id FROM people_person p JOIN joined j ON p.merged_into_id = j.id)
    SELECT coalesce(array_agg(id), '{{}}') INTO those FROM joined;

    IF the_person IS NULL THEN
        FOR r IN SELECT * FROM retention_hangs_on('access_familyfile') LOOP
            EXECUTE format('SELECT array_agg(id) FROM %s WHERE %I = $1', r.tbl, r.col) INTO found USING the_file;
            taken := retention_drop(taken, r.tbl, found, true);
        END LOOP;
        taken := retention_drop(taken, 'access_familyfile', ARRAY[the_file], true);
    ELSE
        taken := retention_drop_person(taken, the_file, those);
    END IF;

    -- A person whom another file still names stays.
    gone := those;
    FOR r IN SELECT h.tbl, h.col FROM retention_hangs_on('people_person') h WHERE retention_lies_in_file(h.tbl) LOOP
        EXECUTE format('SELECT array_agg(DISTINCT %I) FROM %s WHERE %I = ANY ($1)', r.col, r.tbl, r.col)
            INTO found USING gone;
        gone := ARRAY(SELECT one FROM unnest(gone) one WHERE one <> ALL (coalesce(found, '{{}}')));
    END LOOP;
    UPDATE people_person SET merged_into_id = NULL WHERE merged_into_id = ANY (gone) AND id <> ALL (gone);
    taken := retention_drop(taken, 'people_person', gone, true);

    -- What knows a deleted row by its id in a text only: tasks for others, drafts, tokens of forms, waiting jobs.
    SELECT array_agg(value::uuid) INTO found FROM jsonb_array_elements_text(taken -> 'ids');
    FOR r IN SELECT * FROM (VALUES ('tasks_task', 'owner'), ('tasks_appointment', 'owner'), ('tasks_draft', 'key'),
                                   ('access_formtoken', 'path'), ('access_formtoken', 'result')) AS t (tbl, col) LOOP
        EXECUTE format(
            'WITH d AS (DELETE FROM %I t WHERE EXISTS (SELECT 1 FROM regexp_matches(t.%I, %L, ''g'') m'
            ' WHERE m[1]::uuid = ANY ($1)) RETURNING 1) SELECT count(*) FROM d', r.tbl, r.col, '{UUID}')
            INTO n USING found;
        IF n > 0 THEN
            taken := jsonb_set(taken, ARRAY['counts', r.tbl], to_jsonb(n + coalesce((taken -> 'counts' ->> r.tbl)::bigint, 0)));
        END IF;
    END LOOP;
    IF to_regclass('procrastinate_jobs') IS NOT NULL THEN
        DELETE FROM procrastinate_jobs j WHERE j.status <> 'doing' AND EXISTS (
            SELECT 1 FROM regexp_matches(j.args::text, '{UUID}', 'g') m WHERE m[1]::uuid = ANY (found));
        GET DIAGNOSTICS n = ROW_COUNT;
        IF n > 0 THEN
            taken := jsonb_set(taken, ARRAY['counts', 'procrastinate_jobs'], to_jsonb(n));
        END IF;
    END IF;

    -- Crypto-erase. The emptied row stays until the second check, so that nothing can be sealed for them again.
    IF the_person IS NULL THEN
        gone := gone || the_file;
    END IF;
    UPDATE core_datakey SET wrapped = '', key_id = '', destroyed_at = clock_timestamp()
        WHERE subject_id = ANY (gone) AND destroyed_at IS NULL;
    PERFORM set_config('chancennetz.erasing', '', true);
    RETURN (taken - 'ids') || jsonb_build_object('subjects', to_jsonb(gone));
END $$;
"""

DOORS = f"""
-- What would go, counted by doing it and taking it back. For the job that proposes, and for whoever proposes.
CREATE FUNCTION retention_preview(the_file uuid, the_person uuid) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    taken jsonb;
BEGIN
    IF NOT (access_is_system() OR access_role() = 'privacy'
            OR (access_role() IN ('counsellor', 'team_lead') AND the_file IN (SELECT access_visible_files()))) THEN
        RETURN NULL;
    END IF;
    BEGIN
        taken := retention_take(the_file, the_person);
        PERFORM retention_look_at_keys();  -- whatever would stop it at commit stops it here
        RAISE EXCEPTION USING ERRCODE = 'CNUDO';
    EXCEPTION
        WHEN SQLSTATE 'CNUDO' THEN
            RETURN taken -> 'counts';
        WHEN integrity_constraint_violation THEN
            RETURN NULL;
    END;
END $$;

-- Carry a released proposal out. Everything is looked at once more, in this moment. Answers {{"answer": "done", ...}},
-- or what stands against it: 'gone', 'person', 'role', 'hold', 'open', 'stale', 'apart'.
CREATE FUNCTION retention_erase(the_proposal uuid) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    me record;
    p retention_proposal%ROWTYPE;
    f access_familyfile%ROWTYPE;
    taken jsonb;
    today date := (clock_timestamp() AT TIME ZONE 'Europe/Berlin')::date;
BEGIN
    SELECT * INTO me FROM access_me() WHERE role IN ('privacy', 'team_lead');
    IF NOT FOUND THEN
        RETURN '{{"answer": "role"}}';
    END IF;
    PERFORM set_config('chancennetz.erasing', 'on', true);
    SELECT * INTO p FROM retention_proposal WHERE id = the_proposal AND state = 'released' FOR UPDATE;
    IF NOT FOUND THEN
        PERFORM set_config('chancennetz.erasing', '', true);
        RETURN '{{"answer": "gone"}}';
    END IF;
    SELECT * INTO f FROM access_familyfile WHERE id = p.file_id FOR UPDATE;
    taken := CASE
        WHEN me.user_id = p.released_by_id OR me.user_id IS NOT DISTINCT FROM p.proposed_by_id THEN '{{"answer": "person"}}'
        WHEN me.role = 'team_lead' AND me.organisation_id <> f.organisation_id THEN '{{"answer": "role"}}'
        WHEN p.released_at < clock_timestamp() - interval '30 days' THEN '{{"answer": "stale"}}'
        WHEN f.state = 'restricted' OR (p.person_id IS NULL AND f.state <> 'closed') THEN '{{"answer": "open"}}'
        WHEN EXISTS (SELECT 1 FROM retention_hold h
                     WHERE h.file_id = f.id AND h.lifted_at IS NULL AND h.ends_on >= today) THEN '{{"answer": "hold"}}'
    END;
    IF taken IS NOT NULL THEN
        PERFORM set_config('chancennetz.erasing', '', true);
        RETURN taken;
    END IF;
    BEGIN
        taken := retention_take(p.file_id, p.person_id);
        PERFORM retention_look_at_keys();
    EXCEPTION WHEN integrity_constraint_violation THEN
        PERFORM set_config('chancennetz.erasing', '', true);
        RETURN '{{"answer": "apart"}}';
    END;
    PERFORM pg_advisory_xact_lock(4316002);  -- certificates are numbered one after the other
    RETURN taken || '{{"answer": "done"}}';
END $$;

-- What a decision needs to know, without a name. Without a file: all closed ones, for the job that proposes.
CREATE FUNCTION retention_facts(the_file uuid, the_person uuid) RETURNS TABLE (
    file_id uuid, number text, organisation_id uuid, domain text, state text, closed_on date,
    consent_in_force boolean, consent_ended date, programmes uuid[], held boolean, persons int, is_main_contact boolean)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    today date := (clock_timestamp() AT TIME ZONE 'Europe/Berlin')::date;
    declared text;
    enrolled text;
BEGIN
    IF NOT (access_is_system() OR (the_file IS NOT NULL AND (access_role() = 'privacy'
            OR (access_role() IN ('counsellor', 'team_lead') AND the_file IN (SELECT access_visible_files()))))) THEN
        RETURN;
    END IF;
    -- Declarations are the tables in files that can be refused, withdrawn, and end; participation names a programme.
    SELECT string_agg(format('SELECT %I AS f, person_id, refused, valid_to, withdrawn_at FROM %s', h.col, h.tbl), ' UNION ALL ')
        INTO declared FROM retention_hangs_on('access_familyfile') h
        WHERE (SELECT count(*) FROM pg_attribute a WHERE a.attrelid = h.tbl AND NOT a.attisdropped
               AND a.attname IN ('person_id', 'refused', 'valid_to', 'withdrawn_at')) = 4;
    SELECT string_agg(format('SELECT %I AS f, person_id, %I AS programme FROM %s', h.col, m.col, h.tbl), ' UNION ALL ')
        INTO enrolled FROM retention_hangs_on('access_familyfile') h
        JOIN retention_hangs_on('monitoring_programme') m ON m.tbl = h.tbl;
    PERFORM set_config('chancennetz.erasing', 'on', true);
    RETURN QUERY EXECUTE format($q$
        SELECT f.id, f.number::text, f.organisation_id, f.domain::text, f.state::text, f.closed_on,
            coalesce(d.in_force, false), d.ended, coalesce(e.programmes, '{{}}'),
            EXISTS (SELECT 1 FROM retention_hold h
                    WHERE h.file_id = f.id AND h.lifted_at IS NULL AND h.ends_on >= $3),
            coalesce(p.persons, 0)::int, coalesce(p.main, false)
        FROM access_familyfile f
        LEFT JOIN (
            SELECT s.f, bool_or(s.withdrawn_at IS NULL AND (s.valid_to IS NULL OR s.valid_to >= $3)) AS in_force,
                max(least(s.valid_to, (s.withdrawn_at AT TIME ZONE 'Europe/Berlin')::date)) AS ended
            FROM (%s) s WHERE NOT s.refused AND ($2 IS NULL OR s.person_id = $2) GROUP BY s.f) d ON d.f = f.id
        LEFT JOIN (
            SELECT s.f, array_agg(DISTINCT s.programme) AS programmes
            FROM (%s) s WHERE $2 IS NULL OR s.person_id = $2 GROUP BY s.f) e ON e.f = f.id
        LEFT JOIN (
            SELECT l.file_id, count(DISTINCT l.person_id) AS persons,
                bool_or(l.is_main_contact AND l.person_id = $2) AS main
            FROM people_fileperson l WHERE l.valid_to IS NULL OR l.valid_to >= $3 GROUP BY l.file_id) p
            ON p.file_id = f.id
        WHERE f.id = $1 OR ($1 IS NULL AND f.state = 'closed')$q$, declared, enrolled)
        USING the_file, the_person, today;
    PERFORM set_config('chancennetz.erasing', '', true);
END $$;

-- Where ids are still found, whatever the table: every row of every table is read as text. The log keeps its own
-- period, and emptied keys are what the second check starts from.
CREATE FUNCTION retention_traces(the_ids uuid[]) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    r record;
    n bigint;
    found jsonb := '{{}}';
BEGIN
    IF NOT access_is_system() OR coalesce(cardinality(the_ids), 0) = 0 THEN
        RETURN found;
    END IF;
    PERFORM set_config('chancennetz.erasing', 'on', true);
    FOR r IN
        SELECT c.oid::regclass AS tbl FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE n.nspname = 'public' AND c.relkind = 'r'
          AND c.relname NOT IN ('audit_auditentry', 'audit_auditlink', 'core_datakey')
        ORDER BY 1
    LOOP
        EXECUTE format('SELECT count(*) FROM %s t WHERE EXISTS (SELECT 1 FROM regexp_matches(to_jsonb(t)::text, %L, ''g'') m'
            ' WHERE m[1]::uuid = ANY ($1))', r.tbl, '{UUID}') INTO n USING the_ids;
        IF n > 0 THEN
            found := found || jsonb_build_object(r.tbl::text, n);
        END IF;
    END LOOP;
    PERFORM set_config('chancennetz.erasing', '', true);
    RETURN found;
END $$;

DO $$ BEGIN
    IF EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'chancennetz_app') THEN
        REVOKE EXECUTE ON FUNCTION retention_hangs_on(regclass), retention_lies_in_file(regclass), retention_look_at_keys(),
            retention_drop(jsonb, regclass, uuid[], boolean), retention_drop_person(jsonb, uuid, uuid[]),
            retention_take(uuid, uuid) FROM chancennetz_app;
    END IF;
END $$;
"""

UNDO = """
DROP FUNCTION retention_traces(uuid[]);
DROP FUNCTION retention_facts(uuid, uuid);
DROP FUNCTION retention_erase(uuid);
DROP FUNCTION retention_preview(uuid, uuid);
DROP FUNCTION retention_take(uuid, uuid);
DROP FUNCTION retention_drop_person(jsonb, uuid, uuid[]);
DROP FUNCTION retention_drop(jsonb, regclass, uuid[], boolean);
DROP FUNCTION retention_look_at_keys();
DROP FUNCTION retention_lies_in_file(regclass);
DROP FUNCTION retention_hangs_on(regclass);
"""


class Migration(migrations.Migration):
    """Four doors, and what lies behind them."""

    dependencies = [("retention", "0002_rls")]
    operations = [migrations.RunSQL(INNER, migrations.RunSQL.noop), migrations.RunSQL(DOORS, UNDO)]

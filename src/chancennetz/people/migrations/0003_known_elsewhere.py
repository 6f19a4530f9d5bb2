"""Database functions: candidates of a search; yes or no, or a number, about persons the asker does not see."""

from __future__ import annotations

from django.db import migrations

# The functions run as the owner of the tables, who serves no request and must see them whole.
FUNCTIONS = """
CREATE POLICY people_personkey_owner ON people_personkey FOR SELECT TO CURRENT_USER USING (true);
CREATE POLICY people_fileperson_owner ON people_fileperson FOR SELECT TO CURRENT_USER USING (true);
CREATE POLICY people_person_owner ON people_person FOR SELECT TO CURRENT_USER USING (true);

-- Is there a file, not visible to the asker, with a person of this name and birth date? Counsellors only.
CREATE FUNCTION people_known_elsewhere(identity bigint[]) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT EXISTS (SELECT 1 FROM access_me() me WHERE me.role IN ('counsellor', 'team_lead')) AND EXISTS (
        SELECT 1 FROM people_personkey k JOIN people_fileperson p ON p.person_id = k.person_id
        WHERE k.kind = 'identity' AND k.value = ANY(identity)
          AND p.file_id NOT IN (SELECT access_visible_files())
    )
$$;

-- Ranks the visible persons by their matching keys, best first. Reads the list of visible files once, whatever the number
-- of persons; what it names is read again under row-level security.
CREATE FUNCTION people_candidates(the_kinds text[], the_values bigint[], the_weights integer[], how_many integer)
RETURNS TABLE (person_id uuid, rank bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    WITH hits AS MATERIALIZED (
        SELECT k.person_id, sum(wanted.weight) AS rank
        FROM unnest(the_kinds, the_values, the_weights) AS wanted (kind, value, weight)
        JOIN people_personkey k ON k.kind = wanted.kind AND k.value = wanted.value
        GROUP BY k.person_id
    ), seen AS (
        SELECT DISTINCT l.person_id FROM hits JOIN people_fileperson l ON l.person_id = hits.person_id
        WHERE (SELECT access_is_system()) OR l.file_id IN (SELECT access_visible_files())
    )
    SELECT hits.person_id, hits.rank::bigint
    FROM seen JOIN hits ON hits.person_id = seen.person_id JOIN people_person p ON p.id = seen.person_id
    WHERE p.merged_into_id IS NULL
    ORDER BY hits.rank DESC, hits.person_id
    LIMIT how_many
$$;

CREATE FUNCTION people_number_of_files(the_person uuid) RETURNS integer
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT count(DISTINCT file_id)::integer FROM people_fileperson
    WHERE person_id = the_person
      AND (access_is_system() OR EXISTS (SELECT 1 FROM access_me() me WHERE me.role IN ('counsellor', 'team_lead')))
$$;
"""
UNDO = """
DROP FUNCTION people_candidates(text[], bigint[], integer[], integer);
DROP FUNCTION people_number_of_files(uuid);
DROP FUNCTION people_known_elsewhere(bigint[]);
DROP POLICY people_person_owner ON people_person;
DROP POLICY people_fileperson_owner ON people_fileperson;
DROP POLICY people_personkey_owner ON people_personkey;
"""


class Migration(migrations.Migration):
    """Yes or no."""

    dependencies = [("people", "0002_rls")]
    operations = [migrations.RunSQL(FUNCTIONS, UNDO)]

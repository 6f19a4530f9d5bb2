"""Database functions that answer yes or no, or with a number, about persons the asker does not see."""

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

CREATE FUNCTION people_number_of_files(the_person uuid) RETURNS integer
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT count(DISTINCT file_id)::integer FROM people_fileperson
    WHERE person_id = the_person
      AND (access_is_system() OR EXISTS (SELECT 1 FROM access_me() me WHERE me.role IN ('counsellor', 'team_lead')))
$$;
"""
UNDO = """
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

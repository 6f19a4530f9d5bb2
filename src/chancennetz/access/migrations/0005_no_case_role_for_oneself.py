"""An administrator cannot give himself or herself a role that works with families: the second wall of that rule."""

from __future__ import annotations

from django.db import migrations

CASE_ROLES = "('counsellor', 'team_lead', 'coordinator', 'job_centre')"
STRICT = f"""
DROP POLICY access_membership_insert ON access_membership;
DROP POLICY access_membership_update ON access_membership;
CREATE POLICY access_membership_insert ON access_membership FOR INSERT
    WITH CHECK ((SELECT access_is_system()) OR ((SELECT access_role()) = 'admin'
        AND (user_id <> (SELECT access_user()) OR role NOT IN {CASE_ROLES})));
CREATE POLICY access_membership_update ON access_membership FOR UPDATE
    USING ((SELECT access_is_system()) OR (SELECT access_role()) = 'admin')
    WITH CHECK ((SELECT access_is_system()) OR ((SELECT access_role()) = 'admin'
        AND (user_id <> (SELECT access_user()) OR role NOT IN {CASE_ROLES})));
"""
LOOSE = """
DROP POLICY access_membership_insert ON access_membership;
DROP POLICY access_membership_update ON access_membership;
CREATE POLICY access_membership_insert ON access_membership FOR INSERT
    WITH CHECK ((SELECT access_is_system()) OR (SELECT access_role()) = 'admin');
CREATE POLICY access_membership_update ON access_membership FOR UPDATE
    USING ((SELECT access_is_system()) OR (SELECT access_role()) = 'admin');
"""


class Migration(migrations.Migration):
    """Two policies."""

    dependencies = [("access", "0004_emergency_review")]
    operations = [migrations.RunSQL(STRICT, LOOSE)]

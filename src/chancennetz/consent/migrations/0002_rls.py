"""Row-level security of declarations. The data protection officer sees the register, without names."""

from __future__ import annotations

from django.db import migrations

from chancennetz.access.rls import protect_table

CONTROL = """
CREATE POLICY consent_consent_control ON consent_consent FOR SELECT USING ((SELECT access_role()) = 'privacy');
CREATE POLICY consent_release_control ON consent_confidentialityrelease FOR SELECT
    USING ((SELECT access_role()) = 'privacy');
"""
UNDO = """
DROP POLICY consent_consent_control ON consent_consent;
DROP POLICY consent_release_control ON consent_confidentialityrelease;
"""


class Migration(migrations.Migration):
    """Second wall for declarations."""

    dependencies = [("consent", "0001_initial"), ("access", "0002_rls")]
    operations = [
        protect_table("consent_consent"),
        protect_table("consent_confidentialityrelease"),
        migrations.RunSQL(CONTROL, UNDO),
    ]

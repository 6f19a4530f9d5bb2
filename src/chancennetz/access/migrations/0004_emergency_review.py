"""The data protection officer reviews emergency accesses: reads these rows of the relation table, and no others."""

from __future__ import annotations

from django.db import migrations

POLICY = """
CREATE POLICY access_relation_review ON access_relation FOR SELECT
    USING (kind = 'emergency' AND (SELECT access_role()) = 'privacy');
"""


class Migration(migrations.Migration):
    """One policy."""

    dependencies = [("access", "0003_control")]
    operations = [migrations.RunSQL(POLICY, "DROP POLICY access_relation_review ON access_relation")]

"""Row-level security of versions of the plan and notes on goals."""

from __future__ import annotations

from django.db import migrations

from chancennetz.access.rls import protect_table


class Migration(migrations.Migration):
    """Second wall for the new tables."""

    dependencies = [("casework", "0003_plan_versions_and_meetings")]
    operations = [protect_table("casework_planversion"), protect_table("casework_goalnote")]

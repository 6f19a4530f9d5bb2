"""Row-level security of versions of the plan."""

from __future__ import annotations

from django.db import migrations

from chancennetz.access.rls import protect_table


class Migration(migrations.Migration):
    """Second wall for versions of the plan."""

    dependencies = [("planversions", "0001_initial"), ("access", "0002_rls")]
    operations = [protect_table("planversions_planversion")]

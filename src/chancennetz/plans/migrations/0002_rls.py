"""Row-level security of the plan."""

from __future__ import annotations

from django.db import migrations

from chancennetz.access.rls import protect_table


class Migration(migrations.Migration):
    """Second wall for the plan."""

    dependencies = [("plans", "0001_initial"), ("access", "0002_rls")]
    operations = [
        protect_table("plans_goal"),
        protect_table("plans_subgoal"),
        protect_table("plans_step"),
        protect_table("plans_goalnote"),
    ]

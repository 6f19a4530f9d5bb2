"""Row-level security of participation."""

from __future__ import annotations

from django.db import migrations

from chancennetz.access.rls import protect_table


class Migration(migrations.Migration):
    """Second wall for participation."""

    dependencies = [("participation", "0001_initial"), ("access", "0002_rls")]
    operations = [protect_table("participation_participant")]

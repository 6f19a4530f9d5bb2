"""Row-level security of joined records."""

from __future__ import annotations

from django.db import migrations

from chancennetz.access.rls import protect_table


class Migration(migrations.Migration):
    """Second wall for joined records."""

    dependencies = [("duplicates", "0001_initial"), ("access", "0002_rls")]
    operations = [protect_table("duplicates_personmerge")]

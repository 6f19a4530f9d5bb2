"""Row-level security of casework. Entrusted notes are bound to one user (s. 65 SGB VIII)."""

from __future__ import annotations

from django.db import migrations

from chancennetz.access.rls import protect_table


class Migration(migrations.Migration):
    """Second wall for casework."""

    dependencies = [("casework", "0001_initial"), ("access", "0002_rls")]
    operations = [
        protect_table("casework_case"),
        protect_table("casework_entrustednote", bound_column="bound_to_id"),
        protect_table("casework_revision"),
    ]

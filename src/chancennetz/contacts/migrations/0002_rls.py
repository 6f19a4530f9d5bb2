"""Row-level security of the contact log."""

from __future__ import annotations

from django.db import migrations

from chancennetz.access.rls import protect_table


class Migration(migrations.Migration):
    """Second wall for the contact log."""

    dependencies = [("contacts", "0001_initial"), ("access", "0002_rls")]
    operations = [
        protect_table("contacts_contactentry"),
        protect_table("contacts_contactperson"),
    ]

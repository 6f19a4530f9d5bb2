"""Row-level security of documents."""

from __future__ import annotations

from django.db import migrations

from chancennetz.access.rls import protect_table


class Migration(migrations.Migration):
    """Second wall for documents."""

    dependencies = [("documents", "0001_initial"), ("access", "0002_rls")]
    operations = [protect_table("documents_document")]

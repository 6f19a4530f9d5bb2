"""Second wall for signatures, and for those who have to be told of a withdrawal."""

from __future__ import annotations

from django.db import migrations

from chancennetz.access.rls import protect_table


class Migration(migrations.Migration):
    """Policies."""

    dependencies = [("consent", "0005_signing"), ("access", "0002_rls")]
    operations = [
        protect_table("consent_signature"),
        protect_table("consent_withdrawalnotice"),
    ]

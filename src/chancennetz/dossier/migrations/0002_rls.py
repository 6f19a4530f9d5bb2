"""Row-level security: letters and requests for access follow the file they lie in."""

from __future__ import annotations

from django.db import migrations

from chancennetz.access.rls import protect_table


class Migration(migrations.Migration):
    """Second wall."""

    dependencies = [("dossier", "0001_initial"), ("access", "0002_rls")]
    operations = [protect_table("dossier_letter"), protect_table("dossier_accessrequest")]

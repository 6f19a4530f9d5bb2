"""Row-level security of assessments."""

from __future__ import annotations

from django.db import migrations

from chancennetz.access.rls import protect_table


class Migration(migrations.Migration):
    """Second wall for assessments."""

    dependencies = [("assessments", "0001_initial"), ("access", "0002_rls")]
    operations = [
        protect_table("assessments_assessment"),
        protect_table("assessments_sectionanswers"),
        protect_table("assessments_answerversion"),
    ]

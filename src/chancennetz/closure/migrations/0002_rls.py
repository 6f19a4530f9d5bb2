"""Row-level security of this room's tables."""

from __future__ import annotations

from django.db import migrations

from chancennetz.access.rls import protect_table


class Migration(migrations.Migration):
    """Second wall."""

    dependencies = [("closure", "0001_initial"), ("access", "0008_emergency_review_rls")]
    operations = [
        protect_table("closure_dischargecard"),
        protect_table("closure_cardline"),
        protect_table("closure_aftercarecontact"),
    ]

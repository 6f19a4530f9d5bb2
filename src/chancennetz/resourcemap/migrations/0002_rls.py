"""Row-level security of the resource map."""

from __future__ import annotations

from django.db import migrations

from chancennetz.access.rls import protect_table


class Migration(migrations.Migration):
    """Second wall for the resource map."""

    dependencies = [("resourcemap", "0001_initial"), ("access", "0002_rls")]
    operations = [
        protect_table("resourcemap_resourcemap"),
        protect_table("resourcemap_mapversion"),
        protect_table("resourcemap_arearating"),
    ]

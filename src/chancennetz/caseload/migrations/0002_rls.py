"""Row-level security of the notes of team leads."""

from __future__ import annotations

from django.db import migrations

from chancennetz.access.rls import protect_table_where

# Supervision: team leads of the organisation that wrote the note, as long as it keeps the file. Not the counsellor who
# leads the case, not the organisation to which the file goes.
SUPERVISION = (
    "((SELECT access_is_system()) OR (file_id IN (SELECT access_visible_files())"
    " AND organisation_id IN (SELECT organisation_id FROM access_me() WHERE role = 'team_lead')))"
)


class Migration(migrations.Migration):
    """Second wall."""

    dependencies = [("caseload", "0001_initial"), ("access", "0008_emergency_review_rls")]
    operations = [protect_table_where("caseload_supervisionnote", SUPERVISION)]

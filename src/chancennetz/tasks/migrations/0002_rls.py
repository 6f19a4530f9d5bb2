"""Row-level security: tasks in a file follow the file, others belong to their user; drafts belong to their user."""

from __future__ import annotations

from django.db import migrations

from chancennetz.access.rls import protect_table_where

OWN_OR_IN_FILE = (
    "((SELECT access_is_system()) OR (file_id IS NULL AND user_id = (SELECT access_user()))"
    " OR file_id IN (SELECT access_visible_files()))"
)
# A task without file may be given to a colleague, who then is the only one to see it.
MAY_WRITE = "((SELECT access_is_system()) OR file_id IS NULL OR file_id IN (SELECT access_visible_files()))"
OWN = "((SELECT access_is_system()) OR user_id = (SELECT access_user()))"


class Migration(migrations.Migration):
    """Second wall for tasks, appointments, drafts."""

    dependencies = [("tasks", "0001_initial"), ("access", "0002_rls")]
    operations = [
        protect_table_where("tasks_task", OWN_OR_IN_FILE, MAY_WRITE),
        protect_table_where("tasks_appointment", OWN_OR_IN_FILE, MAY_WRITE),
        protect_table_where("tasks_draft", OWN),
    ]

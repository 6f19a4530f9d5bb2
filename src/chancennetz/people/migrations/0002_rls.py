"""Row-level security of persons: a person is visible through the files he or she belongs to."""

from __future__ import annotations

from django.db import migrations

from chancennetz.access.rls import protect_table, protect_table_where

# The inner select is itself under the policy of people_fileperson, so only links in visible files count.
# EXISTS, not IN: for a handful of persons the database then looks at their links only, not at all links there are.
LINKED = (
    "((SELECT access_is_system()) OR EXISTS (SELECT 1 FROM people_fileperson link WHERE link.person_id = {column}))"
)
MAY_REGISTER = "((SELECT access_is_system()) OR (SELECT access_role()) IN ('counsellor', 'team_lead'))"


class Migration(migrations.Migration):
    """Second wall for persons."""

    dependencies = [("people", "0001_initial"), ("access", "0002_rls")]
    operations = [
        protect_table("people_fileperson"),
        protect_table("people_persongroup"),
        protect_table("people_groupmember"),
        protect_table("people_relationship"),
        protect_table_where("people_person", LINKED.format(column="people_person.id"), MAY_REGISTER),
        protect_table_where("people_personkey", LINKED.format(column="people_personkey.person_id")),
    ]

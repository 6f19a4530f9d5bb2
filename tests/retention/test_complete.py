"""Nothing is forgotten: each table of ours goes with a file or a person, or stands here with its reason."""

from __future__ import annotations

import pytest
from django.db import connection, models

from chancennetz.access.models import FamilyFile
from chancennetz.access.protected import InFile
from chancennetz.core import catalogue
from chancennetz.core.catalogue import Protection
from chancennetz.people.models import Person

#: Tables that stay when a family goes, with the reason. A table that holds persons and is not here fails the test.
STAYS = {
    "access.FormToken": "forgotten after a day; tokens of forms of the file go with it",
    "access.Membership": "staff",
    "access.User": "staff",
    "audit.AuditEntry": "random ids; has its own period of twelve months",
    "audit.AuditLink": "no personal data; goes with its entry",
    "handovers.CaseloadMove": "staff: a plan for a whole caseload, no family",
    "core.DataKey": "emptied at once, the row forgotten after the second check",
    "retention.Certificate": "the proof: fingerprints, no ids",
    "sharing.ShareTable": "staff: who wrote the rules for passing on",
    "tasks.CalendarFeed": "staff",
    "tasks.Draft": "what somebody is typing; drafts about the file go with it",
}


def _related(model: type[models.Model], seen: frozenset[type] = frozenset()) -> bool:
    """Tell whether rows of a table hang on a file or a person, by however many steps that must be there."""
    if model in {FamilyFile, Person} or issubclass(model, InFile):
        return True
    for field in model._meta.local_fields:
        target = field.related_model
        if isinstance(target, type) and target not in seen and target is not model:
            optional_file = target is FamilyFile
            if (optional_file or not field.null) and _related(target, seen | {model}):
                return True
    return False


def test_every_table_goes_with_a_family_or_says_why_not() -> None:
    personal = {entry.model for entry in catalogue.all_entries() if entry.protection is not Protection.OPEN}
    goes = {model._meta.label for model in catalogue.own_models() if _related(model)}
    assert len(goes) > 30
    assert sorted(personal - goes - set(STAYS)) == []
    assert sorted(set(STAYS) & goes) == []
    assert sorted(set(STAYS) - {model._meta.label for model in catalogue.own_models()}) == []


def test_what_names_no_family_really_points_to_none() -> None:
    """A table of open fields only may not hang on a file either, unless it goes."""
    open_tables = [model for model in catalogue.own_models() if not _related(model)]
    pointing = [
        f"{model._meta.label}.{field.name}"
        for model in open_tables
        for field in model._meta.local_fields
        if field.related_model in {FamilyFile, Person}
    ]
    assert pointing == []


def test_rows_that_go_have_the_id_by_which_they_are_followed() -> None:
    for model in catalogue.own_models():
        if _related(model):
            assert model._meta.pk.name == "id", model._meta.label


@pytest.mark.django_db
def test_the_owner_may_delete_in_every_protected_table() -> None:
    """FORCE ROW LEVEL SECURITY holds for the owner too: without its policy rows would stay behind."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
            " WHERE n.nspname = 'public' AND c.relforcerowsecurity AND NOT EXISTS ("
            "   SELECT 1 FROM pg_policy p WHERE p.polrelid = c.oid AND p.polcmd = '*'"
            "   AND p.polroles = ARRAY[c.relowner] AND (pg_get_expr(p.polqual, p.polrelid) = 'true'"
            "        OR pg_get_expr(p.polqual, p.polrelid) LIKE '%%erasing%%'))"
        )
        assert cursor.fetchall() == []


@pytest.mark.django_db
def test_the_application_reaches_the_inner_functions_by_no_way() -> None:
    inner = ("retention_take", "retention_drop", "retention_drop_person", "retention_hangs_on")
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT proname FROM pg_proc WHERE proname = ANY (%s) AND has_function_privilege(oid, 'EXECUTE')",
            [list(inner)],
        )
        assert cursor.fetchall() == []

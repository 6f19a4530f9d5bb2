"""Marks of changes: every change that the public may see is known at once, whoever made it and by whatever way."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.db import connection, transaction
from django.db.utils import ProgrammingError

from chancennetz.mapsearch import queries
from chancennetz.mapsearch.directory import shelf
from chancennetz.mapsearch.models import DirectoryChange
from chancennetz.supportmap.models import Schedule, Service

Offers = dict[str, Service]
#: Tables of the support map of which the public site shows nothing.
UNSEEN = {"Capacity", "HsdsRow"}
OF_OTHER_ROOMS = {"organisations_organisation", "places_area", "places_transitfeed", "places_transitstop"}


def test_every_table_of_which_the_public_sees_something_marks_its_changes(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT tgrelid::regclass::text FROM pg_trigger WHERE tgname = 'mapsearch_mark_change'")
        marked = {row[0] for row in cursor.fetchall()}
    models = apps.get_app_config("supportmap").get_models()
    shown = {model._meta.db_table for model in models if model.__name__ not in UNSEEN}
    assert marked == shown | OF_OTHER_ROOMS


def test_each_change_gives_another_revision_and_an_undone_one_the_former(offers: Offers) -> None:
    first, marks = queries.revision(), DirectoryChange.objects.count()
    assert queries.revision() == first
    Schedule.objects.filter(opening_hours__startswith="Th").update(opening_hours="Fr 14:00-16:00")
    second = queries.revision()
    assert second != first
    with transaction.atomic():
        offers["food"].delete()
        assert queries.revision() not in {first, second}
        transaction.set_rollback(True)
    assert queries.revision() == second
    assert DirectoryChange.objects.count() == marks  # one mark for each transaction, and this is one


def test_nobody_but_the_database_sets_marks(db: None) -> None:
    for statement in ("INSERT INTO {} VALUES (1, 1, now())", "UPDATE {} SET changes = 9", "DELETE FROM {}"):
        with (
            pytest.raises(ProgrammingError, match="permission denied"),
            transaction.atomic(),
            connection.cursor() as now,
        ):
            now.execute(statement.format(DirectoryChange._meta.db_table))


def test_the_directory_is_read_anew_after_any_change(offers: Offers) -> None:
    before = shelf.current()
    assert shelf.current() is before
    Schedule.objects.filter(opening_hours__startswith="Th").update(opening_hours="Fr 14:00-16:00")
    after = shelf.current()
    assert after is not before
    assert after.hours.rules[after.position[offers["food"].id]][0].lines[0].text == "Fr 14:00-16:00"

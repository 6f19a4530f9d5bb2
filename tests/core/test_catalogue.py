"""The field catalogue has no gap, and a new gap is found."""

from __future__ import annotations

import pytest
from django.db import models

from chancennetz.core import catalogue
from chancennetz.core.catalogue import LegalDomain, Protection, Retention
from chancennetz.core.checks import check_catalogue


def test_no_model_has_a_gap() -> None:
    assert check_catalogue() == []


def test_names_and_notes_are_sealed_in_the_database() -> None:
    sealed = {(entry.model, entry.field) for entry in catalogue.all_entries() if entry.sealed}
    must = {
        ("people.Person", "family_name"),
        ("people.Person", "birth_date"),
        ("people.Person", "street"),
        ("contacts.ContactEntry", "note"),
        ("casework.EntrustedNote", "text"),
        ("plans.Goal", "title"),
        ("tasks.Task", "title"),
        ("documents.Document", "title"),
    }
    assert must <= sealed


def test_monitoring_and_places_hold_nothing_personal() -> None:
    rooms = ("monitoring.", "places.")
    assert {e.protection for e in catalogue.all_entries() if e.model.startswith(rooms)} == {Protection.OPEN}


class _Gap(models.Model):
    name = models.CharField(max_length=10)
    forgotten = models.CharField(max_length=10)

    class Meta:
        app_label = "core"
        managed = False

    class Catalogue:
        purpose = "counselling"
        domain = LegalDomain.VOLUNTARY
        retention = Retention.NONE
        personal = ("name",)


def test_a_field_without_a_decision_is_named() -> None:
    with pytest.raises(catalogue.CatalogueGap, match="forgotten"):
        catalogue.entries_of(_Gap)

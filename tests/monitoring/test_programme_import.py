"""Programme files: what they create, that they are idempotent, and every defect with its path."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.utils import translation

from chancennetz.access.context import working_as
from chancennetz.audit.models import AuditEntry
from chancennetz.core.actor import system_actor
from chancennetz.core.errors import ImportDefects, NotAllowed
from chancennetz.core.imports import ImportReport
from chancennetz.monitoring.actions_programme import import_programme
from chancennetz.monitoring.models import Module, Partner, Programme, Staffing, Target
from chancennetz.organisations.models import Organisation
from tests.monitoring import programmes
from tests.universe import Universe

REAL = Path(__file__).parents[3] / "shared" / "acceptance" / "programme_change.json"

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _english() -> Any:
    with translation.override("en"):
        yield


def load(data: bytes, *, dry_run: bool = False) -> ImportReport:
    by = system_actor()
    with working_as(by):
        return import_programme(by=by, data=data, dry_run=dry_run)


def defects(data: bytes) -> set[tuple[str, str]]:
    with pytest.raises(ImportDefects) as caught:
        load(data)
    assert not Programme.objects.exists()
    return {(defect.field, defect.message) for defect in caught.value.defects}


@pytest.mark.skipif(not REAL.exists(), reason="the county's documents are not beside the project")
def test_the_real_programme_arrives_whole() -> None:
    report = load(REAL.read_bytes())
    programme = Programme.objects.get(name="ChanGe (auch Chan!Ge)")
    assert (programme.valid_from.isoformat(), programme.valid_to.isoformat()) == ("2024-01-01", "2026-12-31")
    assert Partner.objects.filter(programme=programme).count() == 17
    # The project owner counsels too, and the county coordinates: 17 lines are 16 organisations.
    assert Organisation.objects.count() == 16
    assert {m.key: m.hours_each for m in Module.objects.all()} == {"basic": 23, "benefits": 10, "employment": 10}
    whole = {t.module.key: (t.participants, t.hours) for t in Target.objects.filter(partner=None)}
    assert whole == {"basic": (605, 13915), "benefits": (300, 3000), "employment": (230, 2300)}
    shares = Target.objects.exclude(partner=None).values_list("module__key", "participants", "hours").distinct()
    assert set(shares) == {("basic", 121, 2783), ("benefits", 60, 600), ("employment", 46, 460)}
    assert Target.objects.exclude(partner=None).count() == 15
    assert sum(Staffing.objects.values_list("fte", flat=True)) == Decimal("13.25")
    lead = Staffing.objects.filter(partner__role="lead").values_list("function", "fte")
    assert set(lead) == {("Gesamtleitung", Decimal("1.00")), ("zentrale Abrechnung", Decimal("0.50"))}
    assert "staffing_totals" not in " ".join(report.notes)  # they agree
    assert any("role-kreis" in note for note in report.notes)  # a difference that the file records itself

    again = load(REAL.read_bytes())
    assert again.changes == 0
    assert again.unchanged == len(report.created) - 16  # organisations are not touched again


def test_a_dry_run_tells_everything_and_writes_nothing() -> None:
    tried = load(programmes.content(), dry_run=True)
    assert not Programme.objects.exists()
    assert not Organisation.objects.exists()
    assert not AuditEntry.objects.exists()
    done = load(programmes.content())
    assert tried.created == done.created
    assert tried.dry_run
    assert not done.dry_run
    assert Organisation.objects.count() == 3
    assert AuditEntry.objects.filter(action="monitoring.programme.import").count() == 1


def test_a_target_that_cannot_be_split_evenly_loses_nobody() -> None:
    _programme, partners = programmes.build()
    found = {t.partner.site: t.participants for t in Target.objects.filter(module__key="basic").exclude(partner=None)}
    assert found == {"Unna": 51, "Kamen": 50}
    assert set(partners) == {"Unna", "Kamen"}


def test_a_changed_file_changes_only_what_differs() -> None:
    load(programmes.content())
    targets = [{**programmes.SMALL["targets"][0], "participants": 103}, programmes.SMALL["targets"][1]]
    report = load(programmes.content(targets=targets))
    assert report.created == ()
    assert len(report.changed) == 3  # the programme and two partners
    assert Target.objects.get(partner=None, module__key="basic").hours == 103 * 23
    # 101 x 23 was printed as the sum of hours; now it does not agree any more and is shown.
    assert report.notes == ("targets[0].hours_total: printed 2323, recomputed 2369",)


def test_a_partner_that_left_the_file_stays_and_is_named() -> None:
    load(programmes.content())
    report = load(programmes.content(partners=programmes.SMALL["partners"][:3], staffing=[]))
    assert report.notes[-1] == "Stadt Unna stands here as Partner: town but not in the file; it stays."
    assert Partner.objects.count() == 4


def test_sums_that_do_not_agree_are_shown_as_printed_and_recomputed() -> None:
    report = load(programmes.content(staffing_totals={"beratung": 7.5, "leitung": 1.0, "all": 13}))
    assert report.notes == (
        "staffing_totals.beratung: printed 7.5, recomputed 1.50",
        "staffing_totals.all: printed 13, recomputed 3.00",
    )


PARTNER = programmes.SMALL["partners"][0]
TARGET = programmes.SMALL["targets"][0]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"name": ""}, ("name", "This is missing.")),
        ({"name": 7}, ("name", "Here must stand a text.")),
        ({"name": "x" * 81}, ("name", "At most 80 characters fit here.")),
        ({"period": "2024"}, ("period", 'Here must stand two years, for example ["2024", "2026"].')),
        (
            {"period": ["2026", "2024"]},
            ("period", "The years must lie between 1900 and 2100, the first one before the last."),
        ),
        ({"start": "2024-01-01"}, ("start", "Write the first day like 01.01.2024.")),
        ({"start": "01.01.2023"}, ("start", "The first day lies outside of the period.")),
        ({"funding": []}, ("funding", "Here must stand an object in braces.")),
        ({"partners": []}, ("partners", "Here must stand a list with at least one entry.")),
        ({"partners": [PARTNER, "x"]}, ("partners[1]", "Here must stand an object in braces.")),
        ({"partners": [{**PARTNER, "role": "Gast"}]}, ("partners[0].role", "Unknown role: Gast.")),
        ({"partners": [PARTNER, PARTNER]}, ("partners[1].name", "Werkhof Unna has this role already in partners[0].")),
        (
            {"staffing": [{"partner": "Niemand", "function": "Beratung", "fte": 1}]},
            ("staffing[0].partner", "Niemand is no partner of this file."),
        ),
        (
            {"staffing": [{"partner": "Werkhof Unna", "function": "Beratung", "fte": -1}]},
            ("staffing[0].fte", "Here must stand a number above 0, for example 1.5."),
        ),
        ({"targets": [TARGET, TARGET]}, ("targets[1].key", "This target stands here twice.")),
        (
            {"targets": [{**TARGET, "participants": 0}]},
            ("targets[0].participants", "Here must stand a whole number from 1 to 1000000."),
        ),
        (
            {"targets": [{**TARGET, "participants": True}]},
            ("targets[0].participants", "Here must stand a whole number from 1 to 1000000."),
        ),
        (
            {"targets": [{**TARGET, "key": "Ziel 1"}]},
            ("targets[0].key", "A key has small letters, digits and hyphens only."),
        ),
        (
            {"targets": [{**TARGET, "key": "other"}]},
            ("targets", "The target with the key “participants” is missing: everybody counts towards it."),
        ),
    ],
)
def test_each_defect_is_named_with_its_path(changes: dict[str, Any], expected: tuple[str, str]) -> None:
    assert expected in defects(programmes.content(**changes))


def test_all_defects_come_at_once() -> None:
    found = defects(programmes.content(name="", period=[], targets=[{}]))
    assert {"name", "period", "targets[0].key", "targets[0].label"} <= {field for field, _message in found}


@pytest.mark.parametrize(
    ("data", "row", "words"),
    [
        (b'{"name": "a"\n', 2, "This is not valid JSON"),
        ('{"name": "Lünen"}'.encode("latin-1"), 1, "This file is not UTF-8 (byte 0xfc)."),
        (b"\n\n{\xff", 3, "This file is not UTF-8 (byte 0xff)."),
        (b'{"name": NaN}', None, "NaN is not a number that JSON knows."),
        (b"[" * 100_000, None, "This file is nested too deeply."),
        (b"[]", None, "The file must hold one object in braces."),
        (b"", 1, "This is not valid JSON"),
    ],
)
def test_files_that_cannot_be_read(data: bytes, row: int | None, words: str) -> None:
    with pytest.raises(ImportDefects) as caught:
        load(data)
    (defect,) = caught.value.defects
    assert defect.row == row
    assert defect.message.startswith(words)


def test_a_project_lead_imports_but_does_not_create_organisations(universe: Universe) -> None:
    paul = universe.actor("paul")
    with working_as(paul):
        assert import_programme(by=paul, data=programmes.content()).changes > 0
    strange = json.loads(programmes.content())
    strange["partners"].append({"name": "Neu gGmbH", "role": "Kooperationspartner"})
    with working_as(paul), pytest.raises(ImportDefects) as caught:
        import_programme(by=paul, data=json.dumps(strange).encode())
    assert caught.value.defects[0].field == "partners[4].name"


def test_a_counsellor_may_not_import(universe: Universe) -> None:
    anna = universe.actor("anna")
    with working_as(anna), pytest.raises(NotAllowed):
        import_programme(by=anna, data=programmes.content())

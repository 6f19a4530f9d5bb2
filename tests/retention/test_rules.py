"""When a period ends, and what stands against a deletion: worked examples, written by hand."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json

import pytest

from chancennetz.core import signing
from chancennetz.core.catalogue import Retention
from chancennetz.retention import rules
from chancennetz.retention.constants import KeepReason, ProposalKind
from chancennetz.retention.rules import FileState, Period

CLOSED = Period(None, Retention.CASE_CLOSED, "", 36, from_year_end=True)
SGB_II = Period(None, Retention.CASE_CLOSED, "SGB_II", 60, from_year_end=True)
CONSENT = Period(None, Retention.CONSENT_ENDED, "", 36, from_year_end=True)
PAYMENT = Period(None, Retention.LAST_PAYMENT, "PROJECT", 60, from_year_end=True)
PERIODS = [CLOSED, SGB_II, CONSENT, PAYMENT]
OLD = FileState(domain="VOLUNTARY", state="closed", closed_on=dt.date(2020, 3, 1), persons=3)
DAY = dt.date(2026, 11, 29)


@pytest.mark.parametrize(
    ("event", "months", "from_year_end", "last"),
    [
        ("2026-03-12", 60, True, "2031-12-31"),  # Art. 82: the worked example of the reference
        ("2026-12-31", 60, True, "2031-12-31"),
        ("2026-01-01", 12, False, "2027-01-01"),
        ("2024-02-29", 12, False, "2025-02-28"),
        ("2024-02-29", 48, False, "2028-02-29"),
        ("2025-11-30", 3, False, "2026-02-28"),
        ("2020-03-01", 36, True, "2023-12-31"),
        ("2020-03-01", 120, True, "2030-12-31"),
    ],
)
def test_the_last_day_of_a_period(event: str, months: int, from_year_end: bool, last: str) -> None:
    found = rules.last_day(dt.date.fromisoformat(event), months, from_year_end=from_year_end)
    assert found.isoformat() == last


def _due(**changes: object) -> str | None:
    end = rules.due(dataclasses.replace(OLD, **changes), PERIODS)  # type: ignore[arg-type]
    return end.since.isoformat() if end is not None else None


def test_a_file_is_due_the_day_after_the_last_of_its_periods() -> None:
    assert _due() == "2024-01-01"
    assert _due(domain="SGB_II") == "2026-01-01"
    assert _due(consent_ended=dt.date(2021, 8, 1)) == "2025-01-01"
    assert _due(consent_ended=dt.date(2018, 8, 1)) == "2024-01-01"
    assert _due(payments=(dt.date(2021, 3, 12),)) == "2027-01-01"
    assert _due(payments=(dt.date(2015, 3, 12), dt.date(2022, 3, 12))) == "2028-01-01"


def test_a_file_stays_as_long_as_one_of_its_events_has_not_happened() -> None:
    assert _due(closed_on=None) is None
    assert _due(consent_in_force=True) is None
    assert _due(payments=(dt.date(2015, 3, 12), None)) is None


def test_without_a_rule_nothing_is_due() -> None:
    assert rules.due(OLD, [SGB_II, CONSENT]) is None
    assert rules.keeps(OLD, [SGB_II], DAY, ProposalKind.PERIOD) == [KeepReason.NO_RULE]


@pytest.mark.parametrize(
    ("changes", "kind", "one_person", "against"),
    [
        ({}, "period", False, []),
        ({}, "request", False, []),
        ({"state": "open", "closed_on": None}, "request", False, ["open"]),
        ({"state": "restricted", "closed_on": None}, "request", False, ["restricted"]),
        ({"held": True}, "period", False, ["hold"]),
        ({"held": True}, "request", False, ["hold"]),
        ({"consent_in_force": True}, "period", False, ["consent"]),
        ({"consent_in_force": True}, "request", False, []),  # the request is the withdrawal
        ({"closed_on": dt.date(2026, 1, 1)}, "period", False, ["not_over"]),
        ({"closed_on": dt.date(2026, 1, 1)}, "request", False, []),  # our own period does not stand against it
        ({"payments": (dt.date(2021, 1, 1),)}, "request", False, ["project"]),  # to the end of 2026
        ({"payments": (dt.date(2020, 12, 31),)}, "request", False, []),  # to the end of 2025
        ({"payments": (None,)}, "request", False, ["project"]),
        ({"state": "open", "closed_on": None}, "request", True, []),
        ({"state": "open", "closed_on": None, "persons": 1}, "request", True, ["only_person"]),
        ({"state": "open", "closed_on": None, "is_main_contact": True}, "request", True, ["main_contact"]),
        ({"held": True, "payments": (None,)}, "request", True, ["hold", "project"]),
    ],
)
def test_what_stands_against_a_deletion(
    changes: dict[str, object], kind: str, one_person: bool, against: list[str]
) -> None:
    file = dataclasses.replace(OLD, **changes)  # type: ignore[arg-type]
    found = rules.keeps(file, PERIODS, DAY, ProposalKind(kind), one_person=one_person)
    assert [one.value for one in found] == against


# --- certificates --------------------------------------------------------------------------------------------------

SEED = bytes(range(32))


def _file(**said: object) -> str:
    text = rules.signed_text({"number": 7, "rows_by_table": {"a": 2}, **said})
    return rules.certificate_file(text, rules.sign(SEED, text), signing.public_key(SEED))


def test_a_certificate_is_read_back_as_it_was_signed() -> None:
    said = rules.read_certificate(_file(organisation="Brückenhaus"), signing.public_key(SEED))
    assert (said["number"], said["organisation"]) == (7, "Brückenhaus")


@pytest.mark.parametrize(
    ("old", "new"),
    [('\\"a\\": 2', '\\"a\\": 3'), ('\\"number\\": 7', '\\"number\\": 8'), ('"signature": "', '"signature": "00')],
)
def test_a_changed_certificate_is_not_genuine(old: str, new: str) -> None:
    content = _file()
    assert old in content
    with pytest.raises(rules.NoCertificate):
        rules.read_certificate(content.replace(old, new, 1), signing.public_key(SEED))


def test_another_key_and_another_file_are_not_genuine() -> None:
    other = signing.public_key(bytes(32))
    forged = json.loads(_file()) | {"public_key": other}
    for content, key in ((_file(), other), (json.dumps(forged), other), ("{}", other), ("[]", other), ("x", other)):
        with pytest.raises(rules.NoCertificate):
            rules.read_certificate(content, key)

"""Hours and counts against tables written by hand."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

import pytest

from chancennetz.participation import rules
from chancennetz.participation.rules import ContactFact, CountKey, Participation

MOTHER, FATHER, CHILD = (uuid.UUID(int=number) for number in (1, 2, 3))
PROGRAMME, PARTNER, OTHER_PARTNER = (uuid.UUID(int=number) for number in (10, 11, 12))


def _participation(person: uuid.UUID = MOTHER, **changes: Any) -> Participation:
    values: dict[str, Any] = {
        "person_id": person,
        "programme_id": PROGRAMME,
        "partner_id": PARTNER,
        "entry_on": dt.date(2026, 3, 1),
        "exit_on": None,
        "modules": (("basic", dt.date(2026, 3, 1)), ("benefits", dt.date(2026, 5, 1))),
    }
    return Participation(**(values | changes))


def _contact(day: dt.date, minutes: int = 60, *persons: uuid.UUID, **changes: Any) -> ContactFact:
    values: dict[str, Any] = {"reached": True, "module": "basic"}
    return ContactFact(day=day, minutes=minutes, person_ids=frozenset(persons), **(values | changes))


@pytest.mark.parametrize(
    ("contact", "expected"),
    [
        (_contact(dt.date(2026, 3, 1), 45, MOTHER), {(MOTHER, "basic"): 45}),
        (_contact(dt.date(2026, 2, 28), 45, MOTHER), {}),
        (_contact(dt.date(2026, 6, 1), 30, MOTHER, module="benefits"), {(MOTHER, "benefits"): 30}),
        # The module has not begun yet, or the person is not in it: the time counts in the basic one.
        (_contact(dt.date(2026, 4, 30), 30, MOTHER, module="benefits"), {(MOTHER, "basic"): 30}),
        (_contact(dt.date(2026, 6, 1), 30, MOTHER, module="employment"), {(MOTHER, "basic"): 30}),
        # Nobody reached: work, but no hour of a participant.
        (_contact(dt.date(2026, 6, 1), 30, MOTHER, reached=False), {}),
        # The whole time counts for everybody who took part; the child is in no programme, the father left in May.
        (_contact(dt.date(2026, 5, 31), 90, MOTHER, FATHER, CHILD), {(MOTHER, "basic"): 90, (FATHER, "basic"): 90}),
        (_contact(dt.date(2026, 6, 1), 90, MOTHER, FATHER, CHILD), {(MOTHER, "basic"): 90}),
        (_contact(dt.date(2026, 6, 1), 90, CHILD), {}),
    ],
)
def test_used_minutes(contact: ContactFact, expected: dict[tuple[uuid.UUID, str], int]) -> None:
    people = [_participation(), _participation(FATHER, exit_on=dt.date(2026, 5, 31))]
    assert dict(rules.used_minutes(people, [contact])) == expected


def test_a_contact_counts_once_per_partner_and_its_minutes_once_per_participant() -> None:
    day = dt.date(2026, 6, 1)
    people = [_participation(), _participation(FATHER), _participation(CHILD, partner_id=OTHER_PARTNER)]
    counts = rules.contact_counts(people, [_contact(day, 60, MOTHER, FATHER, CHILD)], "care")
    assert dict(counts) == {
        CountKey(day, PROGRAMME, PARTNER, "basic", "care", "minutes"): 120,
        CountKey(day, PROGRAMME, PARTNER, "basic", "care", "contact"): 1,
        CountKey(day, PROGRAMME, PARTNER, "basic", "care", "reached"): 1,
        CountKey(day, PROGRAMME, OTHER_PARTNER, "basic", "care", "minutes"): 60,
        CountKey(day, PROGRAMME, OTHER_PARTNER, "basic", "care", "contact"): 1,
        CountKey(day, PROGRAMME, OTHER_PARTNER, "basic", "care", "reached"): 1,
    }


def test_a_contact_without_anybody_reached_counts_as_contact_only() -> None:
    day = dt.date(2026, 6, 1)
    counts = rules.contact_counts([_participation()], [_contact(day, 20, MOTHER, reached=False)], "")
    assert dict(counts) == {CountKey(day, PROGRAMME, PARTNER, "basic", "", "contact"): 1}


def test_participation_counts_entry_further_modules_and_exit() -> None:
    one = _participation(exit_on=dt.date(2026, 9, 30))
    assert dict(rules.participation_counts([one], "unseen")) == {
        CountKey(dt.date(2026, 3, 1), PROGRAMME, PARTNER, "", "unseen", "entry"): 1,
        CountKey(dt.date(2026, 5, 1), PROGRAMME, PARTNER, "benefits", "unseen", "module"): 1,
        CountKey(dt.date(2026, 9, 30), PROGRAMME, PARTNER, "", "unseen", "exit"): 1,
    }


MOVED = dt.datetime(2026, 11, 20, 9, 30, tzinfo=dt.UTC)  # 10:30 in Berlin


@pytest.mark.parametrize(
    ("day", "at", "expected"),
    [
        (dt.date(2026, 11, 19), None, PARTNER),
        (dt.date(2026, 11, 20), None, OTHER_PARTNER),  # no moment is known: the day counts
        (dt.date(2026, 11, 20), dt.datetime(2026, 11, 20, 9, 29, tzinfo=dt.UTC), PARTNER),
        (dt.date(2026, 11, 20), dt.datetime(2026, 11, 20, 9, 30, tzinfo=dt.UTC), OTHER_PARTNER),
        (dt.date(2026, 11, 21), None, OTHER_PARTNER),
    ],
)
def test_with_whom_somebody_counts_after_a_transfer(day: dt.date, at: dt.datetime | None, expected: uuid.UUID) -> None:
    begun = dt.date(2026, 1, 1)
    one = Participation(MOTHER, PROGRAMME, PARTNER, begun, None, (("basic", begun),), ((MOVED, OTHER_PARTNER),))
    assert one.partner_on(day, at) == expected


def test_a_correction_takes_back_what_fell_away() -> None:
    day = dt.date(2026, 6, 1)
    long, short = (CountKey(day, PROGRAMME, PARTNER, module, "", "minutes") for module in ("basic", "benefits"))
    assert rules.correction({long: 60}, {long: 60}) == {}
    assert rules.correction({long: 60}, {long: 45}) == {long: -15}
    assert rules.correction({long: 60}, {short: 60}) == {long: -60, short: 60}
    assert rules.correction({}, {short: 5}) == {short: 5}

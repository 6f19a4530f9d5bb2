"""Decisions of take-up, with values written by hand."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chancennetz.takeup import rules
from chancennetz.takeup.constants import AgeBand
from chancennetz.takeup.rules import Figures, Supply


@pytest.mark.parametrize(
    ("day", "first", "name"),
    [
        (dt.date(2026, 1, 1), dt.date(2026, 1, 1), "1/2026"),
        (dt.date(2026, 3, 31), dt.date(2026, 1, 1), "1/2026"),
        (dt.date(2026, 11, 21), dt.date(2026, 10, 1), "4/2026"),
    ],
)
def test_quarters_have_a_first_day_and_a_name(day: dt.date, first: dt.date, name: str) -> None:
    assert rules.quarter_of(day) == first
    assert rules.quarter_name(first) == name


def test_quarters_stand_newest_first() -> None:
    found = rules.quarters(dt.date(2025, 11, 3), dt.date(2026, 4, 1))
    assert found == [dt.date(2026, 4, 1), dt.date(2026, 1, 1), dt.date(2025, 10, 1)]


@given(st.dates(dt.date(2020, 1, 1), dt.date(2090, 1, 1)))
def test_every_day_lies_in_one_quarter(day: dt.date) -> None:
    first = rules.quarter_of(day)
    assert first <= day < rules.next_quarter(first)
    assert rules.quarter_of(rules.next_quarter(first)) == rules.next_quarter(first)


def test_the_load_is_used_by_places() -> None:
    assert Figures(places=20, used=15).load == 0.75
    assert Figures(places=0, used=0).load is None
    assert Figures(places=20).load is None


def test_waiting_beside_free_places_is_a_fault() -> None:
    assert rules.faults(Figures(places=20, used=15, waiting=2)) == ["waiting"]
    assert rules.faults(Figures(places=20, used=20, waiting=2)) == []
    assert rules.faults(Figures(used=15, waiting=2)) == []


def test_what_the_provider_says_comes_first_then_what_referrals_counted() -> None:
    counted = {"started": 7, "declined": 2, "sent": 9}
    assert rules.merged(None, counted) == Figures(used=7, turned_away=2)
    assert rules.merged(Figures(places=10, used=0), counted) == Figures(places=10, used=0, turned_away=2)
    assert rules.merged(None, {}) == Figures()


@pytest.mark.parametrize(
    ("band", "minimum", "maximum", "serves"),
    [
        (AgeBand.NURSERY, 3, 6, True),
        (AgeBand.NURSERY, 6, 10, False),
        (AgeBand.NURSERY, None, 2.5, False),
        (AgeBand.NURSERY, None, 3, True),
        (AgeBand.TODDLER, 0, None, True),
        (AgeBand.YOUTH, 25, None, False),
        (AgeBand.YOUTH, 18, None, True),
        (AgeBand.PRIMARY, None, None, False),
    ],
)
def test_which_life_stage_an_offer_serves(band: AgeBand, minimum: float, maximum: float, serves: bool) -> None:
    assert rules.serves_band(band, minimum, maximum) is serves


def test_offers_per_thousand_children() -> None:
    assert rules.per_thousand(3, 1500) == 2.0
    assert rules.per_thousand(3, 0) is None
    assert rules.per_thousand(3, None) is None


def test_a_gap_needs_children_and_no_offer() -> None:
    assert Supply("05978004", AgeBand.NURSERY, 0, 900).is_gap
    assert not Supply("05978004", AgeBand.NURSERY, 0, None).is_gap
    assert not Supply("05978004", AgeBand.NURSERY, 1, 900).is_gap


def test_levels_of_a_map() -> None:
    assert rules.levels([0, 5, 10, None]) == [1, 3, 5, 0]
    assert rules.levels([4, 4]) == [1, 1]
    assert rules.levels([None]) == [0]

"""Who an offer is meant for, what is stale, which texts count as changed."""

from __future__ import annotations

import datetime as dt

import pytest

from chancennetz.supportmap import rules
from chancennetz.supportmap.rules import Fit, Seeker


def test_blanks_and_line_ends_do_not_make_a_translation_outdated_but_every_word_does() -> None:
    first = rules.content_hash("Beratung für  Eltern\r\nin Unna ")
    assert rules.content_hash("Beratung für Eltern in Unna") == first
    assert rules.content_hash("Beratung für Eltern in Kamen") != first


@pytest.mark.parametrize(
    ("age", "expected"),
    [(2.9, Fit.NO), (3, Fit.YES), (6, Fit.YES), (6.9, Fit.YES), (7, Fit.NO), (None, Fit.UNKNOWN)],
)
def test_up_to_six_includes_all_who_are_six(age: float | None, expected: Fit) -> None:
    assert rules.fits([], Seeker(age=age), minimum_age=3, maximum_age=6)["age"] is expected


def test_within_a_kind_any_value_suffices_and_every_kind_must_be_met() -> None:
    offer = [("household", "single_parent"), ("household", "pregnant"), ("benefit", "sgb_ii"), ("area", "05978")]
    meant = Seeker(household=frozenset({"pregnant"}), benefits=frozenset({"sgb_ii"}), area_key="05978024")
    assert rules.overall(rules.fits(offer, meant).values()) is Fit.YES
    elsewhere = Seeker(household=frozenset({"pregnant"}), benefits=frozenset({"sgb_ii"}), area_key="05913000")
    assert rules.fits(offer, elsewhere)["area"] is Fit.NO
    assert rules.overall(rules.fits(offer, elsewhere).values()) is Fit.NO
    assert rules.overall(rules.fits(offer, Seeker(area_key="05978024")).values()) is Fit.UNKNOWN
    assert rules.overall(rules.fits([], Seeker()).values()) is Fit.YES


def test_an_offer_is_stale_when_nobody_said_still_correct_for_half_a_year() -> None:
    day = dt.date(2026, 11, 21)
    assert not rules.is_stale(dt.date(2026, 5, 25), day)  # 180 days
    assert rules.is_stale(dt.date(2026, 5, 24), day)
    assert rules.is_stale(None, day)


def test_a_point_in_another_country_is_seen() -> None:
    assert rules.lies_in_germany(51.53, 7.69)
    assert not rules.lies_in_germany(7.69, 51.53)  # swapped
    assert not rules.lies_in_germany(48.85, 2.35)  # Paris

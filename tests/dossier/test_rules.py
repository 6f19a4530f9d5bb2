"""Decisions of the dossier, with values written by hand."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest

from chancennetz.dossier import rules
from chancennetz.dossier.constants import LeaveOut, Notice
from chancennetz.dossier.places import PLACES

ME, CHILD = uuid.UUID(int=1), uuid.UUID(int=2)


def test_places_are_filled_in_and_gaps_stay_to_write_on() -> None:
    text = "{{ anrede }} am {{termin}} in {{ ort }}."
    assert rules.fill(text, {"anrede": "Guten Tag", "termin": "Mo, 9 Uhr"}) == "Guten Tag am Mo, 9 Uhr in ________."


def test_what_is_filled_in_is_not_filled_in_again() -> None:
    assert rules.fill("{{ name }}", {"name": "{{ telefon }}", "telefon": "0231"}) == "{{ telefon }}"


def test_unknown_places_are_named_once() -> None:
    assert rules.unknown_places("{{ name }} {{ iban }} {{ iban }} {{ kto }}", PLACES) == ["iban", "kto"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Elif war dabei", True),
        ("Elifs Lehrerin rief an", True),
        ("ELIF", True),
        ("Frau Kaya sagt", True),
        ("Das Elixier", False),
        ("Kajak fahren", False),
        ("", False),
    ],
)
def test_names_are_found_as_words(text: str, found: bool) -> None:
    assert rules.names_in(text, ["Elif Kaya"]) is found


def test_a_single_letter_is_no_name() -> None:
    assert not rules.names_in("Plan B", ["B Ö"])


@pytest.mark.parametrize(
    ("entrusted", "persons", "text", "notice", "reason"),
    [
        (False, {ME}, "Termin", Notice.NONE, ""),
        (False, set(), "Termin", Notice.NONE, ""),
        (False, {CHILD}, "Termin", Notice.OTHER_PERSON, LeaveOut.THIRD_PARTY),
        (False, {ME, CHILD}, "Elif lernt", Notice.NAMES_OTHERS, ""),
        (True, {ME}, "Termin", Notice.ENTRUSTED, LeaveOut.ENTRUSTED),
    ],
)
def test_what_is_looked_at_and_what_is_proposed(
    entrusted: bool, persons: set[uuid.UUID], text: str, notice: Notice, reason: str
) -> None:
    found = rules.notice(entrusted=entrusted, persons=persons, asker=ME, text=text, other_names=["Elif Kaya"])
    assert found is notice
    assert rules.decision("key", found, {}) == reason


def test_the_human_has_the_last_word() -> None:
    assert rules.decision("a", Notice.OTHER_PERSON, {"a": ""}) == ""
    assert rules.decision("a", Notice.NONE, {"a": "child"}) == "child"
    assert rules.decision("a", Notice.OTHER_PERSON, {"a": "nonsense"}) == LeaveOut.THIRD_PARTY


def test_a_month_to_answer() -> None:
    assert rules.answer_by(dt.date(2026, 11, 21)) == dt.date(2026, 12, 21)

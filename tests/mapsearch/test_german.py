"""German words: spellings that meet, stems, compounds, typing errors."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chancennetz.mapsearch.words import german


@pytest.mark.parametrize("spelling", ["für", "fuer", "fur", "FÜR", "fu\u0308r"])
def test_spellings_of_an_umlaut_meet(spelling: str) -> None:
    assert german.fold(spelling) == "fur"


@pytest.mark.parametrize(("word", "folded"), [("neue", "neue"), ("bauen", "bauen"), ("Quelle", "quelle")])
def test_ue_that_is_no_umlaut_stays(word: str, folded: str) -> None:
    assert german.fold(word) == folded


@pytest.mark.parametrize(
    "family",
    [
        ("Beratung", "Beratungen", "beraten", "Berater", "Beraterin"),
        ("Wohnung", "wohnen", "Wohnungen"),
        ("Arzt", "Ärzte", "Ärztin", "Ärztinnen"),
        ("Kind", "Kinder", "Kindern", "Kindes"),
        ("Schulden", "Schuld", "Schuldner"),
        ("Haus", "Häuser", "Häusern"),
        ("Hilfe", "Hilfen"),
        ("Zentrum", "Zentren"),
        ("arbeitslos", "Arbeitslosigkeit"),
    ],
)
def test_forms_of_a_word_have_one_stem(family: tuple[str, ...]) -> None:
    assert len({german.stem(german.words(word)[0]) for word in family}) == 1


@pytest.mark.parametrize("pair", [("Kind", "Kinn"), ("Schule", "Schuhe"), ("Bett", "Beet"), ("Miete", "Mitte")])
def test_different_words_stay_apart(pair: tuple[str, str]) -> None:
    one, other = (german.stem(german.words(word)[0]) for word in pair)
    assert one != other


def test_words_of_other_scripts_stay_as_they_are() -> None:
    assert [german.stem(word) for word in german.words("ديون Долги borç")] == ["ديون", "долги", "borc"]


KNOWN = {german.stem(word) for word in german.words("Schule Bedarf Schuldner Beratung Stelle Zahn Arzt Wohnung Geld")}


@pytest.mark.parametrize(
    ("word", "parts"),
    [
        ("schuldnerberatungsstelle", ["schuldner", "beratungs", "stelle"]),
        ("schulbedarf", ["schul", "bedarf"]),
        ("zahnarzt", ["zahn", "arzt"]),
        ("wohnungsgeld", ["wohnungs", "geld"]),
        ("beratung", []),
        ("xyzgeld", []),
    ],
)
def test_compounds_are_taken_apart_by_known_words(word: str, parts: list[str]) -> None:
    assert german.split(word, lambda part: german.stem(part) in KNOWN) == parts


@pytest.mark.parametrize(
    ("one", "other", "errors"),
    [("schulden", "shculden", 1), ("klassenfahrt", "klasenfart", 2), ("tafel", "tafel", 0), ("geld", "wald", 2)],
)
def test_typing_errors_are_counted(one: str, other: str, errors: int) -> None:
    assert german.distance(one, other, 2) == errors


def test_more_errors_than_the_limit_are_not_counted_out() -> None:
    assert german.distance("schuldnerberatung", "tafel", 2) == 3


@given(st.text(max_size=40))
def test_any_text_is_taken_apart_without_error_and_stems_are_stable(text: str) -> None:
    for word in german.words(text):
        assert german.stem(word) == german.stem(german.stem(word))
        assert german.split(word, lambda part: True) is not None


@given(st.text("abcde", max_size=8), st.text("abcde", max_size=8))
def test_distance_is_the_same_both_ways(one: str, other: str) -> None:
    assert german.distance(one, other, 3) == german.distance(other, one, 3)

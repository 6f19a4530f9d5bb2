"""From a question to the best offers: words, parts, what is meant every day, what was mistyped."""

from __future__ import annotations

import numpy as np
import pytest

from chancennetz.mapsearch.words import german, index
from chancennetz.mapsearch.words.everyday import Everyday, everyday, read
from chancennetz.mapsearch.words.query import Speller, score, understand

LIST = """
silent = ["ich für der die das kann nicht mehr ohne wo"]
[[concept]]
says = ["Klassenfahrt", "Strom abgestellt"]
finds = ["Teilhabepaket", "Energieberatung"]
[[concept]]
says = ["kann nicht mehr"]
finds = ["Familienpaten"]
[[concept]]
says = ["kostenlos"]
finds = ["@free"]
"""
NAMES = ["Bildungs- und Teilhabepaket", "Schuldnerberatung", "Energieberatung", "Familienpaten", "Zahnarztpraxis"]


@pytest.fixture
def small() -> Everyday:
    return read(LIST)


@pytest.fixture
def words(small: Everyday) -> index.Index:
    documents = [index.Document([index.Text(1.0, name)]) for name in NAMES]
    documents.append(index.Document([index.Text(1.0, "Tafel"), index.Text(0.3, "auch Beratung")], ["@free"]))
    return index.build(documents, [*small.words, "Schulden Arzt Zahn Praxis Beratung Energie"])


def best(question: str, words: index.Index, small: Everyday) -> list[str]:
    names = [*NAMES, "Tafel"]
    points = score(understand(question, words, small, Speller(words, small)), words)
    return [names[number] for number in np.argsort(-points, kind="stable") if points[number] > 0]


def test_an_everyday_word_finds_what_is_meant(words: index.Index, small: Everyday) -> None:
    assert best("Geld für die Klassenfahrt", words, small)[0] == "Bildungs- und Teilhabepaket"


def test_all_words_of_a_saying_must_occur(words: index.Index, small: Everyday) -> None:
    assert "Energieberatung" in best("der Strom ist abgestellt", words, small)
    assert best("Strom", words, small) == []


def test_a_saying_of_silent_words_is_understood(words: index.Index, small: Everyday) -> None:
    assert best("ich kann nicht mehr", words, small) == ["Familienpaten"]


def test_another_form_and_a_part_of_a_compound_are_found(words: index.Index, small: Everyday) -> None:
    assert best("Schulden", words, small)[0] == "Schuldnerberatung"
    assert best("Ärztin", words, small) == ["Zahnarztpraxis"]


def test_the_name_counts_more_than_the_text(words: index.Index, small: Everyday) -> None:
    assert best("Beratung", words, small)[-1] == "Tafel"


@pytest.mark.parametrize("typed", ["Schludnerberatung", "Schuldnerberatug", "schuldner beratung", "Schuldnerberahtung"])
def test_typing_errors_are_mended_and_said(typed: str, words: index.Index, small: Everyday) -> None:
    assert best(typed, words, small)[0] == "Schuldnerberatung"


def test_what_was_taken_for_a_mistyped_word_is_told(words: index.Index, small: Everyday) -> None:
    question = understand("Klasenfahrt", words, small, Speller(words, small))
    assert question.corrections == [("klasenfahrt", "klassenfahrt")]
    assert question.known


def test_a_word_that_nobody_knows_is_marked_as_unknown(words: index.Index, small: Everyday) -> None:
    question = understand("Xylophonowitsch", words, small, Speller(words, small))
    assert not question.known
    assert score(question, words).max() == 0


def test_a_mark_is_found_by_the_words_for_it(words: index.Index, small: Everyday) -> None:
    assert best("kostenlos", words, small) == ["Tafel"]


def test_an_empty_question_and_an_empty_index_give_nothing(small: Everyday) -> None:
    empty = index.build([])
    assert understand("", empty, small, Speller(empty, small)).groups == []
    assert score(understand("Geld", empty, small, Speller(empty, small)), empty).size == 0


def test_no_saying_of_the_shipped_list_is_a_word_that_says_nothing() -> None:
    shipped = everyday()
    lonely = {stem for concept in shipped.concepts for said in concept.says for stem in said if len(said) == 1}
    assert (
        lonely & {german.stem(word) for word in ("Kind", "Hilfe", "Schule", "Haus", "Leben", "Geld", "Frau")} == set()
    )


def test_every_concept_of_the_shipped_list_says_and_finds_something() -> None:
    assert all(concept.says and concept.finds for concept in everyday().concepts)

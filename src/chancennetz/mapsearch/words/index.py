"""The words of all offers, ready to be scored: per stem the offers that hold it and how much it says there."""

from __future__ import annotations

import functools
import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from chancennetz.mapsearch.words import german

#: A part of a compound says less than the whole word.
PART_WEIGHT = 0.6
#: A mark says what kind of offer it is, a word what it is.
MARK_WEIGHT = 0.5
Numbers = NDArray[np.int32]
Weights = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Text:
    """A piece of text and how much its words say about the offer (1.0: its name)."""

    weight: float
    text: str


@dataclass(frozen=True, slots=True)
class Document:
    """What the search knows of one offer: its texts, and marks such as ``@free`` that everyday words can point at."""

    texts: Sequence[Text]
    marks: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Index:
    """Postings per stem. `size` is the number of documents; a document is known by its position."""

    size: int
    postings: dict[str, tuple[Numbers, Weights]]
    vocabulary: frozenset[str]
    spellings: dict[str, str]

    def rarity(self, stem: str) -> float:
        """Return how much it says that an offer holds this stem (inverse document frequency)."""
        found = self.postings.get(stem)
        return math.log(1 + self.size / len(found[0])) if found else 0.0

    def knows(self, word: str) -> bool:
        """Tell whether a folded word occurs in an offer, in any form."""
        return german.stem(word) in self.vocabulary


def build(documents: Sequence[Document], extra_words: Iterable[str] = ()) -> Index:
    """Index documents. `extra_words` (of the everyday list) help to take compounds apart."""
    taken = [[(text.weight, german.words(text.text)) for text in document.texts] for document in documents]
    spellings: dict[str, str] = {}
    for word in _all_words(taken, extra_words):
        spellings.setdefault(german.stem(word), word)
    vocabulary = frozenset(spellings)
    stems_of = _stemmer(vocabulary)
    collected: dict[str, dict[int, float]] = defaultdict(dict)
    for number, texts in enumerate(taken):
        for weight, found in texts:
            for word in found:
                for stem, share in stems_of(word):
                    row = collected[stem]
                    row[number] = max(row.get(number, 0.0), weight * share)
        for mark in documents[number].marks:
            collected[mark][number] = MARK_WEIGHT
    postings = {
        stem: (np.fromiter(row, np.int32, len(row)), np.fromiter(row.values(), np.float32, len(row)))
        for stem, row in collected.items()
    }
    return Index(len(documents), postings, vocabulary, spellings)


def _all_words(taken: list[list[tuple[float, list[str]]]], extra: Iterable[str]) -> Iterable[str]:
    for texts in taken:
        for _weight, found in texts:
            yield from found
    for text in extra:
        yield from german.words(text)


def _stemmer(vocabulary: frozenset[str]) -> functools._lru_cache_wrapper[tuple[tuple[str, float], ...]]:
    """Return a function word -> its stem and the stems of its parts, each with its share; remembers every word."""

    def known(part: str) -> bool:
        return german.stem(part) in vocabulary

    @functools.lru_cache(200_000)
    def stems_of(word: str) -> tuple[tuple[str, float], ...]:
        parts = {german.stem(part): PART_WEIGHT for part in german.split(word, known)}
        return tuple((parts | {german.stem(word): 1.0}).items())

    return stems_of

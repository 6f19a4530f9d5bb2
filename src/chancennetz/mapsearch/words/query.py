"""From what somebody typed to scores: words, their parts, what they mean every day, what was mistyped."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np

from chancennetz.core import text as text_keys
from chancennetz.mapsearch.words import german
from chancennetz.mapsearch.words.everyday import Everyday
from chancennetz.mapsearch.words.index import Index, Weights

MOST_WORDS = 12
_PART = 0.55
_MEANT = 1.15
_MISTYPED = 0.7
#: What a word counts that occurs in no offer but names a concept.
_CONCEPT_RARITY = 5.0
_CANDIDATES = 40


@dataclass(slots=True)
class Group:
    """One thing that was asked for: the stems that would satisfy it with their share, and how much it counts."""

    stems: dict[str, float]
    rarity: float


@dataclass(frozen=True, slots=True)
class Query:
    """What was understood. `corrections` are (typed, taken for); `known` says that every word is in the vocabulary."""

    groups: list[Group]
    corrections: list[tuple[str, str]] = field(default_factory=list)
    known: bool = True


class Speller:
    """Finds the words that somebody may have meant, by common trigrams, typing distance and sound."""

    def __init__(self, index: Index, list_of_everyday: Everyday) -> None:
        self.words = dict(index.spellings)
        for said in list_of_everyday.words:
            for word in german.words(said):
                self.words.setdefault(german.stem(word), word)
        self._by_trigram: dict[str, list[str]] = defaultdict(list)
        for stem, word in self.words.items():
            for piece in german.trigrams(word):
                self._by_trigram[piece].append(stem)

    def meant(self, typed: str) -> str:
        """Return the stem of the nearest known word, empty when none is near."""
        limit = 2 if len(typed) >= 7 else 1
        if len(typed) < 4:
            return ""
        shared: dict[str, int] = defaultdict(int)
        for piece in german.trigrams(typed):
            for stem in self._by_trigram.get(piece, ()):
                shared[stem] += 1
        nearest = sorted(shared, key=lambda stem: (-shared[stem] / (len(self.words[stem]) + len(typed)), stem))
        sound = text_keys.cologne_phonetic(typed)
        scored = []
        for stem in nearest[:_CANDIDATES]:
            word = self.words[stem]
            errors = min(german.distance(typed, word, limit), german.distance(german.stem(typed), stem, limit))
            if errors <= limit:
                scored.append((errors - (0.5 if text_keys.cologne_phonetic(word) == sound else 0.0), stem))
        return min(scored)[1] if scored else ""


def understand(typed: str, index: Index, list_of_everyday: Everyday, speller: Speller) -> Query:
    """Take a question apart into the groups that offers are scored by."""
    spoken = german.words(typed)[: 2 * MOST_WORDS]
    asked = [word for word in spoken if word not in list_of_everyday.silent][:MOST_WORDS]
    corrections: list[tuple[str, str]] = []
    groups: list[Group] = []
    seen = [german.stem(word) for word in spoken if word in list_of_everyday.silent]
    known = bool(spoken)
    for word in asked:
        stem = german.stem(word)
        stems = {stem: 1.0}
        parts = [german.stem(part) for part in german.split(word, lambda part: german.stem(part) in speller.words)]
        stems |= {part: _PART for part in parts if part not in stems}
        if stem not in speller.words and not parts:
            meant = speller.meant(word)
            known = known and bool(meant)
            if meant:
                corrections.append((word, speller.words[meant]))
                stems[meant] = _MISTYPED
                stem = meant
        seen += [stem, *parts]
        groups.append(Group(stems, max((index.rarity(one) for one in stems), default=0.0)))
    groups += _meant(seen, index, list_of_everyday)
    return Query(groups, corrections, known)


def _meant(stems: Iterable[str], index: Index, list_of_everyday: Everyday) -> list[Group]:
    """Return a group for each everyday concept that the words name; what comes first in its list counts most."""
    groups = []
    for concept, named in list_of_everyday.fired(stems):
        shares = {one: _MEANT * (1 - 0.08 * min(place, 6)) for place, one in enumerate(concept.finds)}
        weight = _CONCEPT_RARITY * (1.3 if len(named) > 1 else 1.0)
        groups.append(Group({one: share for one, share in shares.items() if one in index.postings}, weight))
    return [group for group in groups if group.stems]


def score(query: Query, index: Index) -> Weights:
    """Return a score per document, 0 where nothing fits."""
    total = np.zeros(index.size, np.float32)
    matched = np.zeros(index.size, np.float32)
    for group in query.groups:
        best = np.zeros(index.size, np.float32)
        for stem, share in group.stems.items():
            found = index.postings.get(stem)
            if found is not None:
                numbers, weights = found
                # Two words of one concept in an offer say more than one, but not twice as much.
                best[numbers] = np.maximum(best[numbers], weights * share) + 0.1 * np.minimum(
                    best[numbers], weights * share
                )
        total += best * group.rarity
        matched += (best > 0) * max(group.rarity, 0.1)
    possible = sum(max(group.rarity, 0.1) for group in query.groups) or 1.0
    return total * (0.4 + 0.6 * matched / possible)

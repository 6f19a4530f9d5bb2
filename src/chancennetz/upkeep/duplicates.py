"""Finds offers and places that may stand in the map twice. Pure: names and addresses in, pairs out.

Two texts are compared by the share of common groups of three letters (trigrams, Dice coefficient), words also by how
they sound (Kölner Phonetik), so "Caritas-Verband Unna" and "Karitasverband Una" meet. Candidates come from an index of
sounds, so 20,000 entries take seconds, not hours.
"""

from __future__ import annotations

import dataclasses
import uuid
from collections import defaultdict
from collections.abc import Iterable

from chancennetz.core.text import cologne_phonetic, normalise

#: From this likeness (0 to 1) a pair is shown.
LIKENESS = 0.72
#: Sounds that more entries share say nothing ("Beratung").
MOST_SHARED = 60


@dataclasses.dataclass(frozen=True, slots=True)
class Entry:
    """What is compared: id, name, organisation, address in one line (may be empty)."""

    id: uuid.UUID
    name: str
    organisation: str
    address: str = ""


@dataclasses.dataclass(frozen=True, slots=True)
class Pair:
    """Two entries that may be one, and how alike they are (0 to 1)."""

    first: Entry
    second: Entry
    likeness: float


def trigrams(text: str) -> frozenset[str]:
    """Return the groups of three letters of a text; blanks at the ends make beginnings and ends count."""
    padded = f"  {normalise(text)} "
    return frozenset(padded[place : place + 3] for place in range(len(padded) - 2))


def likeness(first: str, second: str) -> float:
    """Return how alike two texts are: 1 when they read or sound the same, 0 when they have nothing in common."""
    left, right = trigrams(first), trigrams(second)
    written = 2 * len(left & right) / (len(left) + len(right)) if left or right else 1.0
    sounds = _sounds(first), _sounds(second)
    common = 2 * len(sounds[0] & sounds[1]) / (len(sounds[0]) + len(sounds[1])) if any(sounds) else 0.0
    return max(written, 0.9 * common)


def _sounds(text: str) -> frozenset[str]:
    return frozenset(code for word in normalise(text).split() if len(code := cologne_phonetic(word)) > 1)


def pairs(entries: Iterable[Entry], limit: float = LIKENESS, most: int = 200) -> list[Pair]:
    """Return pairs that are alike in name (and do not differ in address), the most alike first."""
    rows = list(entries)
    index: dict[str, list[int]] = defaultdict(list)
    for place, entry in enumerate(rows):
        for sound in _sounds(entry.name):
            index[sound].append(place)
    candidates: set[tuple[int, int]] = set()
    for places in index.values():
        if len(places) <= MOST_SHARED:
            candidates |= {(a, b) for at, a in enumerate(places) for b in places[at + 1 :]}
    found = []
    for a, b in candidates:
        score = _score(rows[a], rows[b])
        if score >= limit:
            found.append(Pair(rows[a], rows[b], round(score, 3)))
    return sorted(found, key=lambda pair: (-pair.likeness, pair.first.name, str(pair.first.id)))[:most]


def _score(first: Entry, second: Entry) -> float:
    score = likeness(first.name, second.name)
    if first.organisation != second.organisation:
        score *= 0.85 + 0.15 * likeness(first.organisation, second.organisation)
    if first.address and second.address:
        score *= 0.6 + 0.4 * likeness(first.address, second.address)
    return score

"""What people say, and what they mean by it: a data file that everybody may extend (``everyday.toml``).

[[concept]]
says = ["Klassenfahrt", "Strom abgestellt"]     # a word, or words that all occur
finds = ["Teilhabepaket", "@education-benefit"]   # words of offers, or a mark after @
"""

from __future__ import annotations

import functools
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from chancennetz.mapsearch.words import german

FILE = Path(__file__).with_name("everyday.toml")


@dataclass(frozen=True, slots=True)
class Concept:
    """One thing people mean: each of `says` is a set of stems that must all occur; `finds` are stems and marks."""

    says: tuple[frozenset[str], ...]
    finds: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Everyday:
    """The whole list. `by_stem` finds the concepts a stem may belong to; `silent` are words that say nothing."""

    concepts: tuple[Concept, ...]
    by_stem: dict[str, tuple[int, ...]]
    silent: frozenset[str]
    words: tuple[str, ...]

    def fired(self, stems: Iterable[str]) -> list[tuple[Concept, frozenset[str]]]:
        """Return the concepts whose words all occur, each with the stems that name it (most words first)."""
        present = set(stems)
        numbers = {number for stem in present for number in self.by_stem.get(stem, ())}
        found = []
        for number in sorted(numbers):
            concept = self.concepts[number]
            named = [needed for needed in concept.says if needed <= present]
            if named:
                found.append((concept, max(named, key=len)))
        return found


def _stems(text: str, silent: frozenset[str]) -> frozenset[str]:
    """Return the stems of what is said. Silent words count where a saying needs them: "ohne Geld"."""
    found = german.words(text)
    telling = [word for word in found if word not in silent]
    return frozenset(german.stem(word) for word in (telling if len(telling) > 1 else found))


def read(text: str) -> Everyday:
    """Read the list from TOML text."""
    raw = tomllib.loads(text)
    silent = frozenset(word for line in raw["silent"] for word in german.words(line))
    concepts = []
    by_stem: dict[str, list[int]] = {}
    for number, entry in enumerate(raw["concept"]):
        says = tuple(stems for said in entry["says"] if (stems := _stems(said, silent)))
        finds = [one if one.startswith("@") else german.stem("".join(german.words(one))) for one in entry["finds"]]
        concepts.append(Concept(says, tuple(finds)))
        for stem in {stem for needed in says for stem in needed}:
            by_stem.setdefault(stem, []).append(number)
    spoken = tuple(said for entry in raw["concept"] for said in entry["says"])
    return Everyday(tuple(concepts), {stem: tuple(found) for stem, found in by_stem.items()}, silent, spoken)


@functools.cache
def everyday() -> Everyday:
    """Return the list that comes with the platform."""
    return read(FILE.read_text(encoding="utf-8"))

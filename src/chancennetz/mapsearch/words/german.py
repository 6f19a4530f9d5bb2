"""German words: folding of spellings, stems, compounds, spelling distance.

The stem follows the idea of CISTEM (Weissweiler and Fraser, GSCL 2017): strip endings in steps, never below three
letters. The platform needs a recall-friendly stem, so endings that make nouns (-ung, -heit, -keit, -in) go too:
"wohnen" and "Wohnung", "Beratung" and "beraten", "Ärztin" and "Arzt" meet.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Callable

_WORD = re.compile(r"[^\W_]+")
_SPELT_UMLAUT = re.compile(r"(?<![aeq])(?:ae|oe|ue)")
_FOLDED = str.maketrans(
    {"ä": "a", "ö": "o", "ü": "u", "ß": "ss", "ı": "i", "ł": "l", "đ": "d", "æ": "a", "ø": "o", "œ": "o"}
)
_SHORTEST_STEM = 3
_TWO_LETTER_ENDINGS = ("em", "er", "nd", "in")
_NOUN_ENDINGS = ("ung", "heit", "keit", "isch", "lich", "ig")
#: Letters that German puts between the parts of a compound.
_LINKS = ("", "s", "n", "e", "es", "en", "er", "ns")
_SHORTEST_PART = 4
_LONGEST_WORD = 48
#: Short words that compounds are really made of.
_SHORT_PARTS = frozenset(
    {"amt", "arm", "bad", "bus", "rad", "geb", "hof", "job", "not", "ort", "oma", "opa", "tag", "weg", "zug"}
)


def fold(text: str) -> str:
    """Return lower-case text in which "für", "fuer" and "fur" are the same; accents are dropped in every script."""
    lowered = unicodedata.normalize("NFC", text).casefold().translate(_FOLDED)
    if not lowered.isascii():
        lowered = "".join(char for char in unicodedata.normalize("NFKD", lowered) if not unicodedata.combining(char))
    return _SPELT_UMLAUT.sub(lambda match: match[0][0], lowered)


def words(text: str) -> list[str]:
    """Return the folded words of a text in their order; hyphens and slashes part words."""
    return _WORD.findall(fold(text))


def _without_ending(word: str) -> str:
    for ending in _NOUN_ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) > _SHORTEST_STEM:
            return word[: -len(ending)]
    if (len(word) > 5 and word.endswith(_TWO_LETTER_ENDINGS)) or (len(word) > 6 and word.endswith("um")):
        return word[:-2]
    if word[-1] in "esnt" and len(word) > _SHORTEST_STEM + 1:
        return word[:-1]
    return word


@functools.lru_cache(65_536)
def stem(word: str) -> str:
    """Return the stem of one folded word; words in other scripts and numbers stay as they are."""
    if not word.isascii() or not word.isalpha():
        return word
    while len(word) > _SHORTEST_STEM:
        shorter = _without_ending(word)
        if shorter == word:
            break
        word = shorter
    return word


def split(word: str, known: Callable[[str], bool]) -> list[str]:
    """Take a folded compound apart into parts that are `known`; an empty list when it is not one.

    "schuldnerberatungsstelle" gives schuldner, beratung, stelle. The way with the fewest parts counts, and of those
    the one whose last part is longest: the last part says what the thing is.
    """
    if not word.isascii() or not 2 * _SHORTEST_PART - 1 <= len(word) <= _LONGEST_WORD:
        return []
    found: dict[int, list[str] | None] = {0: []}
    for end in range(_SHORTEST_STEM, len(word) + 1):
        found[end] = _parts_up_to(word, end, found, known)
    parts = found[len(word)] or []
    return parts if len(parts) > 1 else []


def _parts_up_to(
    word: str, end: int, found: dict[int, list[str] | None], known: Callable[[str], bool]
) -> list[str] | None:
    """Return the best parts of word[:end], whose last part ends exactly there or with a link."""
    best: list[str] | None = None
    for start in range(end - _SHORTEST_STEM + 1):
        before = found.get(start)
        if before is None or (start == 0 and end == len(word)):
            continue
        part = _part(word[start:end], known, last=end == len(word))
        if part and (best is None or len(before) + 1 < len(best)):
            best = [*before, part]
    return best


def _part(piece: str, known: Callable[[str], bool], *, last: bool) -> str:
    """Return the known word that a piece of a compound is, its link taken off; empty when it is none."""
    for link in ("",) if last else _LINKS:
        body = piece[: len(piece) - len(link)] if link and piece.endswith(link) else piece if not link else ""
        if (len(body) >= _SHORTEST_PART or body in _SHORT_PARTS) and known(body):
            return body
    return ""


def trigrams(word: str) -> set[str]:
    """Return the three-letter pieces of a word with its edges marked."""
    edged = f"  {word} "
    return {edged[index : index + 3] for index in range(len(edged) - 2)}


def distance(one: str, other: str, limit: int) -> int:
    """Return the number of typing errors between two words (Damerau and Levenshtein: a letter too many, missing,
    wrong, or two swapped); limit + 1 when there are more than `limit`.
    """
    if abs(len(one) - len(other)) > limit:
        return limit + 1
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, char in enumerate(one, 1):
        current = [i]
        for j, wanted in enumerate(other, 1):
            cost = min(row[j] + 1, current[j - 1] + 1, row[j - 1] + (char != wanted))
            if i > 1 and j > 1 and char == other[j - 2] and one[i - 2] == wanted:
                cost = min(cost, before[j - 2] + 1)
            current.append(cost)
        if min(current) > limit:
            return limit + 1
        before, row = row, current
    return row[-1] if row[-1] <= limit else limit + 1

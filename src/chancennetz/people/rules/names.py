"""Under which keys a person is found, however the name is spelt. Pure: no database, no clock, no request.

Names arrive in many spellings: umlauts spelt out or not, double names, given and family name swapped, Turkish, Arabic
and Slavic names in several transcriptions, slips of the finger. A person therefore has several keys per name; the
database finds candidates by key without reading names, and `matching` ranks the few candidates by their plain names.
"""

from __future__ import annotations

import datetime as dt
import re

from chancennetz.core.text import cologne_phonetic, normalise
from chancennetz.people.constants import KeyKind

#: Words inside names that say nothing about who somebody is; they get no key of their own.
PARTICLES = frozenset(
    {
        *("al", "el", "ul", "abu", "ibn", "bin", "ben", "bint"),
        *("de", "del", "der", "den", "di", "da", "dos", "du", "la", "le"),
        *("van", "von", "vom", "zu", "zum", "zur"),
    }
)
#: Spellings of one sound inside names, reduced to one. Applied in this order to the normalised word.
_SPELLINGS = (
    ("tsch", "ch"),
    ("sch", "sh"),
    ("ck", "k"),
    ("dt", "t"),
    ("th", "t"),
    ("ph", "f"),
    ("tz", "z"),
    ("ae", "a"),
    ("oe", "o"),
    ("ue", "u"),
    ("ou", "u"),
    ("y", "i"),
    ("w", "v"),
)
#: Second readings of letters that another language pronounces differently: the sound is keyed both ways.
_READINGS = (
    (re.compile("ch"), "tsch"),
    (re.compile("^[kc]h"), "h"),
    (re.compile("^d?j"), "dsch"),
    (re.compile("^c(?=[aou])"), "dsch"),
    (re.compile("zh"), "sch"),
    (re.compile("^[ae]l(?=....)"), ""),
    (re.compile("gh"), "h"),
)
_REPEATED = re.compile(r"(.)\1+")
SHORTEST_LETTERS = 4
PREFIX_LENGTHS = (3, 4)


def words(*texts: str) -> list[str]:
    """Return the normalised words of names, particles dropped unless there is nothing else."""
    found = [word for text in texts for word in normalise(text).split()]
    return [word for word in found if word not in PARTICLES] or found


def fold(word: str) -> str:
    """Return one spelling for a normalised word: "mueller" and "muller" give "muler", "jusuf" and "yusuf" differ."""
    for spelling, one in _SPELLINGS:
        word = word.replace(spelling, one)
    return _REPEATED.sub(r"\1", word)


def sounds(word: str) -> frozenset[str]:
    """Return the phonetic codes of a word in its possible readings (never empty texts)."""
    variants = {word} | {pattern.sub(other, word) for pattern, other in _READINGS}
    return frozenset(code for code in map(cologne_phonetic, variants) if code)


def letters(word: str) -> str:
    """Return the different letters of a folded word in alphabetical order: so that swapped letters do not matter."""
    return "".join(sorted(set(fold(word))))


Key = tuple[KeyKind, str]


def name_keys(*names: str) -> frozenset[Key]:
    """Return the keys under which a person of these names is found (given, family, birth name in any order)."""
    keys: set[Key] = set()
    for word in words(*names):
        folded = fold(word)
        keys.add((KeyKind.NAME, folded))
        keys.update((KeyKind.PHONETIC, sound) for sound in sounds(word))
        if len(word) >= SHORTEST_LETTERS:
            keys.add((KeyKind.LETTERS, letters(word)))
        keys.update((KeyKind.PREFIX, folded[:length]) for length in PREFIX_LENGTHS if len(folded) >= length)
    return frozenset(keys)


def identity_keys(given_name: str, family_name: str, birth_name: str, birth_date: dt.date | None) -> frozenset[Key]:
    """Return keys of name and birth date together; one per pair of given and family name, so double names meet.

    Without a birth date there is none: a name alone does not make a person.
    """
    if birth_date is None:
        return frozenset()
    pairs = {
        "+".join(sorted((cologne_phonetic(given) or given, cologne_phonetic(family) or family)))
        for given in words(given_name)
        for family in words(family_name, birth_name)
    }
    return frozenset((KeyKind.IDENTITY, f"{pair}|{birth_date.isoformat()}") for pair in pairs)


def person_keys(given_name: str, family_name: str, birth_name: str, birth_date: dt.date | None) -> frozenset[Key]:
    """Return every key of a person."""
    keys = name_keys(given_name, family_name, birth_name)
    keys |= identity_keys(given_name, family_name, birth_name, birth_date)
    if birth_date is not None:
        keys |= {(KeyKind.BIRTH_DATE, birth_date.isoformat())}
    return keys

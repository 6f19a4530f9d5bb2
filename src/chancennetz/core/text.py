"""Words as people spell them: sort key, search normalisation, Cologne phonetics, safe input.

The embedded database has no ICU and no unaccent, so these keys are ours and the same on every server.
"""

from __future__ import annotations

import re
import unicodedata

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "æ": "ae", "œ": "oe", "ø": "oe", "å": "aa"})
_PLAIN = str.maketrans({"ı": "i", "ł": "l", "đ": "d", "ð": "d", "þ": "th"})
#: Direction marks can make a text show something else than it holds (Unicode TR 36).
_DIRECTION_MARKS = re.compile("[\u202a-\u202e\u2066-\u2069\u200e\u200f\u061c]")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_NOT_WORD = re.compile(r"[^a-z0-9]+")


def clean_line(value: str) -> str:
    """Return one tidy line: NFC, no control or direction characters, single spaces, trimmed."""
    return " ".join(clean_text(value).split())


def clean_text(value: str) -> str:
    """Return text without control and direction characters, in NFC, with line ends as one newline."""
    value = unicodedata.normalize("NFC", value.replace("\r\n", "\n").replace("\r", "\n"))
    return _CONTROL.sub("", _DIRECTION_MARKS.sub("", value)).strip()


def check_length(value: str, limit: int) -> None:
    """Raise a ValidationError that names the limit when a text is longer than it (characters)."""
    if len(value) > limit:
        message = _("This text has %(length)s characters. Please shorten it to %(limit)s.")
        raise ValidationError(message, params={"length": f"{len(value):,}", "limit": f"{limit:,}"}, code="too_long")


def normalise(value: str) -> str:
    """Return a lower-case key of ASCII words: umlauts spelt out, accents dropped, punctuation as one blank.

    "Müller-Lüdenscheidt", "MUELLER LUEDENSCHEIDT" and "Mu\u0308ller Lüdenscheidt" give the same key.
    """
    folded = unicodedata.normalize("NFC", value).casefold().translate(_UMLAUTS).translate(_PLAIN)
    decomposed = unicodedata.normalize("NFKD", folded)
    ascii_only = "".join(char for char in decomposed if not unicodedata.combining(char))
    return _NOT_WORD.sub(" ", ascii_only).strip()


def sort_key(value: str) -> str:
    """Return the sort key of DIN 5007 variant 2 (names): ä as ae, ö as oe, ü as ue, ß as ss."""
    return normalise(value)


_BEFORE_SOFT_C = frozenset("ahkoqux")
_INITIAL_HARD_C = frozenset("ahkloqrux")
_SIMPLE_CODES = {
    **dict.fromkeys("aeijouy", "0"),
    "b": "1",
    **dict.fromkeys("fvw", "3"),
    **dict.fromkeys("gkq", "4"),
    "l": "5",
    **dict.fromkeys("mn", "6"),
    "r": "7",
    **dict.fromkeys("sz", "8"),
}


def _phonetic_code(previous: str, char: str, following: str) -> str:
    """Return the code of one letter by its neighbours (Postel 1969)."""
    if char in _SIMPLE_CODES:
        return _SIMPLE_CODES[char]
    if char == "p":
        return "3" if following == "h" else "1"
    if char in "dt":
        return "8" if following in {"c", "s", "z"} else "2"
    if char == "x":
        return "8" if previous in {"c", "k", "q"} else "48"
    if char == "c":
        if not previous:
            return "4" if following in _INITIAL_HARD_C else "8"
        return "8" if previous in {"s", "z"} or following not in _BEFORE_SOFT_C else "4"
    return ""


def _phonetic_letters(word: str) -> str:
    """Return the letters that Cologne phonetics reads: umlauts as their base vowel, ß as s."""
    folded = unicodedata.normalize("NFC", word).casefold().translate(_PLAIN).replace("ß", "ss")
    decomposed = unicodedata.normalize("NFKD", folded)
    return "".join(char for char in decomposed if "a" <= char <= "z")


def cologne_phonetic(word: str) -> str:
    """Return the Kölner Phonetik code of one word (Postel 1969): "Müller-Lüdenscheidt" gives 65752682.

    Spelt-out umlauts (Mueller) and umlauts (Müller) give the same code because vowels count only at the start.
    """
    letters = _phonetic_letters(word)
    codes = "".join(
        _phonetic_code(
            letters[index - 1] if index else "", char, letters[index + 1] if index + 1 < len(letters) else ""
        )
        for index, char in enumerate(letters)
    )
    squeezed = "".join(code for index, code in enumerate(codes) if not index or code != codes[index - 1])
    return squeezed[:1] + squeezed[1:].replace("0", "")

"""What was found in a text, about whom, and how the spellings of a name are brought together."""

from __future__ import annotations

import dataclasses
import datetime as dt
import enum
import re
import unicodedata


class IdentifierKind(enum.StrEnum):
    """What was found."""

    NAME = "name"
    INITIALS = "initials"
    ADDRESS = "address"
    CONTACT = "contact"
    BIRTH_DATE = "birth_date"
    NUMBER = "number"
    DATE = "date"


@dataclasses.dataclass(frozen=True, slots=True)
class Member:
    """A person of the household. `role` is what stands for the name ("Mutter", "Kind 1"); the rest may be empty."""

    role: str
    given_name: str = ""
    family_name: str = ""
    birth_name: str = ""
    birth_date: dt.date | None = None
    gender: str = ""
    street: str = ""
    postcode: str = ""
    town: str = ""
    phone: str = ""
    email: str = ""


@dataclasses.dataclass(frozen=True, slots=True)
class Household:
    """Whom a text must not give away. `day` is the day on which ages are counted, `numbers` are file numbers."""

    members: tuple[Member, ...]
    day: dt.date
    numbers: tuple[str, ...] = ()


@dataclasses.dataclass(frozen=True, slots=True)
class Finding:
    """A place in the text, and what can stand there instead."""

    kind: IdentifierKind
    start: int
    end: int
    text: str
    replacement: str


#: Signs inside of a word that nobody sees: accents of their own, soft hyphens, joiners.
UNSEEN = "\u00ad\u200b\u200c\u200d\u2060\ufeff"
WORD = re.compile(rf"(?:[^\W\d_]|[\u0300-\u036f{UNSEEN}])+")
_PLAIN = str.maketrans({"ı": "i", "ł": "l", "đ": "d", "ð": "d", "ø": "o", "æ": "ae", "œ": "oe", "þ": "th"})
DROP_UNSEEN = str.maketrans("", "", UNSEEN)


def spelling(word: str) -> str:
    """Return a key that is the same for all spellings of a name: Müller, MUELLER, Muller; Ayşe, Ayse; Weiß, Weiss."""
    folded = unicodedata.normalize("NFC", word.translate(DROP_UNSEEN)).casefold().translate(_PLAIN)
    plain = "".join(char for char in unicodedata.normalize("NFKD", folded) if not unicodedata.combining(char))
    return re.sub("([aou])e+", r"\1", plain)  # all of them: "Aaöe" may be written "Aaoee"

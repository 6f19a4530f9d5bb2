"""Decisions of the dossier. Pure: no database, no clock."""

from __future__ import annotations

import datetime as dt
import re
import uuid
from collections.abc import Collection, Iterable, Mapping

from chancennetz.dossier.constants import DAYS_TO_ANSWER, LeaveOut, Notice

PLACE = re.compile(r"\{\{\s*([a-z_]+)\s*\}\}")
#: Names shorter than this are no sign: "Ali" stands in "Alibi", so whole words are compared; single letters are not.
SHORTEST_NAME = 2


def unknown_places(text: str, known: Collection[str]) -> list[str]:
    """Return the names in double braces that nobody can fill in, in the order of the text."""
    return list(dict.fromkeys(name for name in PLACE.findall(text) if name not in known))


def fill(text: str, values: Mapping[str, str]) -> str:
    """Return the text with its places filled in. A place without value stays as a gap to be written by hand."""
    return PLACE.sub(lambda match: values.get(match[1], "") or "________", text)


def names_in(text: str, names: Iterable[str]) -> bool:
    """Tell whether one of the names stands in a text, also in the genitive ("Emmas", "Jonas'")."""
    words = {word.casefold() for word in re.findall(r"[^\W\d_]+", text)}
    for name in names:
        for part in re.findall(r"[^\W\d_]+", name):
            plain = part.casefold()
            if len(plain) >= SHORTEST_NAME and (plain in words or plain + "s" in words):
                return True
    return False


def notice(
    *,
    entrusted: bool,
    persons: Collection[uuid.UUID],
    asker: uuid.UUID,
    text: str,
    other_names: Iterable[str],
) -> Notice:
    """Return what is to be looked at in an entry before it is handed out to `asker`.

    `persons` are those whom the entry is about; nobody means the family as a whole, to which the asker belongs.
    """
    if entrusted:
        return Notice.ENTRUSTED
    if persons and asker not in persons:
        return Notice.OTHER_PERSON
    return Notice.NAMES_OTHERS if names_in(text, other_names) else Notice.NONE


#: What happens to an entry until a human decides: others' matters stay in, the rest is handed out and marked.
PROPOSAL: dict[Notice, str] = {
    Notice.NONE: "",
    Notice.NAMES_OTHERS: "",
    Notice.OTHER_PERSON: LeaveOut.THIRD_PARTY.value,
    Notice.ENTRUSTED: LeaveOut.ENTRUSTED.value,
}


def decision(key: str, found: Notice, decisions: Mapping[str, str]) -> str:
    """Return "" when an entry is handed out, else the reason why not: the human's word, or the proposal."""
    decided = decisions.get(key)
    return decided if decided in {"", *LeaveOut.values} else PROPOSAL[found]


def answer_by(asked_on: dt.date) -> dt.date:
    """Return the last day for the answer (one month, Art. 12(3) DSGVO)."""
    return asked_on + dt.timedelta(days=DAYS_TO_ANSWER)

"""How well a person fits what somebody looks for, and why. Pure: no database, no clock, no request."""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
from collections.abc import Iterable, Sequence
from difflib import SequenceMatcher

from chancennetz.core.text import normalise
from chancennetz.people.constants import KeyKind, MatchReason
from chancennetz.people.rules.dates import date_slips, day_of
from chancennetz.people.rules.names import (
    PARTICLES,
    PREFIX_LENGTHS,
    SHORTEST_LETTERS,
    Key,
    fold,
    letters,
    name_keys,
    sounds,
    words,
)

_DATE_IN_TEXT = re.compile(
    r"\b(\d{1,2})[./-](\d{1,2})[./-](\d{4})\b|\b(\d{4})-(\d{2})-(\d{2})\b|\b(\d{2})(\d{2})(\d{4})\b"
)
_MOST_WORDS = 8


@dataclasses.dataclass(frozen=True, slots=True)
class Query:
    """What somebody looks for: words (a double name is one word of several parts) and perhaps a birth date."""

    words: tuple[tuple[str, ...], ...] = ()
    birth_date: dt.date | None = None

    @property
    def parts(self) -> list[str]:
        """All parts of all words."""
        return [part for word in self.words for part in word]

    @property
    def is_empty(self) -> bool:
        """Tell whether there is nothing to look for."""
        return not self.words and self.birth_date is None


def read_query(text: str, birth_date: dt.date | None = None) -> Query:
    """Read the search field: names in any order, and a birth date when one stands among them ("Yilmaz 3.5.2019")."""
    text = text[:200]
    found = _DATE_IN_TEXT.search(text)
    if found and birth_date is None:
        day, month, year, iso_year, iso_month, iso_day, plain_day, plain_month, plain_year = found.groups()
        birth_date = day_of(
            int(year or iso_year or plain_year),
            int(month or iso_month or plain_month),
            int(day or iso_day or plain_day),
        )
    names = _DATE_IN_TEXT.sub(" ", text)
    parts = [tuple(normalise(word).split()) for word in names.split()]
    kept = [tuple(part for part in word if not part.isdigit()) for word in parts]
    strong = [word for word in kept if word and not set(word) <= PARTICLES] or [word for word in kept if word]
    return Query(tuple(strong[:_MOST_WORDS]), birth_date)


def query_keys(query: Query) -> list[tuple[Key, int]]:
    """Return the keys to look up with their weight in the first ranking that the database does."""
    weights = {KeyKind.NAME: 8, KeyKind.PHONETIC: 5, KeyKind.LETTERS: 5, KeyKind.PREFIX: 2}
    keys: dict[Key, int] = {}
    for part in query.parts:
        longest = max((length for length in PREFIX_LENGTHS if len(fold(part)) >= length), default=0)
        for kind, value in name_keys(part):
            if kind is not KeyKind.PREFIX or len(value) == longest:
                keys[kind, value] = weights[kind]
    if query.birth_date is not None:
        for day, reason in date_slips(query.birth_date).items():
            keys[KeyKind.BIRTH_DATE, day.isoformat()] = 10 if reason is MatchReason.SAME_BIRTH_DATE else 5
    return sorted(keys.items())


@dataclasses.dataclass(frozen=True, slots=True)
class Facts:
    """What scoring knows about a person."""

    given_name: str
    family_name: str
    birth_name: str = ""
    birth_date: dt.date | None = None


@dataclasses.dataclass(frozen=True, slots=True)
class Match:
    """How well a person fits (0 to 1) and why."""

    score: float
    reasons: tuple[MatchReason, ...]

    @property
    def is_probably_same(self) -> bool:
        """Tell whether one should look twice before making a second record."""
        return self.score >= _PROBABLY_SAME


Compared = tuple[float, MatchReason | None]
_NOTHING: Compared = (0.0, None)
_DATE_SCORES = {
    MatchReason.SAME_BIRTH_DATE: 1.0,
    MatchReason.DAY_MONTH_SWAPPED: 0.9,
    MatchReason.BIRTH_DATE_SLIP: 0.7,
}
_SIMILAR = 0.75
_CLEARLY_SWAPPED = 1.6
_PROBABLY_SAME = 0.85
_NO_MATCH = 0.5
_FAR_BEHIND = 0.35


class Scorer:
    """Scores candidates of one search. Remembers what it has worked out about a word, as long as the search lasts."""

    def __init__(self, query: Query) -> None:
        self.query = query
        self._readings: dict[str, tuple[str, frozenset[str], str]] = {}
        self._compared: dict[tuple[str, str], Compared] = {}
        self._slips = date_slips(query.birth_date) if query.birth_date else {}

    def score(self, facts: Facts) -> Match:
        """Score one candidate. A birth date weighs two fifths; without one in the query the name alone decides."""
        reasons: set[MatchReason] = set()
        name = 0.0
        if self.query.words:
            name, reasons = self._names(facts)
        if self.query.birth_date is None:
            return Match(name, _in_order(reasons))
        reason = self._slips.get(facts.birth_date) if facts.birth_date else None
        date = _DATE_SCORES[reason] if reason is not None else 0.0
        if reason is not None:
            reasons.add(reason)
        if not self.query.words:
            return Match(date, _in_order(reasons))
        # A person registered without a birth date is judged by the name, a little more doubtful.
        total = 0.9 * name if facts.birth_date is None else 0.6 * name + 0.4 * date
        return Match(total, _in_order(reasons))

    def _read(self, word: str) -> tuple[str, frozenset[str], str]:
        if word not in self._readings:
            self._readings[word] = fold(word), sounds(word), letters(word)
        return self._readings[word]

    def _part(self, part: str, name: str) -> Compared:
        """Compare one part of the query with one word of a name."""
        if (part, name) not in self._compared:
            self._compared[part, name] = _compare(self._read(part), self._read(name))
        return self._compared[part, name]

    def _word(self, word: Sequence[str], names: Sequence[str]) -> Compared:
        """Compare a word of the query: of a double name one part is enough, with a little less weight."""
        scored = [max((self._part(part, name) for name in names), key=_value, default=_NOTHING) for part in word]
        best = max(scored, key=_value)
        complete = all(value for value, _reason in scored)
        return (best[0] if complete else best[0] * 0.95), best[1]

    def _names(self, facts: Facts) -> tuple[float, set[MatchReason]]:
        query = self.query
        given, family, birth = words(facts.given_name), words(facts.family_name), words(facts.birth_name)
        found = [self._word(word, [*given, *family, *birth]) for word in query.words]
        reasons = {reason for _value, reason in found if reason is not None}
        last = query.words[-1]
        if birth and self._word(last, [*given, *family])[0] < self._word(last, birth)[0]:
            reasons.add(MatchReason.BIRTH_NAME)
        if len(query.words) > 1 and self._is_swapped(given, family):
            reasons.add(MatchReason.ORDER_SWAPPED)
        return sum(value for value, _reason in found) / len(found), reasons

    def _is_swapped(self, given: Sequence[str], family: Sequence[str]) -> bool:
        first, last = self.query.words[0], self.query.words[-1]
        straight = self._word(first, given)[0] + self._word(last, family)[0]
        swapped = self._word(first, family)[0] + self._word(last, given)[0]
        return swapped > straight and swapped > _CLEARLY_SWAPPED


def _value(compared: Compared) -> float:
    return compared[0]


def _compare(one: tuple[str, frozenset[str], str], two: tuple[str, frozenset[str], str]) -> Compared:
    """Compare two words by their readings (folded, sounds, letters)."""
    (part, part_sounds, part_letters), (name, name_sounds, name_letters) = one, two
    if part == name:
        return 1.0, MatchReason.SAME_NAME
    similarity = SequenceMatcher(None, part, name, autojunk=False).ratio()
    options: list[Compared] = [_NOTHING]
    if part_sounds & name_sounds:
        options.append((0.75 + 0.2 * similarity, MatchReason.SOUNDS_ALIKE))
    if len(part) >= PREFIX_LENGTHS[0] and name.startswith(part):
        options.append((0.86, MatchReason.NAME_BEGINS))
    if part_letters == name_letters and len(part) >= SHORTEST_LETTERS:
        options.append((0.85, MatchReason.SIMILAR_SPELLING))
    if similarity >= _SIMILAR:
        options.append((similarity * 0.9, MatchReason.SIMILAR_SPELLING))
    return max(options, key=_value)


def score(query: Query, facts: Facts) -> Match:
    """Score a single candidate."""
    return Scorer(query).score(facts)


def _in_order(reasons: Iterable[MatchReason]) -> tuple[MatchReason, ...]:
    order = list(MatchReason)
    return tuple(sorted(reasons, key=order.index))


def worth_showing(scores: Sequence[float]) -> float:
    """Return the score below which results only distract: half a match, or far behind the best."""
    return max(_NO_MATCH, max(scores, default=0.0) - _FAR_BEHIND)

"""How persons are found and recognised. Pure: no database, no clock, no request.

Names arrive in many spellings: umlauts spelt out or not, double names, given and family name swapped, Turkish, Arabic
and Slavic names in several transcriptions, slips of the finger. A person therefore has several keys per name; the
database finds candidates by key without reading names, and `score` ranks the few candidates by their plain names.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
from collections.abc import Iterable, Sequence
from difflib import SequenceMatcher

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from chancennetz.core.text import cologne_phonetic, normalise
from chancennetz.core.time import EARLIEST_DAY, age_on
from chancennetz.people.constants import ADULT_AGE, GroupType, KeyKind, MatchReason, RelationshipKind

#: Words inside names that say nothing about who somebody is; they get no key of their own.
_PARTICLES = frozenset(
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
_DATE_IN_TEXT = re.compile(
    r"\b(\d{1,2})[./-](\d{1,2})[./-](\d{4})\b|\b(\d{4})-(\d{2})-(\d{2})\b|\b(\d{2})(\d{2})(\d{4})\b"
)
_SHORTEST_LETTERS = 4
_PREFIX_LENGTHS = (3, 4)
_MOST_WORDS = 8

# --- keys ------------------------------------------------------------------------------------------------------------


def words(*texts: str) -> list[str]:
    """Return the normalised words of names, particles dropped unless there is nothing else."""
    found = [word for text in texts for word in normalise(text).split()]
    return [word for word in found if word not in _PARTICLES] or found


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
        if len(word) >= _SHORTEST_LETTERS:
            keys.add((KeyKind.LETTERS, letters(word)))
        keys.update((KeyKind.PREFIX, folded[:length]) for length in _PREFIX_LENGTHS if len(folded) >= length)
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


# --- birth dates -----------------------------------------------------------------------------------------------------


def check_birth_date(day: dt.date | None, today: dt.date) -> None:
    """Raise a ValidationError when nobody can have been born on this day."""
    if day is None:
        return
    if day > today:
        raise ValidationError({"birth_date": _("The birth date lies in the future. Please check the year.")})
    if day < EARLIEST_DAY:
        raise ValidationError({"birth_date": _("The birth date lies before 1900. Please check the year.")})


def _day(year: int, month: int, day: int) -> dt.date | None:
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None


def date_slips(day: dt.date) -> dict[dt.date, MatchReason]:
    """Return the days that are typed when `day` is meant, with the slip: swapped, a digit turned, one or ten off."""
    slips: dict[dt.date, MatchReason] = {}
    turned_day = int(f"{day.day:02d}"[::-1])
    turned_year = day.year // 100 * 100 + int(f"{day.year % 100:02d}"[::-1])
    near = [
        _day(day.year, day.month, turned_day),
        _day(turned_year, day.month, day.day),
        *(_day(day.year + step, day.month, day.day) for step in (-10, -1, 1, 10) if 1 <= day.year + step <= 9999),
        *(_day(day.year, day.month + step, day.day) for step in (-1, 1)),
        *(_day(day.year, day.month, day.day + step) for step in (-10, -1, 1, 10)),
    ]
    for other in near:
        if other is not None:
            slips[other] = MatchReason.BIRTH_DATE_SLIP
    swapped = _day(day.year, day.day, day.month)
    if swapped is not None:
        slips[swapped] = MatchReason.DAY_MONTH_SWAPPED
    slips[day] = MatchReason.SAME_BIRTH_DATE
    return slips


# --- search ----------------------------------------------------------------------------------------------------------


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
        birth_date = _day(
            int(year or iso_year or plain_year),
            int(month or iso_month or plain_month),
            int(day or iso_day or plain_day),
        )
    names = _DATE_IN_TEXT.sub(" ", text)
    parts = [tuple(normalise(word).split()) for word in names.split()]
    kept = [tuple(part for part in word if not part.isdigit()) for word in parts]
    strong = [word for word in kept if word and not set(word) <= _PARTICLES] or [word for word in kept if word]
    return Query(tuple(strong[:_MOST_WORDS]), birth_date)


def query_keys(query: Query) -> list[tuple[Key, int]]:
    """Return the keys to look up with their weight in the first ranking that the database does."""
    weights = {KeyKind.NAME: 8, KeyKind.PHONETIC: 5, KeyKind.LETTERS: 5, KeyKind.PREFIX: 2}
    keys: dict[Key, int] = {}
    for part in query.parts:
        longest = max((length for length in _PREFIX_LENGTHS if len(fold(part)) >= length), default=0)
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
    if len(part) >= _PREFIX_LENGTHS[0] and name.startswith(part):
        options.append((0.86, MatchReason.NAME_BEGINS))
    if part_letters == name_letters and len(part) >= _SHORTEST_LETTERS:
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


# --- households ------------------------------------------------------------------------------------------------------


@dataclasses.dataclass(frozen=True, slots=True)
class MemberFact:
    """A member of a household, as far as its type depends on him or her. `age` in completed years, None = unknown."""

    person_id: object
    age: int | None
    is_child: bool


@dataclasses.dataclass(frozen=True, slots=True)
class TieFact:
    """A relationship between two members."""

    person_id: object
    other_id: object
    kind: RelationshipKind


def counts_as_child(age: int | None, role_is_child: bool) -> bool:
    """Tell whether a member is a child in the household; the age decides, without one the role in the file."""
    return role_is_child if age is None else age < ADULT_AGE


def suggest_group_type(members: Sequence[MemberFact], ties: Iterable[TieFact]) -> GroupType:
    """Suggest what kind of household the members form. A suggestion: the counsellor knows better."""
    children = {member.person_id for member in members if counts_as_child(member.age, member.is_child)}
    adults = {member.person_id for member in members} - children
    inside = [tie for tie in ties if tie.person_id in adults | children and tie.other_id in adults | children]
    couples = [tie for tie in inside if tie.kind in {RelationshipKind.PARTNER, RelationshipKind.SPOUSE}]
    if len(members) <= 1:
        return GroupType.SINGLE if adults else GroupType.OTHER
    if any(tie.kind is RelationshipKind.GRANDPARENT for tie in inside):
        return GroupType.GENERATIONS
    if not children:
        return GroupType.COUPLE if len(adults) == 2 and couples else GroupType.OTHER
    if len(adults) == 1:
        return GroupType.SINGLE_PARENT
    if len(adults) == 2 and couples:
        return GroupType.PATCHWORK if _is_patchwork(children, adults, inside) else GroupType.COUPLE_CHILDREN
    return GroupType.OTHER


def _is_patchwork(children: set[object], adults: set[object], ties: Sequence[TieFact]) -> bool:
    """Tell whether two children are known to have different parents among the couple."""
    parents = [
        frozenset(tie.person_id for tie in ties if tie.kind is RelationshipKind.PARENT and tie.other_id == child)
        & adults
        for child in children
    ]
    return len({known for known in parents if known}) > 1


def age_in_years(birth_date: dt.date | None, day: dt.date) -> int | None:
    """Return the age on a day, None when the birth date is unknown or lies later."""
    if birth_date is None or birth_date > day:
        return None
    return age_on(birth_date, day)

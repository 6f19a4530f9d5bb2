"""Finding what gives a household away in a free text, for the anonymised conference (reference 4.2, row 4).

Names are found in any case and inflection, with umlauts spelt out or dropped, joined or split, hyphenated, as initials
("A. M.", "Frau M."); addresses with "Str." or "Straße"; telephone numbers however grouped; birth dates in figures and
words. Pure; what it cannot know (an employer, a nickname, a story everybody in town has heard) stays with the reader.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
from collections.abc import Iterable, Iterator

from chancennetz.anonymity.dates import AGE_BAND, find_birth_dates, find_exact_dates
from chancennetz.anonymity.findings import (
    DROP_UNSEEN,
    WORD,
    Finding,
    Household,
    IdentifierKind,
    Member,
    spelling,
)
from chancennetz.core.time import age_on, format_month

FAMILY_WORD = "Familie"
ADDRESS_WORD = "Adresse"
CONTACT_WORD = "Kontakt"
NUMBER_WORD = "Aktenzeichen"
PERSON_WORD = "Person"

#: Endings of inflected names: Annas, Müllers, Marien, die Müllersche Wohnung, Müllerkinder, Annchen.
_GENITIVE = ("s",)
_LONGER = ("es", "ens", "sche", "scher", "schen", "sches", "schem", "chen", "lein")
_COMPOUND = re.compile(r"s?(?:familie|haushalt|kind(?:er|ern|s)?|sohn|tochter|mutter|vater|eltern)")
_LONG_NAME = 4
#: Shorter names (Li, Vu) are taken for a name only with a capital letter.
_SHORT_NAME = 3
_NOT_NAMES = frozenset("von van de der den dem zu zur zum da dos do di del la le el al bin ibn abu und".split())  # noqa: SIM905
#: Family names that are ordinary words too: only with a capital letter are they taken for a name.
_WORDS_TOO = frozenset(
    spelling(word)
    for word in """klein lang kurz groß jung alt stark braun schwarz weiß roth rot grün blau ernst frei fromm gut hart
    herbst sommer winter mai koch bauer wolf vogel fuchs berg bach stein graf kaiser könig rose kind mutter vater sohn
    bruder frau herr haus kraft scharf lieb fröhlich reich arm früh spät vogt richter schneider schmidt weber fischer
    müller schäfer becker wagner""".split()  # noqa: SIM905 - a list of words reads better as words
)


def _matches(token: str, key: str) -> bool:
    """Tell whether a word of the text is a name, bare or inflected (both as `spelling` keys)."""
    if not token.startswith(key):
        return False
    rest = token[len(key) :]
    if not rest or (rest in _GENITIVE and len(key) > 1):
        return True
    if len(key) < _LONG_NAME:
        return False
    return rest in _LONGER or (rest in {"n", "ns"} and key.endswith("e")) or bool(_COMPOUND.fullmatch(rest))


@dataclasses.dataclass(frozen=True, slots=True)
class _Token:
    start: int
    end: int
    key: str
    capital: bool


def _tokens(text: str, masked: list[tuple[int, int]]) -> list[_Token]:
    found = []
    for match in WORD.finditer(text):
        key = spelling(match[0])
        if key and not any(start <= match.start() < end for start, end in masked):
            found.append(_Token(match.start(), match.end(), key, match[0].translate(DROP_UNSEEN)[:1].isupper()))
    return found


def _masked(text: str, household: Household) -> list[tuple[int, int]]:
    """Return the places that already hold a substitute of ours: "[Mutter]", "[Mai 2025]"."""
    ours = {member.role for member in household.members} | {FAMILY_WORD, ADDRESS_WORD, CONTACT_WORD, NUMBER_WORD}
    ours.add(PERSON_WORD)
    ours.update(format_month(dt.date(2000, month, 1)).split()[0] for month in range(1, 13))
    found = []
    for match in re.finditer(r"\[([^\[\]]{1,80})\]", text):
        inside = match[1]
        if inside in ours or re.sub(r" \d{4}$", "", inside) in ours or AGE_BAND.fullmatch(inside):
            found.append(match.span())
    return found


# --- names -----------------------------------------------------------------------------------------------------------


@dataclasses.dataclass(slots=True)
class _Names:
    """Spelling key of each word of a name -> the members who bear it."""

    bearers: dict[str, set[int]]

    @classmethod
    def of(cls, household: Household) -> _Names:
        bearers: dict[str, set[int]] = {}
        for place, member in enumerate(household.members):
            for name in (member.given_name, member.family_name, member.birth_name):
                for key in _name_keys(name):
                    bearers.setdefault(key, set()).add(place)
        return cls(bearers)

    def who(self, token: str, *, capital: bool) -> set[int]:
        """Return the members whose name a word is."""
        found: set[int] = set()
        for key, members in self.bearers.items():
            if _matches(token, key) and (capital or (len(key) >= _SHORT_NAME and key not in _WORDS_TOO)):
                found |= members
        return found


def _name_keys(name: str) -> set[str]:
    words = [spelling(word) for word in WORD.findall(name)]
    keys = {word for word in words if len(word) > 1 and word not in _NOT_NAMES}
    return keys | ({"".join(words)} if len(words) > 1 else set())


_BETWEEN = re.compile(r"[-\u2010-\u2015\s]{1,3}")
_TITLE = re.compile(
    r"(?:\b(?:Frau|Herrn?|Fr\.|Hr\.|Familie|Fam\.|Eheleute|Dr\.|Prof\.)\s+)+(?:[^\W\d_]\.[\s-]*)*$|(?:\b[^\W\d_]\.[\s-]*)+$"
)
_APOSTROPHE = re.compile(r"['\u2019\u02bc`\u00b4\u2018](?:s\b)?")
_INITIAL_AFTER = re.compile(r"\s+([^\W\d_])\.(?!\w)")


def _name_spans(text: str, household: Household, masked: list[tuple[int, int]]) -> Iterator[tuple[int, int, set[int]]]:
    """Yield (start, end, members) of each name, single or written in two parts."""
    names = _Names.of(household)
    tokens = _tokens(text, masked)
    for place, token in enumerate(tokens):
        who = names.who(token.key, capital=token.capital)
        end = token.end
        if place + 1 < len(tokens) and _BETWEEN.fullmatch(text[token.end : tokens[place + 1].start]):
            following = tokens[place + 1]
            joined = names.who(token.key + following.key, capital=token.capital)
            if joined and not who:
                who, end = joined, following.end
        if who:
            yield token.start, end, who


def _names(text: str, household: Household, masked: list[tuple[int, int]]) -> list[Finding]:
    spans: list[tuple[int, int, set[int]]] = []
    for start, end, who in _name_spans(text, household, masked):
        if spans and re.fullmatch(r"[-,\s\u2010-\u2015]{1,3}", text[spans[-1][1] : start]) and spans[-1][2] & who:
            spans[-1] = (spans[-1][0], end, spans[-1][2] & who)
        elif not spans or start >= spans[-1][1]:
            spans.append((start, end, who))
    found = []
    for start, end, who in spans:
        if apostrophe := _APOSTROPHE.match(text, end):
            end = apostrophe.end()
        if (initial := _INITIAL_AFTER.match(text, end)) and _is_initial(initial[1], household, who):
            end = initial.end()
        title = _TITLE.search(text[:start])
        words = title[0] if title else ""
        start -= len(words)
        role = _role(household, who, words)
        found.append(Finding(IdentifierKind.NAME, start, end, text[start:end], f"[{role}]"))
    return found


def _is_initial(letter: str, household: Household, who: Iterable[int]) -> bool:
    return any(
        spelling(letter) == spelling(name)[:1]
        for place in who
        for name in (household.members[place].family_name, household.members[place].birth_name)
        if name
    )


def _role(household: Household, who: set[int], title: str) -> str:
    """Return what stands for a name: the role of the one who is meant, else "Familie"."""
    if "Fam" in title or "Eheleute" in title:
        return FAMILY_WORD
    gender = "f" if re.search(r"\bFr(?:au|\.)", title) else "m" if re.search(r"\bH(?:errn?|r\.)", title) else ""
    meant = [household.members[place] for place in sorted(who)]
    if len(meant) > 1 and gender:
        adults = [one for one in meant if one.birth_date is None or age_on(one.birth_date, household.day) >= _OF_AGE]
        meant = [one for one in adults if one.gender == gender] or [Member(PERSON_WORD)]
    return meant[0].role if len(meant) == 1 else FAMILY_WORD


_OF_AGE = 18
_INITIALS = re.compile(r"(?<!\w)([^\W\d_])\.[\s-]{0,2}(?:[^\W\d_]\.[\s-]{0,2})?([^\W\d_])\b\.?")
_TITLED = re.compile(r"\b(Frau|Herrn?|Fr\.|Hr\.|Familie|Fam\.)\s+([^\W\d_]{1,4})(?:\.|(?=[\s,;:!?]|$))")


def _initials(text: str, household: Household) -> Iterator[Finding]:
    """Yield "A. M.", "A.-L. M.", "J. M.-G.", "Frau M.", "Herr Mü.", "Familie M"."""
    for match in _INITIALS.finditer(text):
        first, last = spelling(match[1])[:1], spelling(match[2])[:1]
        who = {
            place
            for place, member in enumerate(household.members)
            for name in (member.family_name, member.birth_name)
            if {(first, last), (last, first)} & _initials_of(member.given_name, name)
        }
        if who and match[1].isupper() and match[2].isupper():
            yield Finding(IdentifierKind.INITIALS, *match.span(), match[0], f"[{_role(household, who, '')}]")
    for match in _TITLED.finditer(text):
        abbreviation = spelling(match[2])
        who = {
            place
            for place, member in enumerate(household.members)
            for name in (member.family_name, member.birth_name)
            if name and spelling(name).startswith(abbreviation) and len(abbreviation) < len(spelling(name))
        }
        if who and match[2][:1].isupper() and (len(match[2]) == 1 or match[0].endswith(".")):
            yield Finding(
                IdentifierKind.INITIALS, *match.span(), match[0], f"[{_role(household, who, match[1] + ' ')}]"
            )


def _initials_of(given_name: str, family_name: str) -> set[tuple[str, str]]:
    firsts, lasts = ({spelling(word)[:1] for word in WORD.findall(name)} for name in (given_name, family_name))
    return {(first, last) for first in firsts for last in lasts}


# --- address, telephone, e-mail, numbers ----------------------------------------------------------------------------

_HOUSE = re.compile(r"[\s,]*(\d+\s?[a-zA-Z]?)(?:\s?[-/]\s?\d+\s?[a-zA-Z]?)?\s*$")
_STREET_WORD = re.compile(r"(?:strasse|str)$")
_SURE_STREET = re.compile(r"(?:str|weg|platz|allee|gasse|ring|damm|ufer|steig|pfad|wall|hof|kamp|heide|siedlung)$")
_LONG_STREET = 6


def _street_key(words: Iterable[str]) -> str:
    return _STREET_WORD.sub("str", "".join(spelling(word) for word in words))


def _streets(text: str, household: Household, masked: list[tuple[int, int]]) -> Iterator[Finding]:
    tokens = _tokens(text, masked)
    for street in {member.street for member in household.members if member.street}:
        house = _HOUSE.search(street)
        words = WORD.findall(street[: house.start()] if house else street)
        key = _street_key(words)
        if not key:
            continue
        sure = len(key) >= _LONG_STREET and bool(_SURE_STREET.search(key))
        number = re.sub(r"\s", r"\\s?", re.escape(house[1].replace(" ", ""))) if house else ""
        behind = re.compile(rf"\.?,?\s*(?:Nr\.\s*)?{number}(?!\w)", re.IGNORECASE) if number else None
        any_number = re.compile(r"\.?\s*\d+\s?[a-z]?(?!\w)|\.(?=\s|$)", re.IGNORECASE)
        for start, end in _windows(text, tokens, key, len(words) + 1):
            exact = behind.match(text, end) if behind else None
            if exact:
                yield Finding(
                    IdentifierKind.ADDRESS, start, exact.end(), text[start : exact.end()], f"[{ADDRESS_WORD}]"
                )
            elif sure:
                other = any_number.match(text, end)
                stop = other.end() if other and other[0].strip(". ") else end
                yield Finding(IdentifierKind.ADDRESS, start, stop, text[start:stop], f"[{ADDRESS_WORD}]")


def _windows(text: str, tokens: list[_Token], key: str, longest: int) -> Iterator[tuple[int, int]]:
    """Yield the places where up to `longest` neighbouring words together spell a street."""
    for first, token in enumerate(tokens):
        joined = ""
        for last in range(first, min(first + longest, len(tokens))):
            if last > first and not re.fullmatch(r"[-.\s]{1,3}", text[tokens[last - 1].end : tokens[last].start]):
                break
            joined += tokens[last].key
            if _STREET_WORD.sub("str", joined) == key and token.capital:
                yield token.start, tokens[last].end
                break


def _postcodes(text: str, household: Household) -> Iterator[Finding]:
    for member in household.members:
        if member.postcode:
            town = rf"(?:\s+{re.escape(member.town)}\w*)?" if member.town else ""
            for match in re.finditer(rf"(?<!\d)(?:D-)?{re.escape(member.postcode)}{town}(?!\d)", text, re.IGNORECASE):
                yield Finding(IdentifierKind.ADDRESS, *match.span(), match[0], f"[{ADDRESS_WORD}]")


_GAP = r"[\s/\-().]{0,3}"
_SHORTEST_PHONE = 5


def _phones(text: str, household: Household) -> Iterator[Finding]:
    for phone in {member.phone for member in household.members if member.phone}:
        digits = re.sub(r"\D", "", re.sub(r"^\s*(?:\+|00)49\s*(?:\(0\))?", "0", phone)).lstrip("0")
        groups = [group for group in re.split(r"\D+", re.sub(r"^\s*(?:\+|00)49", "", phone)) if group.strip("0")]
        local = "".join(groups[1:])
        wanted = [number for number in (digits, local) if len(number) >= _SHORTEST_PHONE]
        for number in wanted:
            prefix = rf"(?:(?:\+|00)\s?49{_GAP}(?:\(0\))?{_GAP}|0)?" if number == digits else ""
            for match in re.finditer(rf"(?<!\d){prefix}{_GAP.join(number)}(?!\d)", text):
                yield Finding(IdentifierKind.CONTACT, *match.span(), match[0], f"[{CONTACT_WORD}]")


def _emails(text: str, household: Household) -> Iterator[Finding]:
    for email in {member.email for member in household.members if "@" in member.email}:
        name, _, domain = email.partition("@")
        pattern = rf"{re.escape(name)}\s*(?:@|\(at\)|\[at\])\s*{re.escape(domain)}"
        for match in re.finditer(pattern, text, re.IGNORECASE):
            yield Finding(IdentifierKind.CONTACT, *match.span(), match[0], f"[{CONTACT_WORD}]")


def _numbers(text: str, household: Household) -> Iterator[Finding]:
    for number in household.numbers:
        parts = [re.escape(part) for part in re.split(r"\W+", number) if part]
        if parts:
            together = "[-\\s/]?".join(parts)
            for match in re.finditer(rf"(?<!\w){together}(?!\w)", text, re.IGNORECASE):
                yield Finding(IdentifierKind.NUMBER, *match.span(), match[0], f"[{NUMBER_WORD}]")


# --- the door --------------------------------------------------------------------------------------------------------


def find_identifiers(text: str, household: Household) -> list[Finding]:
    """Return the places of a text that give the household away, from left to right, none inside another.

    Positions count characters of `text` as it is. A longer finding swallows shorter ones inside it.
    """
    masked = _masked(text, household)
    found = [
        *_names(text, household, masked),
        *_initials(text, household),
        *_streets(text, household, masked),
        *_postcodes(text, household),
        *_phones(text, household),
        *_emails(text, household),
        *_numbers(text, household),
        *find_birth_dates(text, household),
    ]
    return _apart([one for one in found if not any(start <= one.start < end for start, end in masked)])


def _apart(findings: Iterable[Finding]) -> list[Finding]:
    kept: list[Finding] = []
    for one in sorted(findings, key=lambda one: (one.start - one.end, one.start)):
        if all(one.end <= other.start or one.start >= other.end for other in kept):
            kept.append(one)
    return sorted(kept, key=lambda one: one.start)


def find_all(text: str, household: Household) -> list[Finding]:
    """Return identifiers and exact dates together, for the warning of the anonymised conference."""
    return _apart([*find_identifiers(text, household), *find_exact_dates(text, household.day)])


def replace(text: str, findings: Iterable[Finding]) -> str:
    """Return the text with every finding replaced."""
    for one in sorted(findings, key=lambda one: one.start, reverse=True):
        text = text[: one.start] + one.replacement + text[one.end :]
    return text


def anonymise(text: str, household: Household) -> str:
    """Replace until nothing is found any more: swallowed findings come to light once the longer one is gone."""
    for _round in range(5):
        findings = find_all(text, household)
        if not findings:
            break
        text = replace(text, findings)
    return text

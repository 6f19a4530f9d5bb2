"""Days that give a person away, and the coarser words for them: months, quarters, age bands."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator

from chancennetz.anonymity.findings import Finding, Household, IdentifierKind
from chancennetz.core.time import age_on, format_month

_MONTHS = ("jan", "feb", "mär|maer|mar", "apr", "mai", "jun", "jul", "aug", "sep", "okt", "nov", "dez")
AGE_BAND = re.compile(r"\d{1,2} bis \d{1,2} Jahre|ab 70 Jahre")
_BANDS = (0, 3, 6, 10, 14, 18, 25, 30, 40, 50, 60, 70)


def age_band(birth_date: dt.date, day: dt.date) -> str:
    """Return the age in a band: "6 bis 9 Jahre", "30 bis 39 Jahre", "ab 70 Jahre"."""
    age = max(age_on(birth_date, day), 0)
    if age >= _BANDS[-1]:
        return f"ab {_BANDS[-1]} Jahre"
    lowest = max(band for band in _BANDS if band <= age)
    return f"{lowest} bis {_BANDS[_BANDS.index(lowest) + 1] - 1} Jahre"


def coarse_date(day: dt.date, today: dt.date) -> str:
    """Return a day as a month when it lies within a year ("Mai 2026"), else as a quarter ("2. Quartal 2024")."""
    if abs((today - day).days) <= 366:
        return format_month(day, language="de")
    return f"{(day.month + 2) // 3}. Quartal {day.year}"


def find_birth_dates(text: str, household: Household) -> Iterator[Finding]:
    for birth_date in {member.birth_date for member in household.members if member.birth_date}:
        year = rf"(?:{birth_date.year}|[\u2019']?{birth_date.year % 100:02d})"
        day, month = f"0?{birth_date.day}", f"0?{birth_date.month}"
        word = rf"(?:{_MONTHS[birth_date.month - 1]})[a-zäö]*\.?"
        nothing_more = r"(?!\s?\d)"
        for pattern in (
            rf"(?<!\d){day}\.\s?{month}\.(?:\s?{year}(?!\d)|{nothing_more})",
            rf"(?<!\d){day}\.?\s*{word}(?:\s*{year}(?!\d)|{nothing_more}(?!\w))",
            rf"(?<!\d){birth_date.year}\s?[-/.]\s?{month}\s?[-/.]\s?{day}(?!\d)",
            rf"(?<!\d){day}\s?[-/]\s?{month}\s?[-/]\s?{year}(?!\d)",
        ):
            for match in re.finditer(pattern, text, re.IGNORECASE):
                band = age_band(birth_date, household.day)
                yield Finding(IdentifierKind.BIRTH_DATE, *match.span(), match[0], f"[{band}]")


_DATE = re.compile(r"(?<!\d)(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4}|\d{2})(?!\d)")
_WRITTEN = re.compile(rf"(?<!\d)(\d{{1,2}})\.\s*({'|'.join(_MONTHS)})[a-zäö]*\.?\s*(\d{{4}})(?!\d)", re.IGNORECASE)
_ON = re.compile(r"\b([Aa])m\s+$")
_ISO = re.compile(r"(?<!\d)(\d{4})-(\d{2})-(\d{2})(?!\d)")


def find_exact_dates(text: str, today: dt.date) -> list[Finding]:
    """Return all days written out; a month or a quarter is enough to work with."""
    found = []
    for match in _DATE.finditer(text):
        year = int(match[3]) + (0 if len(match[3]) > 2 else 2000 if int(match[3]) <= today.year % 100 + 5 else 1900)
        found.append((match, year, int(match[2]), int(match[1])))
    for match in _WRITTEN.finditer(text):
        month = next(place for place, names in enumerate(_MONTHS, 1) if re.match(names, match[2], re.IGNORECASE))
        found.append((match, int(match[3]), month, int(match[1])))
    found += [(match, int(match[1]), int(match[2]), int(match[3])) for match in _ISO.finditer(text)]
    findings = []
    for match, year, month, day in found:
        try:
            coarse = coarse_date(dt.date(year, month, day), today)
        except ValueError:
            continue  # the 31 February is no day
        start, end = match.span()
        if before := _ON.search(text[:start]):  # "am 12.03." becomes "im März"
            start, coarse = before.start(), f"{before[1]}m {coarse}".replace("am ", "im ").replace("Am ", "Im ")
        findings.append(Finding(IdentifierKind.DATE, start, end, text[start:end], coarse))
    return findings

"""Days, times and names of languages as the languages of the site write them."""

from __future__ import annotations

import datetime as dt
import functools

import babel
from babel.dates import format_date

from chancennetz.core import time
from chancennetz.core.time import BERLIN
from chancennetz.mapsearch.hours import Today
from chancennetz.publicmap.constants import Language
from chancennetz.publicmap.wording import wording


def clock(moment: dt.datetime | dt.time, language: Language) -> str:
    """Write a time of day: "16" or "16:30" in German (the word Uhr follows), "16:00" elsewhere."""
    local = moment.astimezone(BERLIN) if isinstance(moment, dt.datetime) else moment
    if language.html == "de" and local.minute == 0:
        return str(local.hour)
    return f"{local.hour}:{local.minute:02d}"


def span(start: dt.datetime, end: dt.datetime, language: Language) -> str:
    """Write open hours: "9 bis 12 Uhr" in German, "9:00 – 12:00" elsewhere; an end at midnight is 24."""
    last = "24" if end.hour == end.minute == 0 else clock(end, language)
    if language.html == "de":
        return f"{clock(start, language)} bis {last} Uhr"
    return f"{clock(start, language)} – {'24:00' if last == '24' else last}"


def day(date: dt.date, language: Language, *, year: bool = False) -> str:
    """Write a day with its weekday: "Mo, 23. November"."""
    if language.html in {"de", "en"}:
        text = time.format_date(date, language=language.html)
        return text if year else text.rsplit(" ", 1)[0]
    return str(format_date(date, "EEE, d MMMM y" if year else "EEE, d MMMM", locale=language.html))


@functools.lru_cache(1000)
def language_name(code: str, language: Language) -> str:
    """Return the name of a language in the reader's language, its code when nobody knows it."""
    try:
        name = babel.Locale.parse(code.replace("-", "_")).get_language_name(language.html)
    except (babel.UnknownLocaleError, ValueError):
        name = None
    return str(name) if name else code


def today_in_words(today: Today, language: Language, now: dt.datetime) -> str:
    """Say how it stands today: "Heute geöffnet bis 16 Uhr"."""
    words = wording(language.code)
    if today.state == "always":
        return words["open_always"]
    if today.at is None:
        return words["hours_unknown"] if today.state == "unknown" else words["closed_today"]
    at = clock(today.at, language)
    if today.state == "open":
        midnight = today.at.hour == today.at.minute == 0 and today.at.date() > now.astimezone(BERLIN).date()
        return words.fill("open_until", time=("24" if language.html == "de" else "24:00") if midnight else at)
    if today.state == "later":
        return words.fill("opens_today", time=at)
    return words.fill("opens_next", day=day(today.at.date(), language), time=at)

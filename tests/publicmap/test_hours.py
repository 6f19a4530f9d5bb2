"""How it stands in words: open now, until when, when again; times and days in other languages."""

from __future__ import annotations

import datetime as dt

import pytest

from chancennetz.mapsearch import hours
from chancennetz.mapsearch.hours import OpeningRules
from chancennetz.publicmap import when
from chancennetz.publicmap.constants import LANGUAGES
from tests.mapsearch.test_hours import moment, rules

DE, EN, AR = LANGUAGES["de"], LANGUAGES["en"], LANGUAGES["ar"]


def said(one: OpeningRules, at: str) -> str:
    now = moment(at)
    return when.today_in_words(hours.today([one], now), DE, now)


@pytest.mark.parametrize(
    ("text", "at", "words"),
    [
        ("Mo-Fr 09:00-12:00; PH off", "2026-11-19 10:30", "Heute geöffnet bis 12 Uhr"),
        ("Mo-Fr 09:00-12:30; PH off", "2026-11-19 12:29", "Heute geöffnet bis 12:30 Uhr"),
        ("Mo-Fr 09:00-12:00; PH off", "2026-11-19 12:00", "Wieder geöffnet: Fr, 20. November, 9 Uhr"),
        ("Th 14:00-16:00; PH off", "2026-11-19 10:30", "Heute ab 14 Uhr"),
        ("24/7", "2026-11-19 10:30", "Immer geöffnet"),
        ("", "2026-11-19 10:30", "Bitte fragen Sie nach den Zeiten"),
        # over midnight: Friday evening runs into Saturday
        ("Fr 20:00-02:00; PH off", "2026-11-21 01:30", "Heute geöffnet bis 2 Uhr"),
        ("Fr 20:00-24:00; PH off", "2026-11-20 23:00", "Heute geöffnet bis 24 Uhr"),
        # public holidays: Christmas Day is a Friday in 2026, Saturday the 26th one too
        ("Mo-Fr 09:00-12:00; PH off", "2026-12-25 10:00", "Wieder geöffnet: Mo, 28. Dezember, 9 Uhr"),
        # hours that say nothing about holidays: nobody is sent to a closed door
        ("Mo-Fr 09:00-12:00", "2026-12-25 10:00", "Wieder geöffnet: Mo, 28. Dezember, 9 Uhr"),
        # end of month and year
        ("Mo-Fr 09:00-12:00; PH off", "2026-12-31 13:00", "Wieder geöffnet: Mo, 4. Januar, 9 Uhr"),
        ("Tu[-1] 10:00-12:00; PH off", "2027-01-30 10:00", "Heute geschlossen"),
    ],
)
def test_how_it_stands_in_words(text: str, at: str, words: str) -> None:
    assert said(rules(text), at) == words


def test_hours_in_school_holidays_that_nobody_knows_are_to_be_asked_for() -> None:
    # The school holidays of North Rhine-Westphalia ship until 22 April 2028.
    except_then, only_then = rules("Mo-Fr 09:00-12:00; SH,PH off"), rules("SH Mo-Fr 10:00-12:00; PH off")
    assert said(except_then, "2028-04-21 10:00") == "Heute geschlossen"
    for one in (except_then, only_then):
        assert said(one, "2028-05-03 10:30") == "Bitte fragen Sie nach den Zeiten"
        assert [day.unsure for day in hours.coming([one], dt.date(2028, 4, 22), 3)] == [False, True, True]
    assert said(rules("Mo-Fr 09:00-12:00; PH off"), "2028-05-03 10:30") == "Heute geöffnet bis 12 Uhr"


def test_hours_that_cannot_be_read_are_unknown_not_an_error() -> None:
    assert said(rules("nach Vereinbarung!!"), "2026-11-19 10:30") == "Bitte fragen Sie nach den Zeiten"


def test_times_and_days_in_other_languages() -> None:
    start, end = moment("2026-11-19 09:00"), moment("2026-11-19 12:30")
    assert when.span(start, end, DE) == "9 bis 12:30 Uhr"
    assert when.span(start, end, EN) == "9:00 – 12:30"
    assert when.day(dt.date(2026, 11, 23), DE, year=True) == "Mo, 23. November 2026"
    assert when.day(dt.date(2026, 11, 23), DE) == "Mo, 23. November"
    assert "23" in when.day(dt.date(2026, 11, 23), AR)
    assert when.language_name("tr", DE) == "Türkisch"
    assert when.language_name("xx", DE) == "xx"

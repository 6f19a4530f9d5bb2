"""Open now, until when, when again; the coming days: holidays, month ends, midnight, the change of clocks."""

from __future__ import annotations

import datetime as dt

import pytest

from chancennetz.core.time import BERLIN
from chancennetz.publicmap import hours, when
from chancennetz.publicmap.constants import LANGUAGES
from chancennetz.publicmap.hours import Hours, OpeningRules
from chancennetz.supportmap.models import Schedule

DE, EN, AR = LANGUAGES["de"], LANGUAGES["en"], LANGUAGES["ar"]


def rules(*texts: str, valid_from: dt.date | None = None, valid_to: dt.date | None = None) -> OpeningRules:
    return OpeningRules.of(Schedule(opening_hours=text, valid_from=valid_from, valid_to=valid_to) for text in texts)


def moment(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=BERLIN)


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


def test_a_holiday_plan_wins_while_it_lasts() -> None:
    plan = OpeningRules.of(
        [
            Schedule(opening_hours="Mo-Fr 09:00-17:00; PH off"),
            Schedule(
                opening_hours="We 10:00-11:00",
                valid_from=dt.date(2026, 12, 21),
                valid_to=dt.date(2027, 1, 3),
            ),
        ]
    )
    assert plan.spans(dt.date(2026, 12, 18)) == ((540, 1020),)
    assert plan.spans(dt.date(2026, 12, 22)) == ()
    assert plan.spans(dt.date(2026, 12, 23)) == ((600, 660),)
    assert plan.spans(dt.date(2027, 1, 4)) == ((540, 1020),)


def test_hours_in_school_holidays_that_nobody_knows_are_to_be_asked_for() -> None:
    # The school holidays of North Rhine-Westphalia ship until 22 April 2028.
    except_then, only_then = rules("Mo-Fr 09:00-12:00; SH,PH off"), rules("SH Mo-Fr 10:00-12:00; PH off")
    assert said(except_then, "2028-04-21 10:00") == "Heute geschlossen"
    for one in (except_then, only_then):
        assert said(one, "2028-05-03 10:30") == "Bitte fragen Sie nach den Zeiten"
        assert [day.unsure for day in hours.coming([one], dt.date(2028, 4, 22), 3)] == [False, True, True]
    assert said(rules("Mo-Fr 09:00-12:00; PH off"), "2028-05-03 10:30") == "Heute geöffnet bis 12 Uhr"


def test_the_coming_days_name_holidays_and_cross_the_month() -> None:
    days = hours.coming([rules("Mo-Su 08:00-10:00; PH off")], dt.date(2026, 10, 31), 3)
    assert [(str(day.date), len(day.spans), day.holiday) for day in days] == [
        ("2026-10-31", 1, ""),
        ("2026-11-01", 0, "Allerheiligen"),
        ("2026-11-02", 1, ""),
    ]


def test_wall_clock_holds_when_the_clocks_change() -> None:
    day = hours.coming([rules("Su 09:00-12:00")], dt.date(2026, 10, 25), 1)[0]
    start, end = day.spans[0]
    assert (start.hour, end.hour, start.utcoffset()) == (9, 12, dt.timedelta(hours=1))


def test_hours_that_cannot_be_read_are_unknown_not_an_error() -> None:
    assert said(rules("nach Vereinbarung!!"), "2026-11-19 10:30") == "Bitte fragen Sie nach den Zeiten"


def test_open_now_for_all_offers_at_once() -> None:
    offers = [(rules("Mo-Fr 09:00-12:00"),), (), (rules("We 22:00-11:00"),), (rules("Sa 09:00-12:00"),)]
    assert Hours(offers).open_at(moment("2026-11-19 10:30")).tolist() == [True, False, True, False]


def test_times_and_days_in_other_languages() -> None:
    start, end = moment("2026-11-19 09:00"), moment("2026-11-19 12:30")
    assert when.span(start, end, DE) == "9 bis 12:30 Uhr"
    assert when.span(start, end, EN) == "9:00 – 12:30"
    assert when.day(dt.date(2026, 11, 23), DE, year=True) == "Mo, 23. November 2026"
    assert when.day(dt.date(2026, 11, 23), DE) == "Mo, 23. November"
    assert "23" in when.day(dt.date(2026, 11, 23), AR)
    assert when.language_name("tr", DE) == "Türkisch"
    assert when.language_name("xx", DE) == "xx"

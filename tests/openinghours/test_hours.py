"""Opening hours: what is understood, what holds when, how it reads."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chancennetz.openinghours import (
    HoursError,
    State,
    calendar_of,
    describe,
    is_open,
    next_change,
    open_spans,
    parse,
    state_at,
)
from chancennetz.openinghours.calendar import easter, public_holidays
from chancennetz.openinghours.recurrence import HsdsSchedule, hours_of, rows_of
from chancennetz.openinghours.writer import write

NW = calendar_of("NW")


def _at(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Mo-Fr 09:00-12:00; PH off", "Mo bis Fr 9 bis 12 Uhr, an Feiertagen geschlossen"),
        (
            "Mo-Fr 09:00-13:00,14:30-18:30; Sa 10:00-14:00",
            "Mo bis Fr 9 bis 13 und 14:30 bis 18:30 Uhr, Sa 10 bis 14 Uhr",
        ),
        ("Jun-Aug Mo off", "Juni bis August Mo geschlossen"),
        ("We[1,3] 14:00-16:00", "am 1. und 3. Mi im Monat 14 bis 16 Uhr"),
        ("Fr[-1] 10:00-12:00", "am letzten Fr im Monat 10 bis 12 Uhr"),
        ("week 1-53/2 Mo 09:00-12:00", "in ungeraden Kalenderwochen Mo 9 bis 12 Uhr"),
        ("week 2-52/2 Mo 09:00-12:00", "in geraden Kalenderwochen Mo 9 bis 12 Uhr"),
        ("Dec 24-Jan 02 off", "24. Dezember bis 2. Januar geschlossen"),
        ("SH Mo-Fr 10:00-12:00", "in den Schulferien Mo bis Fr 10 bis 12 Uhr"),
        ('Mo-Fr 09:00-12:00 || "nach Vereinbarung"', "Mo bis Fr 9 bis 12 Uhr, sonst nach Vereinbarung"),
        ('off "Betriebsferien"', "geschlossen (Betriebsferien)"),
        ("easter -2 days off", "Karfreitag geschlossen"),
        ("24/7", "rund um die Uhr"),
        ("Mo 10:00+", "Mo ab 10 Uhr"),
        ("Mo-Su,PH 08:00-20:00", "jeden Tag und an Feiertagen 8 bis 20 Uhr"),
        ("Mo,Tu,Th 08:00-12:00", "Mo, Di und Do 8 bis 12 Uhr"),
    ],
)
def test_hours_read_as_people_say_them(text: str, words: str) -> None:
    assert describe(parse(text)) == words


def test_plain_language_writes_the_days_out_and_english_speaks_english() -> None:
    hours = parse("Mo-Fr 09:00-12:00; PH off")
    assert describe(hours, full=True) == "Montag bis Freitag 9 bis 12 Uhr, an Feiertagen geschlossen"
    assert describe(hours, "en") == "Mon to Fri 9 to 12, on public holidays closed"
    assert describe(hours, "tlh") == describe(hours, "de")


@pytest.mark.parametrize(
    ("text", "moment", "expected"),
    [
        # a public holiday of North Rhine-Westphalia alone: All Saints 2027 is a Monday
        ("Mo-Fr 09:00-12:00; PH off", "2027-11-01T10:00", False),
        ("Mo-Fr 09:00-12:00", "2027-11-01T10:00", True),
        ("PH 10:00-12:00", "2026-12-25T10:00", True),
        ("PH 10:00-12:00", "2026-12-24T10:00", False),
        # over midnight, also over the end of month and year
        ("Fr 22:00-02:00", "2026-11-21T01:59", True),
        ("Fr 22:00-02:00", "2026-11-21T02:00", False),
        ("Th 22:00-02:00", "2027-01-01T00:30", True),
        # the n-th weekday, counted from both ends
        ("We[1] 14:00-16:00", "2026-12-02T15:00", True),
        ("We[1] 14:00-16:00", "2026-12-09T15:00", False),
        ("Mo[-1] 14:00-16:00", "2026-11-30T15:00", True),
        ("Mo[-1] 14:00-16:00", "2026-11-23T15:00", False),
        # odd weeks: 2026 has 53, so week 53 and week 1 of 2027 are both odd
        ("week 1-53/2 Mo 09:00-12:00", "2026-12-28T10:00", True),
        ("week 1-53/2 Mo 09:00-12:00", "2027-01-04T10:00", True),
        ("week 1-53/2 Mo 09:00-12:00", "2027-01-11T10:00", False),
        # a closing over the turn of the year
        ("Mo-Fr 09:00-12:00; Dec 24-Jan 02 off", "2026-12-28T10:00", False),
        ("Mo-Fr 09:00-12:00; Dec 24-Jan 02 off", "2027-01-01T10:00", False),
        ("Mo-Fr 09:00-12:00; Dec 24-Jan 02 off", "2027-01-04T10:00", True),
        ("2026 Dec 24-2027 Jan 06 off, Mo 09:00-12:00", "2027-01-04T10:00", True),
        # school holidays: the summer of 2026 ends with 1 September
        ("SH Mo-Fr 10:00-12:00", "2026-09-01T10:00", True),
        ("SH Mo-Fr 10:00-12:00", "2026-09-02T10:00", False),
        # later rules replace the days of earlier ones; closed times only cut out
        ("Mo-Fr 08:00-18:00; We 10:00-12:00", "2026-11-25T15:00", False),
        ("Mo-Fr 08:00-18:00; 12:00-13:00 off", "2026-11-25T12:30", False),
        ("Mo-Fr 08:00-18:00; 12:00-13:00 off", "2026-11-25T13:00", True),
        ("Mo 10:00-12:00, Mo 14:00-16:00", "2026-11-23T15:00", True),
        ("Mo 10:00-12:00, Mo 14:00-16:00", "2026-11-23T11:00", True),
        # Good Friday 2027 is 26 March
        ("Mo-Fr 09:00-12:00; easter -2 days off", "2027-03-26T10:00", False),
        ("24/7", "2026-11-21T03:00", True),
        ("2027 Mo-Fr 09:00-12:00", "2026-11-23T10:00", False),
    ],
)
def test_open_now(text: str, moment: str, expected: bool) -> None:
    assert is_open(parse(text), _at(moment), NW) is expected


def test_by_appointment_is_neither_open_nor_closed() -> None:
    hours = parse('Mo-Fr 09:00-12:00; We 14:00-16:00 "nach Vereinbarung"')
    assert state_at(hours, _at("2026-11-25T15:00"), NW).state is State.UNKNOWN
    fallback = parse('Mo-Fr 09:00-12:00 || "nach Vereinbarung"')
    assert state_at(fallback, _at("2026-11-23T10:00"), NW).state is State.OPEN
    assert state_at(fallback, _at("2026-11-23T13:00"), NW).comment == "nach Vereinbarung"


def test_school_holidays_that_nobody_knows_yet_make_no_promise() -> None:
    hours = parse("Mo-Fr 09:00-16:00; SH off")
    assert state_at(hours, _at("2027-06-07T10:00"), NW).state is State.OPEN
    assert state_at(hours, _at("2035-06-07T10:00"), NW).state is State.UNKNOWN


@pytest.mark.parametrize(
    ("text", "moment", "expected"),
    [
        ("Mo-Fr 09:00-12:00", "2026-11-20T10:00", "2026-11-20T12:00"),
        ("Mo-Fr 09:00-12:00", "2026-11-20T12:00", "2026-11-23T09:00"),
        ("Mo-Fr 09:00-12:00; PH off; Dec 24-Jan 02 off", "2026-12-23T12:00", "2027-01-04T09:00"),
        ("Fr 22:00-02:00", "2026-11-20T23:00", "2026-11-21T02:00"),
        ("24/7", "2026-11-20T23:00", None),
        ("off", "2026-11-20T23:00", None),
    ],
)
def test_next_change(text: str, moment: str, expected: str | None) -> None:
    assert next_change(parse(text), _at(moment), NW) == (_at(expected) if expected else None)


def test_moments_with_a_time_zone_are_brought_to_berlin() -> None:
    hours = parse("Mo-Fr 09:00-12:00")
    assert is_open(hours, dt.datetime(2026, 11, 23, 8, 30, tzinfo=dt.UTC), NW)
    assert not is_open(hours, dt.datetime(2026, 11, 23, 11, 30, tzinfo=dt.UTC), NW)
    change = next_change(hours, dt.datetime(2026, 11, 23, 8, 30, tzinfo=dt.UTC), NW)
    assert change is not None
    assert change.isoformat() == "2026-11-23T12:00:00+01:00"


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("25:00", "„25:00“ ist keine Uhrzeit: Eine Stunde liegt zwischen 00 und 24."),
        ("Mo 09:00-24:30", "„24:30“ ist keine Uhrzeit"),
        ("Mo-Fr 09:00-12:60", "Eine Minute liegt zwischen 00 und 59."),
        ("Mo 09:00", "fehlt das Ende, zum Beispiel 09:00-12:00"),
        ("Mo 09:00-09:00", "Beginn und Ende sind gleich"),
        ("sunrise-sunset", "Bitte geben Sie Uhrzeiten an"),
        ("Feb 30 off", "kein Tag in diesem Monat"),
        ("week 54 Mo 09:00-12:00", "keine Kalenderwoche"),
        ("Mo[6] 09:00-12:00", "gibt es in keinem Monat"),
        ('Mo "abc', "kein schließendes Anführungszeichen"),
        ("immer mal wieder", "Ab „immer mal wieder“ ist die Angabe nicht zu verstehen"),
        ("   ", "fehlen die Öffnungszeiten"),
        ("Mo 09:00-12:00;" * 200, "zu lang"),
        ("<script>alert(1)</script>", "nicht zu verstehen"),
        ("9" * 900, "keine Uhrzeit"),
    ],
)
def test_mistakes_are_named_with_a_cure(text: str, part: str) -> None:
    with pytest.raises(HoursError) as caught:
        parse(text)
    assert part in caught.value.message("de")


def test_what_people_type_is_understood_and_written_in_one_form() -> None:
    assert (
        write(parse("Di-Do 9-12 Uhr, 14.30 – 16 Uhr ; FR 8:00-12:00"))
        == "Tu-Th 09:00-12:00,14:30-16:00; Fr 08:00-12:00"
    )
    assert write(parse("Sa-Mo 10:00-12:00;")) == "Sa-Mo 10:00-12:00"
    assert write(parse("So geschlossen")) == "Su off"


WEEKDAYS = st.sampled_from(
    ["Mo-Fr", "Sa,Su", "Tu", "Mo,We,Fr", "Fr-Mo", "We[1,3]", "Fr[-1]", "PH", "Mo-Fr,PH", "SH Tu", ""]
)
DATES = st.sampled_from(["", "", "Jun-Aug", "Dec 24-Jan 06", "week 1-53/2", "2026-2027", "easter -2 days"])
TIMES = st.sampled_from(["09:00-12:00", "08:30-12:00,13:00-17:45", "22:00-02:00", "00:00-24:00", "10:00+"])
STATES = st.sampled_from(["", "", "off", "unknown", '"nach Vereinbarung"', 'open "Hof"'])
RULES = st.tuples(DATES, WEEKDAYS, TIMES, STATES).map(lambda parts: " ".join(part for part in parts if part))
TEXTS = st.lists(RULES, min_size=1, max_size=4).flatmap(
    lambda rules: st.lists(st.sampled_from(["; ", ", ", " || "]), min_size=len(rules), max_size=len(rules)).map(
        lambda marks: "".join(rule + mark for rule, mark in zip(rules, [*marks[1:], ""], strict=True))
    )
)


@given(TEXTS)
def test_writing_and_reading_changes_nothing(text: str) -> None:
    hours = parse(text)
    assert parse(write(hours)) == hours
    assert describe(hours)


@given(TEXTS, st.datetimes(_at("2026-01-01"), _at("2027-12-31")))
def test_nothing_changes_before_the_next_change(text: str, moment: dt.datetime) -> None:
    hours, moment = parse(text), moment.replace(second=0, microsecond=0)
    change = next_change(hours, moment, NW)
    now = state_at(hours, moment, NW).state
    end = min(change or _at("9999-01-01"), moment + dt.timedelta(days=2))
    probe = moment
    while probe < end:
        assert state_at(hours, probe, NW).state is now
        probe += dt.timedelta(minutes=47)
    if change is not None:
        assert change > moment
        assert state_at(hours, change, NW).state is not now


@given(st.text(max_size=60))
def test_any_text_is_either_understood_or_refused_with_words(text: str) -> None:
    try:
        hours = parse(text)
    except HoursError as error:
        words = error.message("de"), error.message("en")
    else:
        words = write(hours), describe(hours)
        assert parse(words[0]) == hours
    assert all(words)


def test_easter_and_holidays_of_the_states() -> None:
    sundays = {2000: "04-23", 2024: "03-31", 2025: "04-20", 2026: "04-05", 2038: "04-25", 2049: "04-18"}
    assert {year: f"{easter(year):%m-%d}" for year in sundays} == sundays
    nw = public_holidays(2026, "NW")
    assert len(nw) == 11
    assert nw[dt.date(2026, 6, 4)] == "Fronleichnam"
    assert dt.date(2026, 10, 31) not in nw
    assert public_holidays(2026, "SN")[dt.date(2026, 11, 18)] == "Buß- und Bettag"
    assert dt.date(2026, 3, 8) in public_holidays(2026, "BE")
    assert dt.date(2018, 3, 8) not in public_holidays(2018, "BE")
    with pytest.raises(ValueError, match="unknown state"):
        calendar_of("XX")


def test_schedules_of_hsds() -> None:
    nine, noon = dt.time(9), dt.time(12)
    weekly = hours_of([HsdsSchedule(freq="WEEKLY", byday="MO,WE", opens_at=nine, closes_at=noon)])
    assert write(weekly) == "Mo,We 09:00-12:00"
    monthly = hours_of([HsdsSchedule(freq="MONTHLY", byday="2MO,-1FR", opens_at=nine, closes_at=noon)])
    assert is_open(monthly, _at("2026-11-09T10:00"), NW)
    assert is_open(monthly, _at("2026-11-27T10:00"), NW)
    assert not is_open(monthly, _at("2026-11-20T10:00"), NW)
    fortnight = hours_of(
        [
            HsdsSchedule(
                freq="WEEKLY", interval=2, byday="TU", dtstart=dt.date(2026, 11, 3), opens_at=nine, closes_at=noon
            )
        ]
    )
    assert [is_open(fortnight, _at(f"2026-11-{day:02d}T10:00"), NW) for day in (3, 10, 17, 24)] == [
        True,
        False,
        True,
        False,
    ]
    last_day = hours_of([HsdsSchedule(freq="MONTHLY", bymonthday="-1", opens_at=nine, closes_at=noon)])
    assert is_open(last_day, _at("2027-02-28T10:00"), NW)
    assert not is_open(last_day, _at("2028-02-28T10:00"), NW)
    assert describe(last_day) == "am letzten Tag im Monat 9 bis 12 Uhr"
    thrice = hours_of(
        [HsdsSchedule(freq="WEEKLY", byday="TU", dtstart=dt.date(2026, 11, 3), count=3, opens_at=nine, closes_at=noon)]
    )
    assert [is_open(thrice, _at(f"2026-11-{day:02d}T10:00"), NW) for day in (3, 10, 17, 24)] == [
        True,
        True,
        True,
        False,
    ]
    with pytest.raises(HoursError, match="8TH"):
        hours_of([HsdsSchedule(freq="MONTHLY", byday="8TH", opens_at=nine)])


def test_hours_go_out_as_hsds_rows_as_far_as_hsds_can_say_them() -> None:
    rows, complete = rows_of(parse("Mo-Fr 09:00-13:00,14:00-17:00; We 09:00-13:00; PH off"))
    assert not complete  # holidays
    assert [(row.byday, str(row.opens_at), str(row.closes_at)) for row in rows] == [
        ("MO,TU,TH,FR", "09:00:00", "13:00:00"),
        ("MO,TU,TH,FR", "14:00:00", "17:00:00"),
        ("WE", "09:00:00", "13:00:00"),
    ]
    rows, complete = rows_of(parse("We[2] 14:00-16:00"))
    assert complete
    assert (rows[0].freq, rows[0].byday) == ("MONTHLY", "2WE")


def test_open_times_of_a_day_are_joined() -> None:
    assert open_spans(parse("Mo 08:00-12:00,11:00-13:00, Mo 13:00-14:00"), dt.date(2026, 11, 23), NW) == [(480, 840)]

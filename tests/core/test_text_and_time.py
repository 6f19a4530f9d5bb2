"""Names as people spell them, dates as people write them."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from chancennetz.core import text, time


@pytest.mark.parametrize(
    ("word", "code"),
    [
        ("Müller-Lüdenscheidt", "65752682"),
        ("Wikipedia", "3412"),
        ("Breschnew", "17863"),
        ("Mueller", "657"),
        ("Müller", "657"),
        ("Meyer", "67"),
        ("Maier", "67"),
        ("Schmidt", "862"),
        ("Schmitt", "862"),
        ("Philipp", "351"),
        ("Xaver", "4837"),
        ("Yılmaz", "0568"),
        ("Weiß", "38"),
        ("", ""),
    ],
)
def test_cologne_phonetics(word: str, code: str) -> None:
    assert text.cologne_phonetic(word) == code


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Müller-Lüdenscheidt", "MUELLER LUEDENSCHEIDT"),
        ("Mu\u0308ller", "Müller"),
        ("Groß", "gross"),
        ("Łukasz", "Lukasz"),
        ("O'Connor", "O Connor"),
        ("  Anna   Maria ", "anna maria"),
    ],
)
def test_spellings_that_mean_the_same_have_one_key(first: str, second: str) -> None:
    assert text.normalise(first) == text.normalise(second)


def test_names_sort_as_in_a_german_directory() -> None:
    names = ["Zander", "Özdemir", "Oeding", "Ober", "Äpfel", "Albert"]
    assert sorted(names, key=text.sort_key) == ["Äpfel", "Albert", "Ober", "Oeding", "Özdemir", "Zander"]


def test_direction_marks_and_nul_are_taken_out_and_lines_kept() -> None:
    assert text.clean_text("a\x00b\u202ec\r\nd 😀") == "abc\nd 😀"


@given(st.text())
def test_cleaning_twice_changes_nothing(value: str) -> None:
    once = text.clean_text(value)
    assert text.clean_text(once) == once


def test_a_text_that_is_too_long_says_by_how_much() -> None:
    with pytest.raises(ValidationError) as error:
        text.check_length("x" * 11, 10)
    assert "11" in str(error.value)
    assert "10" in str(error.value)


@pytest.mark.parametrize(
    ("minutes", "words"),
    [(0, "0 Min."), (5, "5 Min."), (60, "1 Std."), (85, "1 Std. 25 Min."), (1380, "23 Std."), (-15, "-15 Min.")],
)
def test_durations(minutes: int, words: str) -> None:
    assert time.format_minutes(minutes, language="de") == words


def test_dates() -> None:
    day = dt.date(2026, 11, 23)
    assert time.format_date(day, language="de") == "Mo, 23. November 2026"
    assert time.format_date(day, language="en") == "Mon, 23 November 2026"


@pytest.mark.parametrize(
    ("birth", "day", "age"),
    [
        ("2010-11-21", "2026-11-20", 15),
        ("2010-11-21", "2026-11-21", 16),
        ("2008-02-29", "2026-02-28", 17),
        ("2008-02-29", "2026-03-01", 18),
    ],
)
def test_age(birth: str, day: str, age: int) -> None:
    assert time.age_on(dt.date.fromisoformat(birth), dt.date.fromisoformat(day)) == age


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        ("2026-01-31", 1, "2026-02-28"),
        ("2024-01-31", 1, "2024-02-29"),
        ("2026-11-30", 12, "2027-11-30"),
        ("2026-12-15", 1, "2027-01-15"),
        ("2026-03-31", -1, "2026-02-28"),
    ],
)
def test_adding_months(day: str, months: int, expected: str) -> None:
    assert time.add_months(dt.date.fromisoformat(day), months) == dt.date.fromisoformat(expected)


def test_today_is_the_day_in_berlin(monkeypatch: pytest.MonkeyPatch) -> None:
    late = dt.datetime(2026, 11, 20, 23, 30, tzinfo=dt.UTC)
    monkeypatch.setattr(time, "now", lambda: late)
    assert time.today() == dt.date(2026, 11, 21)


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (dt.date(2026, 11, 20), dt.date(2026, 11, 20)),  # Friday
        (dt.date(2026, 11, 21), dt.date(2026, 11, 23)),  # Saturday
        (dt.date(2026, 11, 22), dt.date(2026, 11, 23)),  # Sunday
        (dt.date(2026, 11, 23), dt.date(2026, 11, 23)),  # Monday
    ],
)
def test_a_weekend_moves_to_monday(day: dt.date, expected: dt.date) -> None:
    assert time.working_day(day) == expected


def test_months_end_where_the_month_ends() -> None:
    assert time.add_months(dt.date(2026, 8, 31), 3) == dt.date(2026, 11, 30)
    assert time.add_months(dt.date(2026, 11, 30), 3) == dt.date(2027, 2, 28)
    assert time.add_months(dt.date(2027, 11, 30), 3) == dt.date(2028, 2, 29)
    assert time.add_months(dt.date(2026, 10, 15), 6) == dt.date(2027, 4, 15)

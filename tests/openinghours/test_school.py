"""School holidays: what ships, what a county adds, what is wrong with a file, what holds where nobody knows them."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from click.testing import CliRunner

from chancennetz.core.errors import ImportDefects
from chancennetz.openinghours import calendar_of, parse, state_at
from chancennetz.openinghours.commands import group
from chancennetz.openinghours.model import State
from chancennetz.openinghours.school import SHIPPED, keep, read
from chancennetz.openinghours.states import STATES

#: Invented days: the test needs a file, not the facts of Bavaria.
INVENTED = b"""state = "BY"
known_from = 2026-09-15
known_to = 2027-09-13

[[holidays]]
name = "Herbstferien"
first = 2026-11-02
last = 2026-11-06
"""


def _at(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text)


def test_the_files_that_ship_follow_each_other_without_a_gap() -> None:
    assert sorted(path.name for path in SHIPPED.glob("*.toml")) == ["nw-2025.toml", "nw-2026.toml", "nw-2027.toml"]
    nw = calendar_of("NW")
    assert nw.school_known_to(dt.date(2025, 10, 13)) == dt.date(2028, 4, 22)
    assert nw.school_known_to(dt.date(2028, 4, 23)) is None
    assert nw.school_holiday(dt.date(2026, 12, 23)) == "Weihnachtsferien"
    assert nw.school_holiday(dt.date(2027, 1, 7)) == ""
    assert all(calendar_of(state).years == () for state in STATES if state != "NW")


def test_where_nobody_knows_the_school_holidays_nothing_that_hangs_on_them_is_promised_or_denied() -> None:
    bavaria = calendar_of("BY")
    closed_then, open_then = parse("Mo-Fr 09:00-16:00; SH off"), parse("SH Mo-Fr 10:00-12:00")
    assert state_at(closed_then, _at("2026-11-03T10:00"), bavaria).state is State.UNKNOWN
    assert state_at(closed_then, _at("2026-11-03T20:00"), bavaria).state is State.CLOSED
    assert state_at(open_then, _at("2026-11-03T10:00"), bavaria).state is State.UNKNOWN
    assert state_at(open_then, _at("2026-11-03T13:00"), bavaria).state is State.CLOSED
    assert state_at(open_then, _at("2026-11-03T10:00"), calendar_of("NW")).state is State.CLOSED  # school since 2 Nov.
    assert state_at(open_then, _at("2026-10-20T10:00"), calendar_of("NW")).state is State.OPEN
    assert state_at(parse("Mo-Fr 09:00-16:00"), _at("2026-11-03T10:00"), bavaria).state is State.OPEN


def test_a_county_adds_the_file_of_its_state(tmp_path: Path) -> None:
    year = read(INVENTED)
    assert keep(year, INVENTED, tmp_path).name == "by-2026.toml"
    bavaria = calendar_of("BY", tmp_path)
    assert bavaria.school_holiday(dt.date(2026, 11, 6)) == "Herbstferien"
    assert not bavaria.knows_school(dt.date(2027, 9, 14))
    assert state_at(parse("Mo-Fr 09:00-16:00; SH off"), _at("2026-11-03T10:00"), bavaria).state is State.CLOSED
    assert state_at(parse("Mo-Fr 09:00-16:00; SH off"), _at("2026-11-10T10:00"), bavaria).state is State.OPEN
    assert calendar_of("HH", tmp_path).years == ()


def test_the_file_of_the_county_counts_before_the_one_that_ships(tmp_path: Path) -> None:
    moved = INVENTED.replace(b'"BY"', b'"NW"')
    keep(read(moved), moved, tmp_path)
    assert calendar_of("NW", tmp_path).school_holiday(dt.date(2026, 12, 24)) == ""
    assert calendar_of("NW", tmp_path).school_holiday(dt.date(2025, 12, 24)) == "Weihnachtsferien"


@pytest.mark.parametrize(
    ("old", "new", "part"),
    [
        (b'"BY"', b'"Bayern"', "state: "),
        (b"2026-09-15", b'"15.9.2026"', "known_from: "),
        (b"2027-09-13", b"2072-09-13", "known_to: "),
        (b"first = 2026-11-02", b"first = 2026-11-09", "holidays 1 last: "),
        (b"first = 2026-11-02", b"first = 2026-09-01", "Herbstferien: "),
        (b'name = "Herbstferien"', b"", "holidays 1 name: "),
        (b"[[holidays]]", b"[[ferien]]", "holidays: "),
        (b"state", b"state =", ""),
        (b"\n[[", b'\n[[holidays]]\nname = "X"\nfirst = 2026-11-06\nlast = 2026-11-08\n[[', "X: "),
    ],
)
def test_what_is_wrong_with_a_file_is_said(old: bytes, new: bytes, part: str) -> None:
    with pytest.raises(ImportDefects) as caught:
        read(INVENTED.replace(old, new, 1))
    assert part in str(caught.value.messages)


def test_the_commands_say_what_is_known_and_take_a_file(tmp_path: Path, settings: object) -> None:
    settings.SCHOOL_HOLIDAYS_DIR = tmp_path / "kept"  # type: ignore[attr-defined]
    file = tmp_path / "mine.toml"
    file.write_bytes(INVENTED)

    def run(*words: str) -> str:
        return CliRunner().invoke(group, words).output

    assert "nothing was written" in run("add-school-holidays", str(file), "--dry-run")
    assert run("school-holidays", "--state", "BY") == "BY: not known today\n"
    assert "kept as by-2026.toml" in run("add-school-holidays", str(file))
    assert '"to": "2027-09-13"' in run("school-holidays", "--state", "BY", "--json")
    file.write_bytes(INVENTED.replace(b'"BY"', b'"XX"'))
    assert "XX" not in run("school-holidays")
    assert "Error: state: " in run("add-school-holidays", str(file))

"""63 real opening hours of one town: all are understood, and two other evaluators say the same as ours."""

from __future__ import annotations

import datetime as dt
import json
import random
import re
from pathlib import Path
from typing import Any

import opening_hours
import pytest

from chancennetz.openinghours import calendar_of, describe, is_open, parse
from chancennetz.openinghours.writer import write

FILE = Path(__file__).parents[2].parent / "shared" / "data" / "oeffnungszeiten" / "moers_laden_osm.json"
NW = calendar_of("NW")
#: What the notation can do beyond the 63, without holidays of a single state and without comments.
MORE = (
    "Fr,Sa 22:00-02:00",
    "We[1,3] 14:00-16:00",
    "Fr[-1] 10:00-12:00",
    "week 1-53/2 Mo-Th 09:00-12:00",
    "week 10-20 Mo 09:00-12:00; Tu 10:00-11:00",
    "Mo-Fr 08:00-18:00; 12:00-13:00 off",
    "Mo-Fr 08:00-18:00; We 10:00-12:00",
    "Mo-Fr 08:00-18:00, Sa 10:00-12:00",
    "Jun-Aug Mo-Sa 09:00-20:00; Sep-May Mo-Fr 09:00-16:00",
    "Dec 24-Jan 02 off; Tu 09:00-12:00",
    "Mo-Fr 09:00-12:00; Dec 24-Jan 02 off",
    "Sa-Mo 10:00-12:00",
    "24/7; Mo 10:00-12:00 off",
    "Mo-Su 18:00-24:00",
    "2026 Mo 10:00-14:00; 2027 Tu 10:00-14:00",
)


@pytest.fixture(scope="module")
def real() -> list[dict[str, Any]]:
    if not FILE.exists():
        pytest.skip("the county's sample of real opening hours lies beside the project only")
    content = json.loads(FILE.read_text(encoding="utf-8"))
    return [feature["properties"] for feature in content["features"]]


def _moments(number: int, seed: int) -> list[dt.datetime]:
    rng = random.Random(seed)
    start = dt.datetime.fromisoformat("2026-01-01")
    return [start + dt.timedelta(minutes=rng.randrange(2 * 365 * 24 * 60)) for _ in range(number)]


def test_all_63_are_understood_and_shown_in_german_words(real: list[dict[str, Any]]) -> None:
    assert len(real) == 63
    for shop in real:
        hours = parse(shop["opening_hours"])
        assert parse(write(hours)) == hours
        words = describe(hours)
        assert re.search(r"\b(Mo|Di|Mi|Do|Fr|Sa|So|jeden Tag)\b", words)
        assert "Uhr" in words
        assert not re.search(r"\b(Tu|We|Th|Su|off)\b", words)


def _by_hand(text: str, at: dt.datetime) -> bool:
    """Evaluate the simple form of the 63 minute by minute: an implementation that shares nothing with ours."""
    names = ["Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"]
    today: list[tuple[str, str]] = []
    for rule in text.split(";"):
        months, days, times = re.fullmatch(r"\s*(Jun-Aug )?((?:[A-Z][a-z](?:-[A-Z][a-z])?,?)+) (.+?)\s*", rule).groups()  # type: ignore[union-attr]
        wanted = set()
        for part in days.split(","):
            first, _mark, last = part.partition("-")
            wanted |= set(names[names.index(first) : names.index(last or first) + 1])
        if names[at.weekday()] in wanted and (not months or at.month in {6, 7, 8}):
            today = [] if times == "off" else [tuple(time.split("-")) for time in times.split(",")]  # type: ignore[misc]
    clock = f"{at:%H:%M}"
    return any(start <= clock < end for start, end in today)


def test_open_now_agrees_with_a_count_by_hand_on_10_000_random_moments(real: list[dict[str, Any]]) -> None:
    texts = [shop["opening_hours"] for shop in real]
    moments = _moments(10_000, seed=63)
    differ = [
        (text, moment)
        for text, moment in zip(texts * (10_000 // 63 + 1), moments, strict=False)
        if is_open(parse(text), moment, NW) != _by_hand(text, moment)
    ]
    assert differ == []


def test_open_now_agrees_with_the_evaluator_of_the_openstreetmap_world(real: list[dict[str, Any]]) -> None:
    texts = [*{shop["opening_hours"] for shop in real}, *MORE]
    peers = {text: opening_hours.OpeningHours(text) for text in texts}
    ours = {text: parse(text) for text in texts}
    moments = _moments(10_000, seed=10)
    differ = [
        (text, moment)
        for text, moment in zip(texts * (10_000 // len(texts) + 1), moments, strict=False)
        if is_open(ours[text], moment, NW) != peers[text].is_open(moment)
    ]
    assert differ == []


@pytest.mark.parametrize("text", MORE)
def test_each_further_form_agrees_on_200_moments(text: str) -> None:
    peer, hours = opening_hours.OpeningHours(text), parse(text)
    differ = [moment for moment in _moments(200, seed=7) if is_open(hours, moment, NW) != peer.is_open(moment)]
    assert differ == []

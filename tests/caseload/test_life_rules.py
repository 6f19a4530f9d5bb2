"""Days of aftercare, fair distribution, continuity: the pure part."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chancennetz.caseload.constants import AftercareSlot
from chancennetz.caseload.rules import (
    Lead,
    Load,
    aftercare_days,
    continuity,
    distribute,
    loads_after,
    ratio,
    working_day,
)
from chancennetz.caseload.rules.life import months_after


def ids(number: int) -> list[uuid.UUID]:
    return [uuid.UUID(int=place + 1) for place in range(number)]


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
    assert working_day(day) == expected


def test_months_end_where_the_month_ends() -> None:
    assert months_after(dt.date(2026, 8, 31), 3) == dt.date(2026, 11, 30)
    assert months_after(dt.date(2026, 11, 30), 3) == dt.date(2027, 2, 28)
    assert months_after(dt.date(2027, 11, 30), 3) == dt.date(2028, 2, 29)
    assert months_after(dt.date(2026, 10, 15), 6) == dt.date(2027, 4, 15)


def test_aftercare_asks_after_28_days_three_and_six_months() -> None:
    assert aftercare_days(dt.date(2026, 9, 1)) == {
        AftercareSlot.WEEKS: dt.date(2026, 9, 29),
        AftercareSlot.QUARTER: dt.date(2026, 12, 1),
        AftercareSlot.HALF_YEAR: dt.date(2027, 3, 1),
    }
    # 22 August 2026 and 25 October 2026 and 25 January 2027 follow from 25 July: Saturday, Sunday, Monday.
    assert list(aftercare_days(dt.date(2026, 7, 25)).values()) == [
        dt.date(2026, 8, 24),
        dt.date(2026, 10, 26),
        dt.date(2027, 1, 25),
    ]


@given(st.dates(dt.date(2020, 1, 1), dt.date(2050, 1, 1)))
def test_aftercare_days_are_working_days_in_order(start: dt.date) -> None:
    days = list(aftercare_days(start).values())
    assert days == sorted(days)
    assert all(day.weekday() < 5 for day in days)
    assert 28 <= (days[0] - start).days <= 30
    assert 89 <= (days[1] - start).days <= 94
    assert 180 <= (days[2] - start).days <= 186


def test_a_ratio_needs_hours() -> None:
    assert ratio(10, 39) == 10
    assert ratio(10, 19.5) == 20
    assert ratio(10, None) is None


def test_the_lightest_load_per_post_gets_the_next_family() -> None:
    anna, ben, cem = ids(3)
    families = ids(5)
    # Anna leads 2 in half a post (4 per post), Ben 3 in a full one, Cem 0 in a full one.
    loads = [Load(anna, 2, 19.5), Load(ben, 3, 39), Load(cem, 0, 39)]
    given_to = list(distribute(families, loads).values())
    assert given_to == [cem, cem, cem, ben, cem]
    assert [load.families for load in loads_after(loads, distribute(families, loads))] == [2, 4, 4]


def test_nobody_there_gets_nothing() -> None:
    assert distribute(ids(3), []) == {}


@given(
    st.integers(0, 60), st.lists(st.tuples(st.integers(0, 30), st.sampled_from([None, 10.0, 19.5, 39.0])), min_size=1)
)
def test_every_family_is_given_once_and_fairly(number: int, team: list[tuple[int, float | None]]) -> None:
    loads = [Load(uuid.UUID(int=1000 + place), *one) for place, one in enumerate(team)]
    given_to = distribute(ids(number), loads)
    assert list(given_to) == ids(number)
    after = {load.user_id: load for load in loads_after(loads, given_to)}
    assert sum(load.families for load in after.values()) == sum(load.families for load in loads) + number
    # Whoever got something would not lead fewer per post than anybody else could have with one family more.
    for load in loads:
        got = after[load.user_id].families - load.families
        if got:
            mine = after[load.user_id].families / load.posts
            assert all(mine <= (other.families + 1) / other.posts + 1e-9 for other in after.values())


def test_continuity_counts_families_without_a_change() -> None:
    one, two, three = ids(3)
    anna, ben = ids(2)
    leads = [Lead(one, anna), Lead(two, anna), Lead(two, ben), Lead(three, anna), Lead(three, ben), Lead(three, anna)]
    assert continuity(leads) == (1, 3)
    assert continuity([]) == (0, 0)

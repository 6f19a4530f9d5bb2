"""Ratio and fair distribution: the pure part."""

from __future__ import annotations

import uuid

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chancennetz.handovers.rules import Load, distribute, loads_after, ratio


def ids(number: int) -> list[uuid.UUID]:
    return [uuid.UUID(int=place + 1) for place in range(number)]


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


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])  # a busy machine is slow, not the rule
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

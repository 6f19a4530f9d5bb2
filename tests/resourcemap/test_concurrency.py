"""Two editors of a map at once: nothing is lost."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest

from chancennetz.access.context import working_as
from chancennetz.casework.constants import LifeArea
from chancennetz.core.errors import StaleVersion
from chancennetz.resourcemap import actions, queries
from chancennetz.resourcemap.models import MapVersion
from tests.security.canaries import Canary
from tests.security.live import at_once, two_families
from tests.universe import Universe

HANDS = 6
Live = tuple[Universe, Canary]


@pytest.fixture(scope="module")
def live(live_database: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Live]:
    with two_families(tmp_path_factory.mktemp("uploads")) as (universe, own, _other):
        yield universe, own


def test_editors_of_the_map_do_not_lose_each_others_areas(live: Live) -> None:
    universe, own = live
    by = universe.actor("anna")
    areas = [area for area in LifeArea if area is not LifeArea.HEALTH]

    def work(number: int, barrier: threading.Barrier) -> int:
        area = areas[number]
        with working_as(by):
            expected = queries.map_of(own.file).areas[area].number
            barrier.wait()
            return int(
                actions.write_state(by=by, file=own.file, area=area, state=f"von Hand {number}", expected=expected)
            )

    numbers = at_once(len(areas), work)
    with working_as(by):
        view = queries.map_of(own.file)
        assert [view.areas[area].state for area in areas] == [f"von Hand {number}" for number in range(len(areas))]
        stored = list(MapVersion.objects.filter(file=own.file).values_list("number", flat=True))
    assert sorted(numbers) == list(range(min(numbers), min(numbers) + len(areas)))
    assert len(stored) == len(set(stored))


def test_in_one_area_the_second_editor_is_told(live: Live) -> None:
    universe, own = live
    by = universe.actor("anna")

    def work(number: int, barrier: threading.Barrier) -> bool:
        with working_as(by):
            expected = queries.map_of(own.file).areas[LifeArea.MONEY].number
            barrier.wait()
            try:
                actions.write_state(
                    by=by, file=own.file, area=LifeArea.MONEY, state=f"Geld {number}", expected=expected
                )
            except StaleVersion:
                return False
        return True

    assert at_once(HANDS, work).count(True) == 1

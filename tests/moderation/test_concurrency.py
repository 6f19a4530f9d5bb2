"""Twenty hands at one conference: nobody's words are lost. The guard is first switched off to see the harm."""

from __future__ import annotations

import threading
from typing import Any

import pytest

from chancennetz.access.context import working_as
from chancennetz.conferences.constants import ItemKind
from chancennetz.conferences.models import Conference, ConferenceItem
from chancennetz.core.errors import StaleVersion
from chancennetz.core.models import Versioned
from chancennetz.moderation import actions
from chancennetz.moderation.actions import ItemValues
from tests.conferences.tables import Family, enter_family
from tests.security.live import at_once
from tests.universe import build

HANDS = 20


@pytest.fixture(scope="module")
def world(live_database: str) -> tuple[Family, Conference]:
    family = enter_family(build())
    return family, family.plan()


def read(family: Family, item_id: Any) -> tuple[ConferenceItem, str]:
    with working_as(family.by):
        item = ConferenceItem.objects.select_related("conference__file").get(pk=item_id)
        return item, item.text


def write(family: Family, item: ConferenceItem, text: str) -> None:
    with working_as(family.by):
        actions.change_item(by=family.by, item=item, values=ItemValues(text), expected=item.version)


def _write_without_guard(self: Any, *, expected: int, fields: Any) -> None:
    self.version = expected + 1
    self.save(update_fields=[*fields, "version"])


def marks(text: str) -> list[int]:
    return [number for number in range(HANDS) if f"mark{number}." in text]


def all_write_what_they_read(family: Family, item_id: Any) -> int:
    def work(number: int, barrier: threading.Barrier) -> bool:
        item, text = read(family, item_id)
        barrier.wait()
        try:
            write(family, item, f"{text} mark{number}.")
        except StaleVersion:
            return False
        return True

    return at_once(HANDS, work).count(True)


def test_without_the_version_words_would_be_lost(
    world: tuple[Family, Conference], monkeypatch: pytest.MonkeyPatch
) -> None:
    family, conference = world
    item_id = family.item(conference, ItemKind.RESULT, "start")
    monkeypatch.setattr(Versioned, "save_version", _write_without_guard)
    assert all_write_what_they_read(family, item_id) == HANDS  # all were told "saved" ...
    assert len(marks(read(family, item_id)[1])) == 1  # ... and the words of nineteen are gone


def test_one_saves_and_the_others_are_told(world: tuple[Family, Conference]) -> None:
    family, conference = world
    item_id = family.item(conference, ItemKind.RESULT, "start")
    assert all_write_what_they_read(family, item_id) == 1
    assert len(marks(read(family, item_id)[1])) == 1


def test_who_reads_again_and_saves_again_loses_nothing(world: tuple[Family, Conference]) -> None:
    family, conference = world
    item_id = family.item(conference, ItemKind.RESULT, "start")

    def work(number: int, barrier: threading.Barrier) -> int:
        barrier.wait()
        for tries in range(1, 200):
            item, text = read(family, item_id)
            try:
                write(family, item, f"{text} mark{number}.")
            except StaleVersion:
                continue
            return tries
        raise AssertionError("never saved")

    at_once(HANDS, work)
    item, text = read(family, item_id)
    assert marks(text) == list(range(HANDS))
    assert item.version == 1 + HANDS


def test_twenty_add_at_the_same_moment_and_all_are_there(world: tuple[Family, Conference]) -> None:
    family, conference = world

    def work(number: int, barrier: threading.Barrier) -> None:
        barrier.wait()
        family.item(conference, ItemKind.AGREEMENT, f"mark{number}.")

    at_once(HANDS, work)
    with working_as(family.by):
        rows = list(ConferenceItem.objects.filter(kind=ItemKind.AGREEMENT))
        assert marks(" ".join(row.text for row in rows)) == list(range(HANDS))
        assert sorted(row.position for row in rows) == list(range(HANDS))

"""Two editors at once: nothing is lost. Each guard is first switched off to see the harm."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import Any

import pytest

from chancennetz.access.context import working_as
from chancennetz.assessments import actions, queries
from chancennetz.assessments.models import AnswerVersion, Assessment
from chancennetz.core.errors import StaleVersion
from chancennetz.core.models import Versioned
from tests.security.canaries import Canary
from tests.security.live import at_once, two_families
from tests.universe import Universe

HANDS = 6
Live = tuple[Universe, Canary]


@pytest.fixture(scope="module")
def live(live_database: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Live]:
    with two_families(tmp_path_factory.mktemp("uploads")) as (universe, own, _other):
        yield universe, own


def _row(live: Live) -> Assessment:
    with working_as(live[0].actor("anna")):
        return Assessment.objects.select_related("file", "definition").get(pk=live[1].ids["assessment_id"])


def _wishes(live: Live) -> tuple[str, int]:
    row = _row(live)
    with working_as(live[0].actor("anna")):
        answers = queries.answers_of(row)
        return answers.of_section("wishes").get("wish", ""), answers.version("wishes")


def _save(live: Live, text: str, expected: int) -> None:
    by, row = live[0].actor("anna"), _row(live)
    with working_as(by):
        actions.save_section(by=by, assessment=row, section_key="wishes", values={"wish": text}, expected=expected)


def _all_add_their_mark(live: Live) -> tuple[int, int]:
    """Let all hands read, wait for each other, then save what they read plus a mark. Returns (refused, marks left)."""

    def work(number: int, barrier: threading.Barrier) -> bool:
        text, version = _wishes(live)
        barrier.wait()
        try:
            _save(live, f"{text} mark{number}.", version)
        except StaleVersion:
            return False
        return True

    done = at_once(HANDS, work)
    text, _version = _wishes(live)
    return done.count(False), sum(f"mark{number}." in text for number in range(HANDS))


def _without_guard(self: Any, *, expected: int, fields: list[str]) -> None:
    self.version = expected + 1
    self.save(update_fields=[*fields, "version"])


def test_without_the_lock_answers_would_be_lost(live: Live, monkeypatch: pytest.MonkeyPatch) -> None:
    text, version = _wishes(live)
    _save(live, f"{text} Anfang.", version)
    monkeypatch.setattr(Versioned, "save_version", _without_guard)
    monkeypatch.setattr(AnswerVersion, "save", lambda self, **more: None)  # a second guard: a version exists once
    assert _all_add_their_mark(live) == (0, 1)  # all were told "saved", and one answer is there


def test_of_all_who_read_the_same_answers_one_saves_and_the_others_are_told(live: Live) -> None:
    _save(live, "Neu.", _wishes(live)[1])
    assert _all_add_their_mark(live) == (HANDS - 1, 1)

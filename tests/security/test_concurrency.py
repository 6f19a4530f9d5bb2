"""Many hands at once: no change is lost, no record is made twice. Each guard is first switched off to see the harm."""

from __future__ import annotations

import threading
import uuid
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from chancennetz import audit
from chancennetz.access.context import working_as
from chancennetz.audit.models import AuditLink
from chancennetz.casework.constants import LifeArea
from chancennetz.core.errors import StaleVersion
from chancennetz.core.models import Versioned
from chancennetz.plans import actions as planning
from chancennetz.plans.models import Goal
from chancennetz.tasks import actions as tasks
from chancennetz.tasks.models import Task
from tests.security.canaries import Canary
from tests.security.live import at_once, two_families
from tests.universe import Universe

HANDS = 20
Read = Callable[[], Any]
Write = Callable[[Any, str], None]


@pytest.fixture(scope="module")
def world(live_database: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Universe, Canary]]:
    with two_families(tmp_path_factory.mktemp("uploads")) as (universe, own, _other):
        yield universe, own


@pytest.fixture(params=["goal", "task"])
def record(request: Any, world: tuple[Universe, Canary]) -> tuple[Read, Write, str]:
    """How to read a record and how to write its text, and the name of the text."""
    universe, own = world
    by = universe.actor("anna")

    def read_goal() -> Goal:
        with working_as(by):
            return Goal.objects.select_related("file").get(pk=own.ids["goal_id"])

    def write_goal(goal: Goal, text: str) -> None:
        with working_as(by):
            planning.change_goal(
                by=by, goal=goal, title="Ziel", why=text, life_area=LifeArea.WORK, due_on=None, expected=goal.version
            )

    def read_task() -> Task:
        with working_as(by):
            return Task.objects.select_related("file").get(pk=own.ids["task_id"])

    def write_task(task: Task, text: str) -> None:
        with working_as(by):
            tasks.change_task(by=by, task=task, title="Aufgabe", due_on=None, note=text, expected=task.version)

    return (read_goal, write_goal, "why") if request.param == "goal" else (read_task, write_task, "note")


def _text(row: Any, name: str, world: tuple[Universe, Canary]) -> str:
    with working_as(world[0].actor("anna")):
        return str(getattr(row, name))


def _write_without_guard(self: Any, *, expected: int, fields: list[str]) -> None:
    self.version = expected + 1
    self.save(update_fields=[*fields, "version"])


def _all_write_what_they_read(record: tuple[Read, Write, str], world: tuple[Universe, Canary]) -> tuple[int, list[str]]:
    """Let every hand read the record, wait for the others, add its mark. Returns who was told no, marks that stayed."""
    read, write, name = record

    def work(number: int, barrier: threading.Barrier) -> bool:
        row = read()
        text = _text(row, name, world)
        barrier.wait()
        try:
            write(row, f"{text} mark{number}.")
        except StaleVersion:
            return False
        return True

    done = at_once(HANDS, work)
    left = _text(read(), name, world)
    return done.count(False), [f"mark{number}." for number in range(HANDS) if f"mark{number}." in left]


def test_without_the_version_changes_would_be_lost(
    record: tuple[Read, Write, str], world: tuple[Universe, Canary], monkeypatch: pytest.MonkeyPatch
) -> None:
    record[1](record[0](), "start")
    monkeypatch.setattr(Versioned, "save_version", _write_without_guard)
    monkeypatch.setattr("chancennetz.casework.actions.records.keep", lambda *args, **more: None)  # a second guard
    refused, marks = _all_write_what_they_read(record, world)
    assert (refused, len(marks)) == (0, 1)  # all were told "saved", and one change is there


def test_of_all_who_read_the_same_version_one_saves_and_the_others_are_told(
    record: tuple[Read, Write, str], world: tuple[Universe, Canary]
) -> None:
    record[1](record[0](), "start")
    refused, marks = _all_write_what_they_read(record, world)
    assert (refused, len(marks)) == (HANDS - 1, 1)


def test_who_reads_again_and_saves_again_loses_nothing(
    record: tuple[Read, Write, str], world: tuple[Universe, Canary]
) -> None:
    read, write, name = record
    write(read(), "start")

    def work(number: int, barrier: threading.Barrier) -> int:
        barrier.wait()
        for tries in range(1, 200):
            row = read()
            try:
                write(row, f"{_text(row, name, world)} mark{number}.")
            except StaleVersion:
                continue
            return tries
        raise AssertionError("never saved")

    before = read().version
    at_once(HANDS, work)
    row = read()
    text = _text(row, name, world)
    assert [number for number in range(HANDS) if text.count(f"mark{number}.") != 1] == []
    assert row.version == before + HANDS


# --- the same form twice -------------------------------------------------------------------------------------------


def _goals(world: tuple[Universe, Canary]) -> int:
    with working_as(world[0].actor("anna")):
        return Goal.objects.filter(file=world[1].file).count()


def _send_at_once(world: tuple[Universe, Canary], token: uuid.UUID, count: int) -> list[tuple[int, str]]:
    universe, own = world
    address = reverse("plans:goal_new", args=[own.file.pk])
    data = {"title": "Doppelt", "life_area": LifeArea.WORK.value, "idempotency_token": str(token)}

    def work(_number: int, barrier: threading.Barrier) -> tuple[int, str]:
        client = Client()
        client.force_login(universe.users["anna"])
        barrier.wait()
        answer = client.post(address, data)
        return answer.status_code, answer.headers.get("Location", "")

    return at_once(count, work)


def test_without_the_token_a_double_click_would_make_two(
    world: tuple[Universe, Canary], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("chancennetz.access.idempotency.claim", lambda request: None)
    before = _goals(world)
    _send_at_once(world, uuid.uuid4(), 2)
    assert _goals(world) == before + 2


@pytest.mark.parametrize("count", [2, 8])
def test_a_form_sent_several_times_at_once_counts_once(world: tuple[Universe, Canary], count: int) -> None:
    before = _goals(world)
    answers = _send_at_once(world, uuid.uuid4(), count)
    assert _goals(world) == before + 1
    assert len(set(answers)) == 1  # everybody is led to the one result
    assert answers[0][0] == 302


def test_a_form_that_came_back_with_errors_counts_once_when_it_is_sent_again_twice(
    world: tuple[Universe, Canary],
) -> None:
    universe, own = world
    token, client = uuid.uuid4(), Client()
    client.force_login(universe.users["anna"])
    wrong = {"title": "", "life_area": LifeArea.WORK.value, "idempotency_token": str(token)}
    assert client.post(reverse("plans:goal_new", args=[own.file.pk]), wrong).status_code == 422
    before = _goals(world)
    _send_at_once(world, token, 4)
    assert _goals(world) == before + 1


def test_two_tokens_are_two_records(world: tuple[Universe, Canary]) -> None:
    before = _goals(world)
    for _ in range(2):
        _send_at_once(world, uuid.uuid4(), 1)
    assert _goals(world) == before + 2


# --- the log -------------------------------------------------------------------------------------------------------


def test_checking_the_log_while_others_write_raises_no_false_alarm(
    world: tuple[Universe, Canary], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody writes after the last link was read and before the rows are counted."""
    linked_rows = audit.queries._linked_rows

    def write(_number: int, _barrier: threading.Barrier) -> None:
        audit.actions.record_write(by=world[0].actor("anna"), action="test.write", object_type="thing")

    def slowly() -> Iterator[Any]:
        yield from linked_rows()
        at_once(1, write)

    monkeypatch.setattr(audit.queries, "_linked_rows", slowly)
    result = audit.queries.verify_chain()
    assert (result.ok, result.reason) == (True, "")
    assert AuditLink.objects.count() == result.rows + 1


def test_twenty_hands_write_one_unbroken_chain(world: tuple[Universe, Canary]) -> None:
    before = AuditLink.objects.count()

    def work(number: int, barrier: threading.Barrier) -> None:
        barrier.wait()
        for turn in range(5):
            with transaction.atomic():
                for part in range(2):
                    audit.actions.record_write(
                        by=world[0].actor("anna"), action="test.write", object_type=f"{number} {turn} {part}"
                    )

    at_once(HANDS, work)
    assert AuditLink.objects.count() == before + HANDS * 10
    assert audit.queries.verify_chain().ok


def test_two_tabs_keep_the_same_draft_at_once(world: tuple[Universe, Canary]) -> None:
    def work(number: int, barrier: threading.Barrier) -> int:
        client = Client(raise_request_exception=False)
        client.force_login(world[0].users["anna"])
        barrier.wait()
        body = {"key": "contact:both", "fields": {"note": f"tab {number}"}}
        return client.post("/tasks/draft/", body, content_type="application/json").status_code

    assert at_once(8, work) == [204] * 8

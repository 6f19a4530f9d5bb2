"""Tasks, appointments, drafts through actions and pages."""

from __future__ import annotations

import datetime as dt
import json
import uuid

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from chancennetz.access.actions import add_to_team
from chancennetz.access.constants import RelationKind
from chancennetz.access.context import working_as
from chancennetz.core import time
from chancennetz.core.errors import NotAllowed, StaleVersion
from chancennetz.tasks import actions, queries, rules
from chancennetz.tasks.models import Draft, Task
from tests.universe import STAFF, Universe

TODAY = dt.date(2026, 11, 21)


@pytest.mark.parametrize(
    ("due", "done", "expected"),
    [
        (None, False, "later"),
        (dt.date(2026, 11, 20), False, "overdue"),
        (dt.date(2026, 11, 21), False, "today"),
        (dt.date(2026, 11, 28), False, "soon"),
        (dt.date(2026, 11, 29), False, "later"),
        (dt.date(2026, 11, 20), True, "done"),
    ],
)
def test_urgency(due: dt.date | None, done: bool, expected: str) -> None:
    assert rules.urgency(due, done, TODAY) == expected


def test_a_task_in_a_family_is_seen_by_its_user_while_in_the_team(universe: Universe) -> None:
    file = universe.open_file("anna")
    anna, ben = universe.actor("anna"), universe.actor("ben")
    with working_as(anna):
        relation = add_to_team(by=anna, file=file, user=universe.users["ben"], kind=RelationKind.CASE_TEAM)
        actions.add_task(by=anna, user_id=ben.user_id, file=file, title="Antrag mitbringen", due_on=time.today())
    with working_as(ben):
        assert [task.title for task in queries.tasks_due(ben)] == ["Antrag mitbringen"]
    with working_as(anna):
        relation.ends_at = time.now()
        relation.save()
    with working_as(ben):
        assert queries.tasks_due(ben) == []


def test_nobody_gives_himself_a_task_in_a_foreign_family(universe: Universe) -> None:
    file = universe.open_file("anna")
    carla = universe.actor("carla")
    with working_as(carla), pytest.raises(NotAllowed):
        actions.add_task(by=carla, user_id=carla.user_id, file=file, title="Nachsehen")


def test_two_tabs_cannot_overwrite_each_other(universe: Universe) -> None:
    anna = universe.actor("anna")
    with working_as(anna):
        task = actions.add_task(by=anna, user_id=anna.user_id, title="Anrufen")
        first, second = Task.objects.get(pk=task.pk), Task.objects.get(pk=task.pk)
        actions.change_task(by=anna, task=first, title="Frau A. anrufen", due_on=None, expected=1)
        with pytest.raises(StaleVersion):
            actions.change_task(by=anna, task=second, title="Herrn B. anrufen", due_on=None, expected=1)
        assert Task.objects.get(pk=task.pk).title == "Frau A. anrufen"


def test_reminders_are_marked_once(universe: Universe) -> None:
    anna = universe.actor("anna")
    with working_as(anna):
        actions.add_task(by=anna, user_id=anna.user_id, title="Heute", due_on=time.today())
        assert actions.remind_due(by=anna, day=time.today()) == 1
        assert actions.remind_due(by=anna, day=time.today()) == 0


def test_an_appointment_needs_a_sensible_length(universe: Universe) -> None:
    anna = universe.actor("anna")
    with working_as(anna), pytest.raises(ValidationError):
        actions.add_appointment(by=anna, user_id=anna.user_id, title="Treffen", starts_at=time.now(), minutes=0)


def test_the_text_of_a_task_is_not_readable_in_the_database(universe: Universe) -> None:
    from django.db import connection

    anna = universe.actor("anna")
    with working_as(anna):
        task = actions.add_task(by=anna, user_id=anna.user_id, title="Geheimer Satz")
        with connection.cursor() as cursor:
            cursor.execute("SELECT title FROM tasks_task WHERE id = %s", [task.id])
            assert b"Geheim" not in bytes(cursor.fetchone()[0])


def _client(universe: Universe, name: str) -> Client:
    client = Client()
    client.force_login(universe.users[name])
    return client


def test_the_page_walks_from_new_to_done_and_back(universe: Universe) -> None:
    client = _client(universe, "anna")
    token = str(uuid.uuid4())
    data = {"title": "Kita anrufen", "due_on": time.today().isoformat(), "idempotency_token": token}
    for _double_click in range(2):
        assert client.post(reverse("tasks:new"), data).status_code == 302
    page = client.get(reverse("tasks:list")).content.decode()
    assert page.count("Kita anrufen") == 1
    with working_as(universe.actor("anna")):
        task = Task.objects.get()
    assert client.post(reverse("tasks:finish", args=[task.id])).status_code == 302
    assert client.post(reverse("tasks:reopen", args=[task.id])).status_code == 302
    with working_as(universe.actor("anna")):
        assert Task.objects.get().done_at is None


def test_a_foreign_task_does_not_exist(universe: Universe) -> None:
    anna = universe.actor("anna")
    with working_as(anna):
        task = actions.add_task(by=anna, user_id=anna.user_id, title="Privat")
    client = _client(universe, "carla")
    foreign = client.get(reverse("tasks:edit", args=[task.id]))
    missing = client.get(reverse("tasks:edit", args=[uuid.uuid4()]))
    assert (foreign.status_code, missing.status_code) == (404, 404)


@pytest.mark.parametrize("due", ["0001-01-01", "9999-12-31", "2026-02-30", "gestern"])
def test_an_impossible_day_is_explained_and_nothing_is_lost(universe: Universe, due: str) -> None:
    page = _client(universe, "anna").post(reverse("tasks:new"), {"title": "Bleibt stehen", "due_on": due})
    assert page.status_code == 422
    assert "Bleibt stehen" in page.content.decode()


def test_a_draft_comes_back_and_belongs_to_its_writer_alone(universe: Universe) -> None:
    anna, ben = _client(universe, "anna"), _client(universe, "ben")
    content = {"key": "contact:1", "fields": {"note": ["Ein langer Satz 😀"]}}
    answer = anna.post(reverse("tasks:draft"), json.dumps(content), content_type="application/json")
    assert answer.status_code == 204
    assert anna.get(reverse("tasks:draft"), {"key": "contact:1"}).json()["fields"] == content["fields"]
    assert ben.get(reverse("tasks:draft"), {"key": "contact:1"}).status_code == 204
    assert Client().get(reverse("tasks:draft"), {"key": "contact:1"}).status_code == 401
    content["fields"] = {}
    anna.post(reverse("tasks:draft"), json.dumps(content), content_type="application/json")
    with working_as(universe.actor("anna")):
        assert not Draft.objects.exists()


@pytest.mark.parametrize("body", ["", "{}", "[]", '{"key": "", "fields": {}}', '{"key": "a", "fields": 3}'])
def test_a_broken_draft_is_refused(universe: Universe, body: str) -> None:
    answer = _client(universe, "anna").post(reverse("tasks:draft"), body, content_type="application/json")
    assert answer.status_code == 400


def test_the_calendar_survives_any_week(universe: Universe) -> None:
    client = _client(universe, "anna")
    for week in ("", "2026-11-21", "0001-01-01", "9999-12-31", "x"):
        assert client.get(reverse("tasks:calendar"), {"week": week}).status_code == 200


@pytest.mark.parametrize("name", STAFF)
def test_everybody_with_a_day_of_ones_own_finds_a_task_again(universe: Universe, name: str) -> None:
    client = Client()
    client.force_login(universe.users[name])
    assert (
        "Toner bestellen"
        in client.post(reverse("tasks:new"), {"title": "Toner bestellen"}, follow=True).content.decode()
    )

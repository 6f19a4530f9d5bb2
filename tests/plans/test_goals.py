"""The life of a goal: five questions before it is agreed, notes, hurdles, its end with a degree, reminders of steps."""

from __future__ import annotations

import datetime as dt
from unittest import mock

import pytest
from django.test import Client
from django.urls import reverse

from chancennetz.access.context import working_as
from chancennetz.casework.constants import LifeArea
from chancennetz.core import time
from chancennetz.core.actor import system_actor
from chancennetz.core.errors import Conflict, NotAllowed
from chancennetz.plans import actions as planning
from chancennetz.plans import rules as plan_rules
from chancennetz.plans.actions.goals import agree_goal, remind_of_steps
from chancennetz.plans.constants import Attainment, GoalState, Hurdle, SmartQuestion, StepOwner
from chancennetz.plans.models import Goal, GoalNote
from chancennetz.tasks.models import Task
from tests.casework.world import World

ANSWERS = {one.value: "ein paar Worte" for one in SmartQuestion}


@pytest.fixture
def goal(world: World) -> Goal:
    with working_as(world.actor) as by:
        return planning.add_goal(
            by=by, file=world.file, title="Drei Zimmer", life_area=LifeArea.HOME, hurdles=[Hurdle.DEBTS]
        )


@pytest.fixture
def anna(world: World) -> Client:
    client = Client()
    client.force_login(world.universe.users["anna"])
    return client


@pytest.mark.parametrize("question", SmartQuestion)
def test_each_question_is_asked_and_a_few_words_are_enough(question: SmartQuestion) -> None:
    assert plan_rules.smart_missing({**ANSWERS, question.value: "  "}, None) == [question]
    assert plan_rules.smart_missing({**ANSWERS, question.value: "ja"}, None) == []


def test_a_goal_with_a_day_has_its_date() -> None:
    without = {key: words for key, words in ANSWERS.items() if key != SmartQuestion.DATED}
    assert plan_rules.smart_missing(without, None) == [SmartQuestion.DATED]
    assert plan_rules.smart_missing(without, dt.date(2026, 5, 1)) == []


def test_a_goal_is_agreed_with_its_answers_and_not_before(world: World, goal: Goal) -> None:
    with working_as(world.actor) as by:
        with pytest.raises(Conflict):
            planning.set_goal_state(by=by, goal=goal, state=GoalState.AGREED)
        with pytest.raises(Conflict):
            agree_goal(by=by, goal=goal, answers={**ANSWERS, "specific": ""})
        assert Goal.objects.get().state == GoalState.DRAFT
        agree_goal(by=by, goal=goal, answers=ANSWERS)
        stored = Goal.objects.get()
        assert (stored.state, stored.agreed_on) == (GoalState.AGREED, time.today())
        assert plan_rules.read_smart(stored.smart) == ANSWERS
    with working_as(world.universe.actor("carla")) as by, pytest.raises(NotAllowed):
        agree_goal(by=by, goal=goal, answers=ANSWERS)


def test_from_the_questions_to_the_end_through_the_pages(world: World, goal: Goal, anna: Client) -> None:
    ids = [world.file.pk, goal.pk]
    assert "Was genau wird anders sein?" in anna.get(reverse("plans:goal_agree", args=ids)).content.decode()
    anna.post(reverse("plans:goal_agree", args=ids), ANSWERS)
    anna.post(reverse("plans:goal_notes", args=ids), {"text": "Drei Besichtigungen diese Woche."})
    assert anna.post(reverse("plans:goal_notes", args=ids), {"text": " "}).status_code == 422
    page = anna.get(reverse("plans:goal_notes", args=ids)).content.decode()
    assert "Drei Besichtigungen diese Woche." in page
    assert "Schulden" in page
    assert "ein paar Worte" in page
    posted = {"state": "reached", "attainment": "1", "note": "Früher als gedacht."}
    assert anna.post(reverse("plans:goal_end", args=ids), posted).status_code == 302
    with working_as(world.actor):
        stored = Goal.objects.get()
        assert (stored.state, stored.attainment, stored.hurdles) == ("reached", Attainment.MORE, ["debts"])
        assert GoalNote.objects.count() == 2
    assert "Mehr als erhofft" in anna.get(reverse("plans:goals", args=ids[:1])).content.decode()
    stranger = Client()
    stranger.force_login(world.universe.users["carla"])
    for name in ("goal_agree", "goal_notes", "goal_end"):
        assert stranger.get(reverse(f"plans:{name}", args=ids)).status_code == 404


def test_a_reminder_becomes_one_task_for_whoever_does_the_step(world: World, goal: Goal) -> None:
    soon = time.today() + dt.timedelta(days=3)
    with working_as(world.actor) as by:
        own = {"owner_kind": StepOwner.COUNSELLOR, "owner_user_id": by.user_id}
        planning.add_step(by=by, goal=goal, title="Vermieter anrufen", remind_on=soon, **own)
        planning.add_step(by=by, goal=goal, title="Anzeige schreiben", remind_on=soon)
        done = planning.add_step(by=by, goal=goal, title="Erledigt", remind_on=soon)
        planning.finish_step(by=by, step=done)
    with working_as(system_actor()) as system:
        assert remind_of_steps(by=system, day=time.today()) == 0
        assert remind_of_steps(by=system, day=soon) == 2
        assert remind_of_steps(by=system, day=soon) == 0
    with working_as(world.actor):
        titles = {task.title for task in Task.objects.filter(owner__startswith="plans.step")}
        assert titles == {"Erinnerung: Vermieter anrufen", "Erinnerung: Anzeige schreiben"}


def test_a_reminder_that_is_moved_comes_again(world: World, goal: Goal) -> None:
    today = time.today()
    with working_as(world.actor) as by:
        step = planning.add_step(by=by, goal=goal, title="Anrufen", remind_on=today)
    with working_as(system_actor()) as system:
        assert remind_of_steps(by=system, day=today) == 1
    with working_as(world.actor) as by:
        step.refresh_from_db()
        later = today + dt.timedelta(days=2)
        owner = {"owner_kind": StepOwner.FAMILY}
        planning.change_step(
            by=by, step=step, title="Anrufen", due_on=None, remind_on=later, expected=step.version, **owner
        )
    with working_as(system_actor()) as system, mock.patch.object(time, "today", return_value=later):
        assert remind_of_steps(by=system, day=later) == 1

"""The pages of goals and steps."""

from __future__ import annotations

import pytest
from django.test import Client

from chancennetz.access.context import working_as
from chancennetz.casework.constants import LifeArea
from chancennetz.core import time
from chancennetz.plans import actions as planning
from chancennetz.plans import queries as plan_queries
from chancennetz.plans.actions.goals import agree_goal
from chancennetz.plans.constants import GoalState, SmartQuestion
from chancennetz.plans.models import Goal, Step
from tests.casework import world as worlds
from tests.casework.pages import page, sign_in
from tests.casework.world import World


@pytest.fixture
def anna(client: Client, world: World) -> Client:
    return sign_in(client, world, "anna")


def test_two_tabs_save_the_same_goal(anna: Client, world: World) -> None:
    with working_as(world.actor):
        goal = planning.add_goal(by=world.actor, file=world.file, title="Arbeit", life_area=LifeArea.WORK)
    address = page(world, "plans:goal", goal.id)
    data = {"title": "Arbeit finden", "why": "", "life_area": "work", "due_on": "", "version": "1"}
    assert anna.post(address, data).status_code == 302
    answer = anna.post(address, data | {"title": "Ausbildung finden"})
    assert answer.status_code == 409
    assert "Arbeit finden" in answer.content.decode()
    assert "Ausbildung finden" in answer.content.decode()
    with working_as(world.actor):
        assert Goal.objects.get().title == "Arbeit finden"
    missing = anna.post(address, {key: value for key, value in data.items() if key != "version"} | {"title": "x"})
    assert missing.status_code == 409


def test_a_step_is_done_with_one_tap_and_opened_again(anna: Client, world: World) -> None:
    with working_as(world.actor):
        goal = planning.add_goal(by=world.actor, file=world.file, title="Kita", life_area=LifeArea.FAMILY, agreed=True)
        step = planning.add_step(by=world.actor, goal=goal, title="Anmelden")
    assert anna.post(page(world, "plans:step_finish", step.id)).status_code == 302
    with working_as(world.actor):
        assert Step.objects.get().done_on == time.today()
    htmx = {"HX-Request": "true", "HX-Target": f"goal-{goal.id}"}
    answer = anna.post(page(world, "plans:step_reopen", step.id), headers=htmx)
    assert answer.status_code == 200
    assert f'id="goal-{goal.id}"' in answer.content.decode()
    assert "<html" not in answer.content.decode()
    with working_as(world.actor):
        assert Step.objects.get().done_on is None


def test_only_allowed_states_of_a_goal(anna: Client, world: World) -> None:
    with working_as(world.actor):
        goal = planning.add_goal(by=world.actor, file=world.file, title="Kita", life_area=LifeArea.FAMILY)
    anna.post(page(world, "plans:goal_state", goal.id), {"state": "agreed"})
    with working_as(world.actor):
        assert Goal.objects.get().state == "draft"  # the five questions come first
        agree_goal(by=world.actor, goal=goal, answers={one.value: "kurz" for one in SmartQuestion})
        planning.set_goal_state(by=world.actor, goal=goal, state=GoalState.DRAFT)
    for state, expected in [("reached", "draft"), ("agreed", "agreed"), ("nonsense", "agreed"), ("partly", "partly")]:
        anna.post(page(world, "plans:goal_state", goal.id), {"state": state})
        with working_as(world.actor):
            assert Goal.objects.get().state == expected


def test_a_goal_of_another_family_is_not_found_here(anna: Client, world: World) -> None:
    other = worlds.open_case(world.universe)
    with working_as(world.actor):
        goal = planning.add_goal(by=world.actor, file=other.file, title="Fremd", life_area=LifeArea.HOME)
    assert anna.get(page(world, "plans:goal", goal.id)).status_code == 404
    assert anna.post(page(world, "plans:goal_state", goal.id), {"state": "agreed"}).status_code == 404


def test_steps_and_parts_by_form(anna: Client, world: World) -> None:
    anna.post(
        page(world, "plans:goal_new"),
        {"title": "Wir wollen umziehen", "why": "Zu eng", "life_area": "home", "due_on": ""},
    )
    with working_as(world.actor):
        goal = Goal.objects.get()
        assert (goal.state, goal.agreed_on) == ("draft", None)
    answers = {"specific": "Drei Zimmer", "measurable": "Vertrag", "accepted": "Ja", "realistic": "Hilfe der Tante"}
    assert anna.post(page(world, "plans:goal_agree", goal.id), answers).status_code == 422
    assert anna.post(page(world, "plans:goal_agree", goal.id), answers | {"dated": "Im Mai"}).status_code == 302
    with working_as(world.actor):
        goal = Goal.objects.get()
        assert (goal.state, goal.agreed_on) == ("agreed", time.today())
    anna.post(page(world, "plans:sub_goal_new", goal.id), {"title": "Wohnberechtigungsschein"})
    with working_as(world.actor):
        part = plan_queries.goals_of(world.file)[0].sub_goals[0].sub_goal
    for owner in ("family:", f"family:{world.person_ids[1]}", f"counsellor:{world.actor.user_id}", "partner:"):
        data = {"title": owner, "owner": owner, "owner_name": "Frau Ott", "due_on": "", "sub_goal": str(part.id)}
        assert anna.post(page(world, "plans:step_new", goal.id), data).status_code == 302
    with working_as(world.actor):
        steps = plan_queries.goals_of(world.file)[0].sub_goals[0].steps
        assert [view.owner for view in steps] == ["die Familie", "Murat", "Anna", "Frau Ott"]
        assert [view.step.title for view in plan_queries.next_steps(world.file, 2)] == ["family:", steps[1].step.title]
        assert len(plan_queries.steps_due(world.actor)) == 0
    anna.post(page(world, "plans:step_move", steps[3].step.id), {"to": "up"})
    with working_as(world.actor):
        steps = plan_queries.goals_of(world.file)[0].sub_goals[0].steps
        assert [view.owner for view in steps] == ["die Familie", "Murat", "Frau Ott", "Anna"]
    assert "Zu eng" in anna.get(page(world, "plans:goals")).content.decode()

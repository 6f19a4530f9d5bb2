"""The only way to change the plan. One module per theme; everything public is reached from here."""

from __future__ import annotations

from chancennetz.plans.actions.bulk import PlannedGoal, PlannedStep, add_goals_bulk
from chancennetz.plans.actions.goals import add_goal_note, agree_goal, end_goal, remind_of_steps
from chancennetz.plans.actions.plan import (
    add_goal,
    add_step,
    add_sub_goal,
    change_goal,
    change_step,
    change_sub_goal,
    finish_step,
    hand_over_steps,
    move_goal,
    move_step,
    remove_step,
    reopen_step,
    reorder,
    set_goal_state,
    set_sub_goal_state,
)
from chancennetz.plans.actions.versions import (
    approve_plan,
    propose_plan,
    put_plan_in_force,
    record_plan_printed,
    send_plan_back,
    start_plan_version,
    take_plan_back,
)

__all__ = [
    "PlannedGoal",
    "PlannedStep",
    "add_goal",
    "add_goal_note",
    "add_goals_bulk",
    "add_step",
    "add_sub_goal",
    "agree_goal",
    "approve_plan",
    "change_goal",
    "change_step",
    "change_sub_goal",
    "end_goal",
    "finish_step",
    "hand_over_steps",
    "move_goal",
    "move_step",
    "propose_plan",
    "put_plan_in_force",
    "record_plan_printed",
    "remind_of_steps",
    "remove_step",
    "reopen_step",
    "reorder",
    "send_plan_back",
    "set_goal_state",
    "set_sub_goal_state",
    "start_plan_version",
    "take_plan_back",
]

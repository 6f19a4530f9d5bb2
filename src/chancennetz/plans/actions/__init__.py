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

__all__ = [
    "PlannedGoal",
    "PlannedStep",
    "add_goal",
    "add_goal_note",
    "add_goals_bulk",
    "add_step",
    "add_sub_goal",
    "agree_goal",
    "change_goal",
    "change_step",
    "change_sub_goal",
    "end_goal",
    "finish_step",
    "hand_over_steps",
    "move_goal",
    "move_step",
    "remind_of_steps",
    "remove_step",
    "reopen_step",
    "reorder",
    "set_goal_state",
    "set_sub_goal_state",
]

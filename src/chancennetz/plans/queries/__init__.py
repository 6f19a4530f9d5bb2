"""Everything that reads the plan. One module per theme; everything public is reached from here."""

from __future__ import annotations

from chancennetz.plans.queries.plan import (
    DueStep,
    GoalView,
    StepView,
    SubGoalView,
    find_goal,
    find_step,
    find_sub_goal,
    goals_of,
    next_overdue,
    next_steps,
    steps_due,
)

__all__ = [
    "DueStep",
    "GoalView",
    "StepView",
    "SubGoalView",
    "find_goal",
    "find_step",
    "find_sub_goal",
    "goals_of",
    "next_overdue",
    "next_steps",
    "steps_due",
]

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
from chancennetz.plans.queries.versions import (
    PlanStanding,
    coming_plan,
    current_plan,
    find_plan_version,
    plan_versions,
    plans_to_approve,
    present_content,
    standing_of,
)

__all__ = [
    "DueStep",
    "GoalView",
    "PlanStanding",
    "StepView",
    "SubGoalView",
    "coming_plan",
    "current_plan",
    "find_goal",
    "find_plan_version",
    "find_step",
    "find_sub_goal",
    "goals_of",
    "next_overdue",
    "next_steps",
    "plan_versions",
    "plans_to_approve",
    "present_content",
    "standing_of",
    "steps_due",
]

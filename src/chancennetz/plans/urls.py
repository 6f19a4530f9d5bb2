"""Addresses of the plan; they stand below those of the case."""

from __future__ import annotations

from django.urls import path

from chancennetz.plans.views import changes, goals, plan

app_name = "plans"
_FILE = "<uuid:file_id>/"

urlpatterns = [
    path(_FILE + "goals/", plan.goals, name="goals"),
    path(_FILE + "goals/new/", plan.goal_new, name="goal_new"),
    path(_FILE + "goals/<uuid:goal_id>/", plan.goal, name="goal"),
    path(_FILE + "goals/<uuid:goal_id>/agree/", goals.agree, name="goal_agree"),
    path(_FILE + "goals/<uuid:goal_id>/end/", goals.end, name="goal_end"),
    path(_FILE + "goals/<uuid:goal_id>/notes/", goals.notes, name="goal_notes"),
    path(_FILE + "goals/<uuid:goal_id>/state/", changes.goal_state, name="goal_state"),
    path(_FILE + "goals/<uuid:goal_id>/move/", changes.goal_move, name="goal_move"),
    path(_FILE + "goals/<uuid:goal_id>/parts/new/", plan.sub_goal_new, name="sub_goal_new"),
    path(_FILE + "goals/<uuid:goal_id>/steps/new/", plan.step_new, name="step_new"),
    path(_FILE + "parts/<uuid:sub_goal_id>/", plan.sub_goal, name="sub_goal"),
    path(_FILE + "parts/<uuid:sub_goal_id>/state/", changes.sub_goal_state, name="sub_goal_state"),
    path(_FILE + "steps/<uuid:step_id>/", plan.step, name="step"),
    path(_FILE + "steps/<uuid:step_id>/finish/", changes.step_finish, name="step_finish"),
    path(_FILE + "steps/<uuid:step_id>/reopen/", changes.step_reopen, name="step_reopen"),
    path(_FILE + "steps/<uuid:step_id>/move/", changes.step_move, name="step_move"),
    path(_FILE + "steps/<uuid:step_id>/remove/", changes.step_remove, name="step_remove"),
]

"""Versions of the plan: which is in force, which is on its way, what is different, what waits for approval."""

from __future__ import annotations

import dataclasses
import uuid
from typing import Any

from django.db.models import QuerySet

from chancennetz.access.constants import Role
from chancennetz.access.models import FamilyFile
from chancennetz.core import crypto
from chancennetz.core.actor import Actor
from chancennetz.plans.constants import GoalState
from chancennetz.plans.queries import GoalView, StepView, goals_of
from chancennetz.planversions import plan_content
from chancennetz.planversions.constants import PlanState
from chancennetz.planversions.models import PlanVersion

#: States of a version that is on its way.
COMING = (PlanState.DRAFT, PlanState.PROPOSED, PlanState.APPROVED)


def present_content(file: FamilyFile) -> plan_content.Plan:
    """Return the plan as it stands now, ready to be frozen (four queries). Dropped goals are no part of it."""
    return [_goal(view) for view in goals_of(file) if view.goal.state != GoalState.DROPPED]


def _goal(view: GoalView) -> dict[str, Any]:
    goal = view.goal
    parts = {part.sub_goal.id: part.sub_goal.title for part in view.sub_goals}
    return {
        "id": str(goal.id),
        "title": goal.title,
        "why": goal.why,
        "life_area": goal.life_area,
        "state": goal.state,
        "due_on": goal.due_on.isoformat() if goal.due_on else "",
        "steps": [_step(one, parts) for one in view.all_steps],
    }


def _step(view: StepView, parts: dict[uuid.UUID, str]) -> dict[str, Any]:
    step = view.step
    return {
        "id": str(step.id),
        "title": step.title,
        "owner": view.owner,
        "due_on": step.due_on.isoformat() if step.due_on else "",
        "done_on": step.done_on.isoformat() if step.done_on else "",
        "part": parts.get(step.sub_goal_id, "") if step.sub_goal_id else "",
    }


def plan_versions(file: FamilyFile) -> QuerySet[PlanVersion]:
    """Return all versions of a family's plan, the newest first."""
    crypto.preload_keys([file.pk])
    found: QuerySet[PlanVersion] = PlanVersion.objects.filter(file=file).select_related(
        "file", "written_by", "decided_by"
    )
    return found.order_by("-number")


def find_plan_version(file: FamilyFile, version_id: uuid.UUID) -> PlanVersion | None:
    """Return one version of a family's plan."""
    return plan_versions(file).filter(pk=version_id).first()


def current_plan(file: FamilyFile) -> PlanVersion | None:
    """Return the version that is in force, None when there is none yet."""
    return plan_versions(file).filter(state=PlanState.ACTIVE).first()


def coming_plan(file: FamilyFile) -> PlanVersion | None:
    """Return the version that is on its way, None when there is none."""
    return plan_versions(file).filter(state__in=COMING).first()


@dataclasses.dataclass(frozen=True, slots=True)
class PlanStanding:
    """How the plan stands: the version in force, the one on its way, and whether the goals have changed since."""

    current: PlanVersion | None
    coming: PlanVersion | None
    has_changed: bool


def standing_of(file: FamilyFile) -> PlanStanding:
    """Return how the plan of a family stands (six queries)."""
    current, coming = current_plan(file), coming_plan(file)
    newest = coming if coming is not None and coming.content else current
    now = plan_content.to_text(present_content(file))
    return PlanStanding(current, coming, newest is None or newest.content != now)


def plans_to_approve(actor: Actor, limit: int = 50) -> list[PlanVersion]:
    """Return the proposals of the actor's team, the oldest first; nothing for those who do not approve."""
    if actor.role != Role.TEAM_LEAD:
        return []
    found = (
        PlanVersion.objects.all()
        .visible_to(actor, "plan")
        .filter(state=PlanState.PROPOSED, file__organisation_id=actor.organisation_id)
    )
    return list(found.select_related("file", "written_by").order_by("proposed_at")[:limit])

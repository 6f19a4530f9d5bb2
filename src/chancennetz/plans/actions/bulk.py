"""Many goals at once, for the demo county and imports."""

from __future__ import annotations

import dataclasses
import datetime as dt
import uuid
from collections.abc import Sequence

from chancennetz.access.actions import require
from chancennetz.access.constants import Action, ObjectType
from chancennetz.casework.actions.records import insert_many
from chancennetz.casework.constants import LifeArea
from chancennetz.core.action import action
from chancennetz.core.actor import Actor
from chancennetz.core.errors import NotAllowed
from chancennetz.plans.actions.plan import check_goal_title, check_step_title, sorted_hurdles
from chancennetz.plans.constants import GoalState, StepOwner
from chancennetz.plans.models import Goal, Step, SubGoal


@dataclasses.dataclass(frozen=True, slots=True)
class PlannedStep:
    """A step of a goal that is entered in bulk."""

    title: str
    owner_kind: StepOwner = StepOwner.FAMILY
    owner_user_id: uuid.UUID | None = None
    owner_name: str = ""
    due_on: dt.date | None = None
    done_on: dt.date | None = None


@dataclasses.dataclass(frozen=True, slots=True)
class PlannedGoal:
    """A goal with its parts and steps, for `add_goals_bulk`. `sub_goals` maps a part's title to its steps."""

    file_id: uuid.UUID
    title: str
    life_area: LifeArea
    why: str = ""
    state: GoalState = GoalState.AGREED
    due_on: dt.date | None = None
    agreed_on: dt.date | None = None
    closed_on: dt.date | None = None
    hurdles: Sequence[str] = ()
    steps: Sequence[PlannedStep] = ()
    sub_goals: Sequence[tuple[str, Sequence[PlannedStep]]] = ()


@action
def add_goals_bulk(*, by: Actor, goals: Sequence[PlannedGoal]) -> int:
    """Enter many goals with parts and steps; only the system itself may (demo, imports). Returns how many goals."""
    if not by.is_system:
        raise NotAllowed("bulk entry is for imports")
    require(by, Action.CREATE, ObjectType.FILE)
    goal_rows, part_rows, step_rows = [], [], []
    places: dict[uuid.UUID, int] = {}
    for one in goals:
        place = places[one.file_id] = places.get(one.file_id, -1) + 1
        goal = Goal(
            file_id=one.file_id,
            title=check_goal_title(one.title),
            why=one.why,
            life_area=one.life_area,
            state=one.state,
            due_on=one.due_on,
            agreed_on=one.agreed_on,
            closed_on=one.closed_on,
            hurdles=sorted_hurdles(one.hurdles),
            position=place,
        )
        goal_rows.append(goal)
        step_rows += _steps_of(goal, None, one.steps, 0)
        for number, (title, steps) in enumerate(one.sub_goals):
            part = SubGoal(file_id=one.file_id, goal=goal, title=check_goal_title(title), position=number)
            part_rows.append(part)
            step_rows += _steps_of(goal, part, steps, len(step_rows))
    insert_many(goal_rows, by)
    insert_many(part_rows, by)
    insert_many(step_rows, by)
    return len(goal_rows)


def _steps_of(goal: Goal, part: SubGoal | None, steps: Sequence[PlannedStep], first: int) -> list[Step]:
    return [
        Step(
            file_id=goal.file_id,
            goal=goal,
            sub_goal=part,
            title=check_step_title(one.title),
            owner_kind=one.owner_kind,
            owner_user_id=one.owner_user_id,
            owner_name=one.owner_name,
            due_on=one.due_on,
            done_on=one.done_on,
            position=(first + number) % 30_000,
        )
        for number, one in enumerate(steps)
    ]

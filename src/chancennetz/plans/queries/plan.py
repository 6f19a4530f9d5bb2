"""Goals with parts and steps, and the steps that are due."""

from __future__ import annotations

import dataclasses
import datetime as dt
import uuid
from collections.abc import Iterable, Sequence

from django.db.models import F, Min, QuerySet
from django.utils.translation import gettext as _

from chancennetz.access.constants import Facet
from chancennetz.access.models import FamilyFile
from chancennetz.access.queries import few_visible_files, in_visible_files
from chancennetz.casework import rules as case_rules
from chancennetz.core import crypto, time
from chancennetz.core.actor import Actor
from chancennetz.core.prepared import prepared
from chancennetz.plans import rules
from chancennetz.plans.constants import OPEN_GOALS, GoalState, StepOwner
from chancennetz.plans.models import Goal, Step, SubGoal


@dataclasses.dataclass(frozen=True, slots=True)
class StepView:
    """A step with its owner in words."""

    step: Step
    owner: str
    overdue: bool


@dataclasses.dataclass(frozen=True, slots=True)
class SubGoalView:
    """A part of a goal with its steps."""

    sub_goal: SubGoal
    steps: tuple[StepView, ...]
    next_states: tuple[GoalState, ...]


@dataclasses.dataclass(frozen=True, slots=True)
class GoalView:
    """A goal with everything below it: `steps` are those without a part."""

    goal: Goal
    sub_goals: tuple[SubGoalView, ...]
    steps: tuple[StepView, ...]
    progress: rules.Progress
    next_states: tuple[GoalState, ...]

    @property
    def is_open(self) -> bool:
        """Tell whether the goal is being worked on."""
        return self.goal.state in OPEN_GOALS

    @property
    def all_steps(self) -> tuple[StepView, ...]:
        """Every step, those of the parts too."""
        return self.steps + tuple(step for part in self.sub_goals for step in part.steps)


def owner_of(step: Step, *, names: bool = True) -> str:
    """Return who does a step, in words: a name where one is known, else the kind.

    Without `names` (the reader may not know who the family is) no person of the family is named.
    """
    if step.owner_kind == StepOwner.COUNSELLOR and step.owner_user is not None:
        return step.owner_user.display_name
    if not names:
        return str(StepOwner(step.owner_kind).label)
    if step.owner_kind == StepOwner.FAMILY and step.owner_person is not None:
        return str(step.owner_person.given_name) or _("the family")
    return step.owner_name or str(StepOwner(step.owner_kind).label)


def _view(step: Step, today: dt.date, *, names: bool) -> StepView:
    return StepView(step, owner_of(step, names=names), case_rules.is_overdue(step.due_on, step.done_on, today))


def _steps(found: QuerySet[Step]) -> list[Step]:
    """Load steps with owners and open the keys (two queries)."""
    return _with_keys(list(found.select_related("owner_user", "owner_person")))


def _with_keys(steps: list[Step]) -> list[Step]:
    crypto.preload_keys(
        [*(step.file_id for step in steps), *(step.owner_person_id for step in steps if step.owner_person_id)]
    )
    return steps


def goals_of(file: FamilyFile, *, names: bool = True) -> list[GoalView]:
    """Return the goals of a family with parts, steps and owners; four queries whatever their number.

    Without `names` no person of the family is named (readers to whom the identity is not open).
    """
    today = time.today()
    goals = list(Goal.objects.filter(file=file).order_by("position", "created_at"))
    parts = list(SubGoal.objects.filter(file=file).order_by("position", "created_at"))
    steps = _steps(Step.objects.filter(file=file).order_by("position", "created_at"))
    views = [_view(step, today, names=names) for step in steps]
    return [_goal_view(goal, parts, views) for goal in goals]


def _goal_view(goal: Goal, parts: Sequence[SubGoal], views: Sequence[StepView]) -> GoalView:
    own = [view for view in views if view.step.goal_id == goal.id]
    sub_goals = tuple(
        SubGoalView(
            part,
            tuple(view for view in own if view.step.sub_goal_id == part.id),
            tuple(rules.next_states(part.state)),
        )
        for part in parts
        if part.goal_id == goal.id
    )
    return GoalView(
        goal,
        sub_goals,
        tuple(view for view in own if view.step.sub_goal_id is None),
        rules.progress(view.step.done_on for view in own),
        tuple(rules.next_states(goal.state)),
    )


def find_goal(file: FamilyFile, goal_id: uuid.UUID) -> Goal | None:
    """Return one goal of a file."""
    found: Goal | None = Goal.objects.select_related("file").filter(file=file, pk=goal_id).first()
    return found


def find_sub_goal(file: FamilyFile, sub_goal_id: uuid.UUID) -> SubGoal | None:
    """Return one part of a goal of a file."""
    found: SubGoal | None = SubGoal.objects.select_related("file").filter(file=file, pk=sub_goal_id).first()
    return found


def find_step(file: FamilyFile, step_id: uuid.UUID) -> Step | None:
    """Return one step of a file."""
    found: Step | None = (
        Step.objects.select_related("file", "owner_user", "owner_person").filter(file=file, pk=step_id).first()
    )
    return found


def _open_steps() -> QuerySet[Step]:
    found: QuerySet[Step] = Step.objects.filter(done_on__isnull=True, goal__state__in=OPEN_GOALS)
    return found


def next_steps(file: FamilyFile, limit: int = 3, *, names: bool = True) -> list[StepView]:
    """Return the next steps of a family, earliest day first, those without a day last (two queries)."""
    today = time.today()
    return [_view(step, today, names=names) for step in _with_keys(_next_of(limit, file_id=file.pk))]


@prepared
def _next_of(limit: int, *, file_id: uuid.UUID) -> QuerySet[Step]:
    found = _open_steps().filter(file_id=file_id).select_related("owner_user", "owner_person")
    return found.order_by(F("due_on").asc(nulls_last=True), "position", "created_at")[:limit]


def _due_steps(found: QuerySet[Step], user_id: uuid.UUID | None, until: dt.date, limit: int) -> QuerySet[Step]:
    own = found.filter(owner_user_id=user_id, due_on__lte=until).select_related("owner_user", "owner_person")
    return own.order_by("due_on", "created_at")[:limit]


@prepared
def _due_in(limit: int, *, files: list[uuid.UUID], user_id: uuid.UUID, until: dt.date) -> QuerySet[Step]:
    return _due_steps(_open_steps().filter(file_id__in=files), user_id, until, limit)


@dataclasses.dataclass(frozen=True, slots=True)
class DueStep:
    """A step that is due, and the words for its owner."""

    step: Step
    owner: str
    overdue: bool


def steps_due(actor: Actor, *, days: int = 7, limit: int = 20) -> list[DueStep]:
    """Return one's own steps that are overdue or due within some days, in files that are still open to one.

    Own steps are those with this user as owner. Two queries.
    """
    today = time.today()
    until = today + dt.timedelta(days=days)
    files = few_visible_files(actor, Facet.PLAN)
    if files is None or actor.user_id is None:
        found = _due_steps(_open_steps().filter(in_visible_files(actor, Facet.PLAN)), actor.user_id, until, limit)
        steps = _with_keys(list(found))
    else:
        steps = _with_keys(_due_in(limit, files=files, user_id=actor.user_id, until=until))
    return [DueStep(step, owner_of(step), case_rules.is_overdue(step.due_on, step.done_on, today)) for step in steps]


def next_overdue(file_ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, dt.date]:
    """Return the earliest day of an open step, by file (one query)."""
    found = Step.objects.filter(
        file_id__in=list(file_ids), done_on__isnull=True, due_on__isnull=False, goal__state__in=OPEN_GOALS
    )
    return dict(found.values_list("file_id").annotate(first=Min("due_on")))

"""Goals, sub-goals and steps."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.db.models import Max
from django.utils.translation import gettext as _

from chancennetz.access.actions import require_in_file
from chancennetz.access.constants import Action, Facet
from chancennetz.access.models import FamilyFile
from chancennetz.casework.actions.gates import check_consent
from chancennetz.casework.actions.records import alter, check_day, check_text, insert
from chancennetz.casework.constants import LifeArea
from chancennetz.core import time
from chancennetz.core.action import action
from chancennetz.core.actor import Actor
from chancennetz.core.errors import Conflict
from chancennetz.core.text import clean_text
from chancennetz.plans import rules
from chancennetz.plans.actions.owners import check_owner
from chancennetz.plans.constants import GoalState, Hurdle, StepOwner
from chancennetz.plans.models import Goal, Step, SubGoal

_Movable = TypeVar("_Movable", Goal, SubGoal, Step)


def _may_plan(by: Actor, what: Action, file: FamilyFile) -> None:
    require_in_file(by, what, Facet.PLAN, file)
    check_consent(file)


def sorted_hurdles(hurdles: Iterable[str]) -> list[str]:
    """Return hurdles as they are kept: each once, in a fixed order. Raises ValueError for an unknown one."""
    return sorted({Hurdle(one).value for one in hurdles})


def check_goal_title(title: str) -> str:
    """Return the title of a goal, cleaned. Raises ValidationError when it is empty or too long."""
    return check_text(title, "title", _("Please write the goal in a sentence, best in the family's words."))


def check_step_title(title: str) -> str:
    """Return the title of a step, cleaned. Raises ValidationError when it is empty or too long."""
    return check_text(title, "title", _("Please say in a few words what is to be done."))


# --- goals ---------------------------------------------------------------------------------------------------------


@action
def add_goal(
    *,
    by: Actor,
    file: FamilyFile,
    title: str,
    life_area: LifeArea,
    why: str = "",
    due_on: dt.date | None = None,
    agreed: bool = False,
    hurdles: Sequence[str] = (),
) -> Goal:
    """Write down a goal at the end of the list, as a draft.

    `agreed` is for a goal that was agreed before it came here (taken over from paper); on the pages a goal is agreed
    with its five questions (`agree_goal`).
    """
    _may_plan(by, Action.CREATE, file)
    check_day(due_on, "due_on", past=False)
    last = Goal.objects.filter(file=file).aggregate(last=Max("position"))["last"]
    goal = Goal(
        file=file,
        title=check_goal_title(title),
        why=why,
        life_area=LifeArea(life_area),
        due_on=due_on,
        state=GoalState.AGREED if agreed else GoalState.DRAFT,
        agreed_on=time.today() if agreed else None,
        hurdles=sorted_hurdles(hurdles),
        position=0 if last is None else last + 1,
    )
    insert(goal, by)
    return goal


@action
def change_goal(
    *,
    by: Actor,
    goal: Goal,
    title: str,
    why: str,
    life_area: LifeArea,
    due_on: dt.date | None,
    expected: int,
    hurdles: Sequence[str] | None = None,
) -> list[str]:
    """Change a goal's wording or day. Raises StaleVersion when somebody saved since version `expected` was read."""
    _may_plan(by, Action.UPDATE, goal.file)
    if due_on != goal.due_on:
        check_day(due_on, "due_on", past=False)
    new: dict[str, Any] = {
        "title": check_goal_title(title),
        "why": clean_text(why),
        "life_area": LifeArea(life_area).value,
        "due_on": due_on,
    }
    if hurdles is not None:
        new["hurdles"] = sorted_hurdles(hurdles)
    return alter(goal, by, new, expected=expected)


@action
def set_goal_state(
    *, by: Actor, goal: Goal, state: GoalState, expected: int | None = None, day: dt.date | None = None
) -> Goal:
    """Take a goal to another state on a day (default: today). Raises Conflict when that is no allowed step."""
    _may_plan(by, Action.UPDATE, goal.file)
    _check_transition(goal.state, state)
    if state == GoalState.AGREED and goal.agreed_on is None:
        check_smart(rules.read_smart(goal.smart), goal.due_on)
    check_day(day, "day", past=True)
    agreed_on, closed_on = rules.goal_days(state, goal.agreed_on, day or time.today())
    new = {"state": GoalState(state).value, "agreed_on": agreed_on, "closed_on": closed_on}
    alter(goal, by, new, expected=expected, verb="state")
    return goal


def check_smart(answers: Mapping[str, str], due_on: dt.date | None) -> None:
    """Raise Conflict while one of the five questions of a goal is not answered."""
    missing = rules.smart_missing(answers, due_on)
    if missing:
        raise Conflict(_("Before it is agreed, please answer: %(question)s") % {"question": missing[0].label})


def _check_transition(state: str, target: str) -> None:
    if not rules.may_become(state, target):
        message = _('A goal that is "%(from)s" cannot become "%(to)s".')
        raise Conflict(message % {"from": GoalState(state).label, "to": GoalState(target).label})


# --- sub-goals -----------------------------------------------------------------------------------------------------


@action
def add_sub_goal(*, by: Actor, goal: Goal, title: str) -> SubGoal:
    """Add a part of a goal at its end."""
    _may_plan(by, Action.CREATE, goal.file)
    last = SubGoal.objects.filter(goal=goal).aggregate(last=Max("position"))["last"]
    sub_goal = SubGoal(
        file_id=goal.file_id, goal=goal, title=check_goal_title(title), position=0 if last is None else last + 1
    )
    insert(sub_goal, by)
    return sub_goal


@action
def change_sub_goal(*, by: Actor, sub_goal: SubGoal, title: str, expected: int) -> list[str]:
    """Change the wording of a part of a goal."""
    _may_plan(by, Action.UPDATE, sub_goal.file)
    return alter(sub_goal, by, {"title": check_goal_title(title)}, expected=expected)


@action
def set_sub_goal_state(*, by: Actor, sub_goal: SubGoal, state: GoalState, expected: int | None = None) -> SubGoal:
    """Take a part of a goal to another state."""
    _may_plan(by, Action.UPDATE, sub_goal.file)
    _check_transition(sub_goal.state, state)
    alter(sub_goal, by, {"state": GoalState(state).value}, expected=expected, verb="state")
    return sub_goal


# --- steps ---------------------------------------------------------------------------------------------------------


@action
def add_step(
    *,
    by: Actor,
    goal: Goal,
    title: str,
    sub_goal: SubGoal | None = None,
    owner_kind: StepOwner = StepOwner.FAMILY,
    owner_person_id: uuid.UUID | None = None,
    owner_user_id: uuid.UUID | None = None,
    owner_name: str = "",
    due_on: dt.date | None = None,
    remind_on: dt.date | None = None,
) -> Step:
    """Add a small step at the end: what, who, until when.

    The owner is the family (or one person of it), a counsellor (default: whoever writes), or somebody else by name.
    """
    _may_plan(by, Action.CREATE, goal.file)
    if sub_goal is not None and sub_goal.goal_id != goal.id:
        raise ValidationError({"sub_goal": _("This part belongs to another goal.")})
    check_day(due_on, "due_on", past=False)
    check_day(remind_on, "remind_on", past=False)
    owner = check_owner(goal.file, by, owner_kind, owner_person_id, owner_user_id, owner_name)
    last = Step.objects.filter(goal=goal).aggregate(last=Max("position"))["last"]
    position = 0 if last is None else last + 1
    step = Step(
        file_id=goal.file_id,
        goal=goal,
        sub_goal=sub_goal,
        title=check_step_title(title),
        due_on=due_on,
        remind_on=remind_on,
        position=position,
        **owner,
    )
    insert(step, by)
    return step


@action
def change_step(
    *,
    by: Actor,
    step: Step,
    title: str,
    due_on: dt.date | None,
    owner_kind: StepOwner,
    expected: int,
    owner_person_id: uuid.UUID | None = None,
    owner_user_id: uuid.UUID | None = None,
    owner_name: str = "",
    remind_on: dt.date | None = None,
) -> list[str]:
    """Change a step. Raises StaleVersion when somebody saved since version `expected` was read."""
    _may_plan(by, Action.UPDATE, step.file)
    if due_on != step.due_on:
        check_day(due_on, "due_on", past=False)
    owner = check_owner(step.file, by, owner_kind, owner_person_id, owner_user_id, owner_name)
    new = {"title": check_step_title(title), "due_on": due_on, "remind_on": remind_on, **owner}
    if remind_on != step.remind_on:
        check_day(remind_on, "remind_on", past=False)
        new["reminded_at"] = None
    return alter(step, by, new, expected=expected)


@action
def finish_step(*, by: Actor, step: Step, day: dt.date | None = None) -> Step:
    """Mark a step as done (default: today); doing it twice changes nothing."""
    _may_plan(by, Action.UPDATE, step.file)
    check_day(day, "day", past=True)
    if step.done_on is None:
        alter(step, by, {"done_on": day or time.today()}, verb="finish")
    return step


@action
def reopen_step(*, by: Actor, step: Step) -> Step:
    """Take back that a step is done."""
    _may_plan(by, Action.UPDATE, step.file)
    if step.done_on is not None:
        alter(step, by, {"done_on": None}, verb="reopen")
    return step


@action
def remove_step(*, by: Actor, step: Step) -> None:
    """Take a step off the list that was written by mistake. What is done stays."""
    _may_plan(by, Action.UPDATE, step.file)
    if step.done_on is not None:
        raise Conflict(_("A step that is done stays in the plan."))
    alter(step, by, {"due_on": step.due_on}, verb="remove", more={"removed": True}, force=True)
    step.delete()


@action
def hand_over_steps(*, by: Actor, file: FamilyFile, former_id: uuid.UUID, user_id: uuid.UUID) -> int:
    """Give the open steps of one counsellor in a file to another, as part of a handover. Returns how many."""
    require_in_file(by, Action.END, Facet.TEAM, file)
    steps = Step.objects.select_related("file").filter(file=file, owner_user_id=former_id, done_on__isnull=True)
    moved = list(steps)
    for step in moved:
        alter(step, by, {"owner_user_id": user_id}, verb="hand_over")
    return len(moved)


# --- order ---------------------------------------------------------------------------------------------------------


def _in_order(rows: Sequence[_Movable]) -> list[_Movable]:
    return sorted(rows, key=lambda row: (row.position, row.created_at))


@action
def reorder(*, by: Actor, rows: Sequence[Goal] | Sequence[SubGoal] | Sequence[Step], order: Sequence[uuid.UUID]) -> int:
    """Put the goals of a file, or the parts or steps of a goal, into an order. Returns how many changed their place.

    `order` names each of `rows` once; raises Conflict when the list changed meanwhile.
    """
    by_id = {row.id: row for row in rows}
    if sorted(by_id) != sorted(order) or len({row.file_id for row in rows}) > 1:
        raise Conflict(_("The list has changed meanwhile. Please look at it again."))
    if rows:
        _may_plan(by, Action.UPDATE, rows[0].file)
    moved = [(place, by_id[one]) for place, one in enumerate(order) if by_id[one].position != place]
    for place, row in moved:
        alter(row, by, {"position": place}, verb="move")
    return len(moved)


@action
def move_goal(*, by: Actor, goal: Goal, up: bool) -> int:
    """Move a goal by one place in the family's list."""
    rows = _in_order(list(Goal.objects.select_related("file").filter(file_id=goal.file_id)))
    return int(reorder(by=by, rows=rows, order=rules.moved([row.id for row in rows], goal.id, up=up)))


@action
def move_step(*, by: Actor, step: Step, up: bool) -> int:
    """Move a step by one place within its goal (or its part of the goal)."""
    rows = _in_order(
        list(Step.objects.select_related("file").filter(goal_id=step.goal_id, sub_goal_id=step.sub_goal_id))
    )
    return int(reorder(by=by, rows=rows, order=rules.moved([row.id for row in rows], step.id, up=up)))

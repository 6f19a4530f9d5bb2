"""Agreeing a goal with its five questions, its end with a degree, notes on the way, reminders of steps."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping

from django.db.models import Q
from django.utils.translation import gettext as _

from chancennetz.access.actions import require_in_file
from chancennetz.access.constants import Action, Facet, FileState, RelationKind
from chancennetz.access.queries import team_of
from chancennetz.audit.actions import record_write
from chancennetz.casework.actions.gates import check_consent
from chancennetz.casework.actions.records import alter, check_text
from chancennetz.core import time
from chancennetz.core.action import action
from chancennetz.core.actor import Actor
from chancennetz.core.text import clean_text
from chancennetz.plans.actions.plan import check_smart, set_goal_state
from chancennetz.plans.constants import OPEN_GOALS, Attainment, GoalState, SmartQuestion
from chancennetz.plans.models import Goal, GoalNote, Step
from chancennetz.tasks.actions import add_task
from chancennetz.tasks.constants import TaskKind
from chancennetz.tasks.hooks import owner_reference


@action
def agree_goal(*, by: Actor, goal: Goal, answers: Mapping[str, str], expected: int | None = None) -> Goal:
    """Agree a goal with the family: keep the answers to the five questions, then it is agreed today.

    Raises Conflict naming the first question without an answer, StaleVersion when somebody saved meanwhile.
    """
    require_in_file(by, Action.UPDATE, Facet.PLAN, goal.file)
    check_consent(goal.file)
    kept = {SmartQuestion(key).value: clean_text(words) for key, words in answers.items() if clean_text(words)}
    check_smart(kept, goal.due_on)
    alter(goal, by, {"smart": json.dumps(kept, ensure_ascii=False, sort_keys=True)}, expected=expected, verb="answer")
    agreed: Goal = set_goal_state(by=by, goal=goal, state=GoalState.AGREED)
    return agreed


@action
def end_goal(
    *,
    by: Actor,
    goal: Goal,
    state: GoalState,
    attainment: Attainment | None,
    note: str = "",
    day: dt.date | None = None,
) -> Goal:
    """End a goal and say how far it was reached, with a word about it."""
    set_goal_state(by=by, goal=goal, state=state, day=day)
    degree = Attainment(attainment).value if attainment is not None else None
    alter(goal, by, {"attainment": degree}, verb="rate")
    if note.strip():
        add_goal_note(by=by, goal=goal, text=note)
    return goal


@action
def add_goal_note(*, by: Actor, goal: Goal, text: str) -> GoalNote:
    """Note how a goal is coming along."""
    require_in_file(by, Action.UPDATE, Facet.PLAN, goal.file)
    check_consent(goal.file)
    words = check_text(text, "text", _("Please write a sentence."))
    note = GoalNote(file_id=goal.file_id, goal=goal, text=words, written_by_id=by.user_id)
    note.save(force_insert=True)
    record_write(
        by=by,
        action="plans.goal.note",
        object_type="goal",
        object_id=goal.pk,
        subjects=[goal.file_id],
        facet=Facet.PLAN,
    )
    return note


@action
def remind_of_steps(*, by: Actor, day: dt.date) -> int:
    """Give a task for each open step whose reminder is due: to its owner in the team, else to the lead of the case.

    Once for each reminder; the night job calls it. Returns how many tasks were made.
    """
    due = Step.objects.filter(
        Q(remind_on__lte=day),
        done_on__isnull=True,
        reminded_at__isnull=True,
        goal__state__in=OPEN_GOALS,
        file__state=FileState.OPEN,
    )
    made = 0
    for step in due.select_related("file__organisation").select_for_update(of=("self",), skip_locked=True):
        team = [one for one in team_of(step.file_id) if one.user_id is not None]
        lead = next((one.user_id for one in team if one.kind == RelationKind.CASE_LEAD), None)
        user_id = step.owner_user_id if step.owner_user_id in {one.user_id for one in team} else lead
        if user_id is None:
            continue
        add_task(
            by=by,
            user_id=user_id,
            title=(_("Remember: %(step)s") % {"step": step.title})[:300],
            file=step.file,
            due_on=step.due_on or day,
            kind=TaskKind.STEP,
            owner=owner_reference("plans.step", step.pk),
        )
        step.reminded_at = time.now()
        step.save_version(expected=step.version, fields=["reminded_at"])
        made += 1
    return made

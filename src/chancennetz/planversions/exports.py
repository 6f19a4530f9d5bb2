"""The plan as PDF: plain German, to hand over."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils.translation import gettext as _

from chancennetz.access.constants import RelationKind
from chancennetz.access.models import FamilyFile
from chancennetz.access.queries import team_of
from chancennetz.casework import queries as casework
from chancennetz.casework.constants import LifeArea
from chancennetz.core import time
from chancennetz.people.queries import people_in_file
from chancennetz.plans.constants import GoalState
from chancennetz.plans.queries import GoalView, StepView, goals_of
from chancennetz.planversions import plan_content
from chancennetz.planversions.constants import PlanState
from chancennetz.planversions.models import PlanVersion
from chancennetz.planversions.queries import standing_of
from chancennetz.tasks.queries import next_appointments
from chancennetz.ui import formats
from chancennetz.ui.pdf import render_pdf


def plan_data(file: FamilyFile, version: PlanVersion | None = None) -> dict[str, Any]:
    """Return what the plan says, written as the family reads it; fixed number of queries.

    Without a version the plan as it stands now; it says which version that is, or that it is not agreed yet.
    """
    case = casework.case_of(file)
    people = [one.person for one in people_in_file(file)]
    if version is not None:
        goals = [_frozen_goal(goal) for goal in plan_content.from_text(version.content)]
    else:
        goals = [_goal(view) for view in goals_of(file) if view.goal.state != GoalState.DROPPED]
    return {
        "version": _version_text(version) if version is not None else _present_version(file),
        "for": _("For: %(names)s") % {"names": ", ".join(person.full_name for person in people)},
        "concern_title": _("What it is about"),
        "concern": case.concern if case is not None else "",
        "goals_title": _("Our goals"),
        "goals": goals,
        "no_goals": _("There are no goals yet. We write them down together."),
        "why": _("Why it matters to us"),
        "steps_title": _("Steps"),
        "appointments_title": _("Next appointments"),
        "appointments": [
            [
                f"{time.format_date(one.starts_at)}, {formats.clock(one.starts_at)}",
                one.title,
                one.place,
            ]
            for one in next_appointments(file.pk, 6)
        ],
        "appointments_head": [_("When"), _("What"), _("Where")],
        "no_appointments": _("No appointment yet."),
        "contact_title": _("Whom you can call"),
        "contacts": _contacts(file),
        "note": _(
            "This plan is yours. You decide what happens. You can change it or end it whenever you like. Just tell us."
        ),
        "sign_family": _("Date and signature, family"),
        "sign_counsellor": _("Date and signature, counselling"),
    }


def _version_text(version: PlanVersion) -> str:
    """Name a version with its day and its state."""
    names = {"number": version.number, "state": PlanState(version.state).label}
    if version.agreed_on is None:
        return _("Version %(number)d (%(state)s)") % names
    day = time.format_date(version.agreed_on, weekday=False)
    return _("Version %(number)d (%(state)s), agreed on %(day)s") % (names | {"day": day})


def _present_version(file: FamilyFile) -> str:
    """Say which version the plan as it stands now is."""
    standing = standing_of(file)
    if standing.current is None:
        return _("Draft, not agreed yet")
    if standing.has_changed or standing.coming is not None:
        return _("Draft for version %(next)d; version %(number)d is in force") % {
            "next": standing.current.number + 1,
            "number": standing.current.number,
        }
    return _version_text(standing.current)


def _day(text: str) -> str:
    return time.format_date(dt.date.fromisoformat(text), weekday=False)


def _frozen_goal(goal: dict[str, Any]) -> dict[str, Any]:
    """Return a goal of a version as the sheet wants it."""
    due = _("Until %(day)s") % {"day": _day(goal["due_on"])} if goal["due_on"] else ""
    facts = [str(LifeArea(goal["life_area"]).label), str(GoalState(goal["state"]).label), due]
    parts = dict.fromkeys(step["part"] for step in goal["steps"])
    return {
        "title": goal["title"],
        "why": goal["why"],
        "facts": " · ".join(part for part in facts if part),
        "steps": [_frozen_step(step) for step in goal["steps"] if not step["part"]],
        "parts": [
            {"title": part, "steps": [_frozen_step(step) for step in goal["steps"] if step["part"] == part]}
            for part in parts
            if part
        ],
    }


def _frozen_step(step: dict[str, Any]) -> dict[str, Any]:
    when = ""
    if step["done_on"]:
        when = _("done on %(day)s") % {"day": _day(step["done_on"])}
    elif step["due_on"]:
        when = _("until %(day)s") % {"day": _day(step["due_on"])}
    note = ", ".join(part for part in (_("Who: %(name)s") % {"name": step["owner"]}, when) if part)
    return {"text": step["title"], "note": note, "done": bool(step["done_on"])}


def _contacts(file: FamilyFile) -> list[list[str]]:
    """Return who can be called: name, and below it what for, where, and the number."""
    organisation = file.organisation
    found = []
    for relation in team_of(file.pk):
        if relation.user is None:
            continue
        is_lead = relation.kind == RelationKind.CASE_LEAD
        label = _("your counsellor") if is_lead else str(relation.get_kind_display())
        phone = relation.user.phone or organisation.phone
        lines = [label, str(organisation), _("Phone: %(number)s") % {"number": phone} if phone else ""]
        found.append([relation.user.display_name, "\n".join(line for line in lines if line)])
    return found


def _goal(view: GoalView) -> dict[str, Any]:
    goal = view.goal
    due = _("Until %(day)s") % {"day": time.format_date(goal.due_on, weekday=False)} if goal.due_on else ""
    facts = [str(LifeArea(goal.life_area).label), str(GoalState(goal.state).label), due]
    return {
        "title": goal.title,
        "why": goal.why,
        "facts": " · ".join(part for part in facts if part),
        "steps": [_step(one) for one in view.steps],
        "parts": [
            {"title": part.sub_goal.title, "steps": [_step(one) for one in part.steps]} for part in view.sub_goals
        ],
    }


def _step(view: StepView) -> dict[str, Any]:
    step = view.step
    when = ""
    if step.done_on is not None:
        when = _("done on %(day)s") % {"day": time.format_date(step.done_on, weekday=False)}
    elif step.due_on is not None:
        when = _("until %(day)s") % {"day": time.format_date(step.due_on)}
    note = ", ".join(part for part in (_("Who: %(name)s") % {"name": view.owner}, when) if part)
    return {"text": step.title, "note": note, "done": step.done_on is not None}


def plan_pdf(file: FamilyFile, *, version: PlanVersion | None = None, large_print: bool = False) -> bytes:
    """Return the plan of a family (or a version of it) as a tagged PDF; the caller logs the export."""
    return render_pdf("planversions/plan.typ", plan_data(file, version), _("Our plan"), large_print=large_print)

"""What the plan tells the rooms below at start-up."""

from __future__ import annotations

import uuid
from collections.abc import Iterable

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from chancennetz.access import file_parts
from chancennetz.access.constants import Facet
from chancennetz.access.file_parts import FilePart
from chancennetz.access.models import FamilyFile
from chancennetz.casework import kept, seams, timeline_events
from chancennetz.casework.constants import LifeArea
from chancennetz.casework.kept import Kept
from chancennetz.casework.seams import Fact
from chancennetz.plans.constants import OPEN_GOALS, GoalState, StepOwner
from chancennetz.plans.models import Goal, Step, SubGoal
from chancennetz.plans.queries import next_overdue
from chancennetz.plans.timeline import SOURCES
from chancennetz.tasks.hooks import register_owner

_LABELS = {
    "title": _("Title"),
    "why": _("Why does it matter?"),
    "life_area": _("Area of life"),
    "state": _("State"),
    "due_on": _("Until when?"),
    "agreed_on": _("Agreed on"),
    "closed_on": _("Closed on"),
    "done_on": _("Done on"),
    "position": _("Place in the list"),
    "owner_kind": _("Who does it?"),
    "owner_name": _("Name"),
}


def _goals_of(file: FamilyFile) -> Iterable[Goal]:
    return Goal.objects.filter(file=file).order_by("position", "created_at")


_GOAL = Kept(
    "goal",
    Facet.PLAN,
    fields=(
        "title",
        "why",
        "life_area",
        "state",
        "due_on",
        "agreed_on",
        "closed_on",
        "position",
        "smart",
        "hurdles",
        "attainment",
    ),
    wording=("title", "why", "life_area", "due_on"),
    labels=_LABELS,
    choices={"life_area": LifeArea, "state": GoalState},
    listed=_goals_of,
)
_SUB_GOAL = Kept(
    "sub_goal",
    Facet.PLAN,
    fields=("title", "state", "position"),
    wording=("title",),
    labels=_LABELS,
    choices={"state": GoalState},
)
_STEP = Kept(
    "step",
    Facet.PLAN,
    fields=(
        "title",
        "owner_kind",
        "owner_person_id",
        "owner_user_id",
        "owner_name",
        "due_on",
        "remind_on",
        "done_on",
        "position",
        "sub_goal_id",
    ),
    wording=("title", "due_on", "owner_kind", "owner_name"),
    labels=_LABELS,
    choices={"owner_kind": StepOwner},
)


def _step_address(step_id: uuid.UUID, file_id: uuid.UUID | None) -> str:
    return reverse("plans:step", args=[file_id, step_id]) if file_id is not None else ""


def register() -> None:
    """Enter everything."""
    file_parts.register(FilePart(_("Goals"), "plans:goals", Facet.PLAN, order=20))
    register_owner("plans.step", _step_address)
    for model, own in ((Goal, _GOAL), (SubGoal, _SUB_GOAL), (Step, _STEP)):
        kept.register(model, own)
    for source in SOURCES:
        timeline_events.register(source)
    seams.register_next_due(next_overdue)
    agreed = Q(agreed_on__isnull=False) & ~Q(state=GoalState.DROPPED)
    seams.register_rows("plans.agreed", Fact.AGREED, Goal, agreed)
    outside = Q(done_on__isnull=False) | Q(owner_kind=StepOwner.PARTNER)
    seams.register_rows("plans.step", Fact.LINKED, Step, outside)
    seams.register_rows(
        "plans.open",
        Fact.UNFINISHED,
        Goal,
        Q(state__in=OPEN_GOALS),
        reason=_("A goal is still open. Please say how far you got, or drop it."),
    )

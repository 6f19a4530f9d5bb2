"""How versions are named and shown."""

from __future__ import annotations

import dataclasses
import datetime as dt
import uuid
from typing import Any

from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from chancennetz.access.constants import Facet
from chancennetz.access.http import FileRequest
from chancennetz.casework import queries
from chancennetz.casework.constants import CaseType, Channel, ExitReason, GoalState, LifeArea, StepOwner
from chancennetz.casework.models import Case, Goal, Step, SubGoal
from chancennetz.casework.queries import VersionView
from chancennetz.casework.views import common
from chancennetz.core import time

FACETS = {"case": Facet.INTAKE, "goal": Facet.PLAN, "sub_goal": Facet.PLAN, "step": Facet.PLAN}
_LABELS: dict[str, Any] = {
    "channel": gettext_lazy("How did contact come about?"),
    "channel_place": gettext_lazy("Where, or through whom?"),
    "first_contact_on": gettext_lazy("First contact on"),
    "concern": gettext_lazy("Concern"),
    "case_type": gettext_lazy("Mainly about"),
    "assessed_on": gettext_lazy("Assessment finished on"),
    "assessment": gettext_lazy("Assessment"),
    "exit_on": gettext_lazy("Last day"),
    "exit_reason": gettext_lazy("Why does it end?"),
    "title": gettext_lazy("Title"),
    "why": gettext_lazy("Why does it matter?"),
    "life_area": gettext_lazy("Area of life"),
    "state": gettext_lazy("State"),
    "due_on": gettext_lazy("Until when?"),
    "agreed_on": gettext_lazy("Agreed on"),
    "closed_on": gettext_lazy("Closed on"),
    "done_on": gettext_lazy("Done on"),
    "position": gettext_lazy("Place in the list"),
    "owner_kind": gettext_lazy("Who does it?"),
    "owner_name": gettext_lazy("Name"),
}
_CHOICES: dict[str, Any] = {
    "channel": Channel,
    "case_type": CaseType,
    "exit_reason": ExitReason,
    "life_area": LifeArea,
    "state": GoalState,
    "owner_kind": StepOwner,
}


def address(file_id: uuid.UUID, kind: str, object_id: uuid.UUID) -> str:
    """Return where the versions of a record are shown."""
    return reverse("casework:history_of", args=[file_id, kind, object_id])


def find(request: FileRequest, kind: str, object_id: uuid.UUID) -> Case | Goal | SubGoal | Step:
    """Return the record, or answer that there is no such page."""
    file = request.file
    if kind not in FACETS or not common.opens(request, FACETS[kind]):
        raise Http404
    found: Case | Goal | SubGoal | Step | None
    if kind == "case":
        case = queries.case_of(file)
        found = case if case is not None and case.id == object_id else None
    elif kind == "goal":
        found = queries.find_goal(file, object_id)
    elif kind == "sub_goal":
        found = queries.find_sub_goal(file, object_id)
    else:
        found = queries.find_step(file, object_id)
    if found is None:
        raise Http404
    return found


def title_of(row: Case | Goal | SubGoal | Step) -> str:
    """Return how a record is called."""
    return _("Intake and assessment") if isinstance(row, Case) else str(row.title)


def chosen_day(text: str) -> dt.date | None:
    """Return the day that was asked for, None when it is no day."""
    try:
        day = dt.date.fromisoformat(text)
    except ValueError:
        return None
    return day if time.EARLIEST_DAY <= day <= time.LATEST_DAY else None


def _text(name: str, value: Any) -> str:
    if value in (None, ""):
        return ""
    if name in _CHOICES and value in _CHOICES[name].values:
        return str(_CHOICES[name](value).label)
    if name.endswith("_on"):
        return time.format_date(dt.date.fromisoformat(value))
    return str(value + 1) if name == "position" else str(value)


def pairs(kind: str, content: dict[str, Any]) -> list[tuple[str, str]]:
    """Return (label, text) of what a version held."""
    del kind
    return [(str(_LABELS[name]), _text(name, value)) for name, value in content.items() if name in _LABELS]


@dataclasses.dataclass(frozen=True, slots=True)
class ShownVersion:
    """A version as the page shows it."""

    number: int
    made_at: dt.datetime
    made_by: str
    changed: str
    pairs: list[tuple[str, str]]


def shown(view: VersionView) -> ShownVersion:
    """Return a version as the page shows it."""
    changed = ", ".join(str(_LABELS[name]) for name in view.changed if name in _LABELS)
    return ShownVersion(view.number, view.made_at, view.made_by, changed, pairs(view.object_type, view.content))
